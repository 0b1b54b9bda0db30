"""Whose guesses are counted: no header lets somebody be somebody else."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.processes import manage, running

GUESS = 'mutation { tokenAuth(username: "person %d", password: "x") { token } }'
BEHIND_PROXY = {"BEHIND_PROXY": "true"}


def last_of_31(http: httpx.Client, forwarded_for: Callable[[int], str]) -> str:
    """The code of the last of so many guesses with these headers."""
    for n in range(31):
        headers = {"X-Forwarded-For": forwarded_for(n)}
        answer = http.post("/graphql", json={"query": GUESS % n}, headers=headers)
    return answer.json()["errors"][0]["extensions"]["code"]


@pytest.mark.parametrize(
    ("environment", "form", "code"),
    [
        # Nobody is a proxy where none is set up.
        ({}, "203.0.113.{}", "RATE_LIMITED"),
        # What a proxy says is believed.
        (BEHIND_PROXY, "203.0.113.{}", "UNAUTHENTICATED"),
        # But not what its clients told it.
        (BEHIND_PROXY, "203.0.113.{}, 198.51.100.7", "RATE_LIMITED"),
        # Nor what another than it says.
        (
            BEHIND_PROXY | {"FORWARDED_ALLOW_IPS": "10.0.0.0/8"},
            "203.0.113.{}",
            "RATE_LIMITED",
        ),
    ],
)
def test_guesses_are_counted_by_the_address_that_they_come_from(
    data: Path,
    services: dict[str, str],
    environment: dict[str, str],
    form: str,
    code: str,
) -> None:
    with running(data, "serve", **services, **environment) as server:
        result = last_of_31(server.http, form.format)

    assert result == code


@pytest.mark.parametrize("networks", ["*", "0.0.0.0/0", "10.0.0.1, ::/0", "proxy", ","])
def test_not_everybody_is_a_proxy(networks: str) -> None:
    result = manage("check", FORWARDED_ALLOW_IPS=networks)

    assert result.returncode != 0
    assert "ImproperlyConfigured: FORWARDED_ALLOW_IPS is " in result.stderr
