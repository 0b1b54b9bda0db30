"""Pages of other origins: those of the settings may ask and read, others may not."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured

from schema.environment import env

Ask = Callable[..., httpx.Response]

SCHOOL, EVIL = "https://school.example", "https://evil.example"
ME = {"query": "{ me { id } }"}
EVENTS = "text/event-stream"
PARTS = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
HEADERS = {
    "authorization",
    "content-type",
    "apollo-require-preflight",
    "graphql-require-preflight",
    "x-apollo-operation-name",
    "x-request-id",
}
READABLE = {
    "allow-origin": SCHOOL,
    "allow-credentials": "true",
    "expose-headers": "retry-after, x-request-id",
}


@pytest.fixture(autouse=True)
def school(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [SCHOOL]


def preflight(origin: str, method: str = "POST") -> dict[str, str]:
    return {
        "origin": origin,
        "access-control-request-method": method,
        "access-control-request-headers": "authorization,content-type",
    }


def told(response: httpx.Response) -> dict[str, str]:
    """What a browser is told of who may read the answer."""
    begin = "access-control-"
    return {
        name.removeprefix(begin): value
        for name, value in response.headers.items()
        if name.startswith(begin)
    }


@pytest.mark.parametrize("accept", ["*/*", "text/html", EVENTS, PARTS])
def test_a_page_of_the_settings_may_ask(ask: Ask, accept: str) -> None:
    result = ask("OPTIONS", headers=preflight(SCHOOL) | {"accept": accept})

    answer = told(result)
    assert result.status_code == 200
    assert result.content == b""
    assert set(answer.pop("allow-headers").split(", ")) == HEADERS
    assert answer == READABLE | {"allow-methods": "GET, POST", "max-age": "86400"}


@pytest.mark.parametrize(
    "origin",
    [EVIL, "null", "http://school.example", f"{SCHOOL}.evil.example", "https://["],
)
@pytest.mark.parametrize("accept", ["*/*", EVENTS])
def test_another_page_may_not_ask(ask: Ask, origin: str, accept: str) -> None:
    result = ask("OPTIONS", headers=preflight(origin) | {"accept": accept})

    assert told(result) == {}


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"json": ME}, 200),
        ({"json": {}}, 400),
        ({"content": "{", "headers": {"content-type": "application/json"}}, 400),
        ({"content": "x"}, 415),
        ({"json": {"x": "x" * 1_100_000}}, 413),
        ({"json": ME, "headers": {"accept": "image/png"}}, 406),
        ({"content": "x", "headers": {"content-type": "multipart/form-data"}}, 403),
        ({"json": {}, "headers": {"accept": EVENTS}}, 400),
    ],
)
def test_it_may_read_answers_and_refusals(
    ask: Ask, options: dict[str, Any], status: int
) -> None:
    headers = options.get("headers", {}) | {"origin": SCHOOL}

    result = ask(**options | {"headers": headers})

    assert result.status_code == status
    assert told(result) == READABLE
    assert "origin" in result.headers["vary"].lower()


@pytest.mark.parametrize("accept", ["*/*", EVENTS, PARTS])
@pytest.mark.parametrize("json", [ME, {}])
def test_another_page_may_read_neither(ask: Ask, json: Any, accept: str) -> None:
    result = ask(json=json, headers={"origin": EVIL, "accept": accept})

    assert told(result) == {}
    assert "origin" in result.headers["vary"].lower()


@pytest.mark.parametrize("accept", [EVENTS, PARTS])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_it_may_read_streams(ask: Ask, accept: str, method: str) -> None:
    place = "params" if method == "GET" else "json"
    headers = {"origin": SCHOOL, "accept": accept}

    result = ask(method, headers=headers, **{place: ME})

    assert result.status_code == 200
    assert b'"me":null' in result.content
    assert told(result) == READABLE


@pytest.mark.parametrize("accept", [EVENTS, PARTS])
def test_another_page_gets_no_stream(ask: Ask, accept: str) -> None:
    result = ask(json=ME, headers={"origin": EVIL, "accept": accept})

    assert result.status_code == 403
    assert result.json()["errors"][0]["extensions"] == {"code": "FORBIDDEN"}


def test_without_settings_nobody_elsewhere_may_ask(ask: Ask, settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = []

    result = ask("OPTIONS", headers=preflight(SCHOOL))

    assert told(result) == {}


@pytest.mark.parametrize(
    "origin",
    [
        "https://school.example",
        "http://localhost:3000",
        "http://[::1]:3000",
        "capacitor://localhost",
        "chrome-extension://abcdefgh",
    ],
)
def test_pages_and_apps_are_named_as_browsers_do(
    monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    monkeypatch.setenv("ORIGINS", f"{origin}, {SCHOOL}")

    result = env.origins("ORIGINS")

    assert result == [origin, SCHOOL]


@pytest.mark.parametrize(
    "origin",
    ["null", "*", "https://*.school.example", "https://School.example", f"{SCHOOL}/"],
)
def test_what_no_browser_tells_is_refused(
    monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    monkeypatch.setenv("ORIGINS", origin)

    with pytest.raises(ImproperlyConfigured) as result:
        env.origins("ORIGINS")

    assert str(result.value).startswith(f"ORIGINS is {origin!r}: use ")


def test_a_wildcard_may_stand_where_django_takes_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ORIGINS", "https://*.school.example")

    result = env.origins("ORIGINS", wildcard="*.")

    assert result == ["https://*.school.example"]
