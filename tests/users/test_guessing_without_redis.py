"""While Redis does not answer, each process counts guesses for itself."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories import PASSWORD, UserFactory
from tests.users.guessing import (
    LIMITED,
    SIGNED_IN,
    WRONG,
    outcome,
    outcomes,
    sign_in,
)


@pytest.fixture
def no_redis(settings: Any) -> None:
    """Nothing listens where Redis should."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def silent_redis(settings: Any) -> Iterator[None]:
    """Something listens, and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        yield


def test_guesses_are_counted_all_the_same(student: Any, no_redis: None) -> None:
    result = outcomes(7, student.username)

    assert result == [WRONG] * 5 + [LIMITED] * 2


@pytest.mark.parametrize("is_first", [True, False])
def test_guesses_are_not_forgotten_when_it_goes_or_comes(
    student: Any, settings: Any, request: pytest.FixtureRequest, is_first: bool
) -> None:
    there = settings.REDIS_URL
    request.getfixturevalue("no_redis")
    away = settings.REDIS_URL
    settings.REDIS_URL = there if is_first else away
    before = outcomes(3, student.username)
    settings.REDIS_URL = away if is_first else there

    result = outcomes(4, student.username)

    assert before == [WRONG] * 3
    assert result == [WRONG] * 2 + [LIMITED] * 2


def test_people_sign_in_all_the_same(student: Any, no_redis: None) -> None:
    result = outcomes(10, student.username, password=PASSWORD)

    assert result == [SIGNED_IN] * 10


def test_the_log_tells_it_once(student: Any, no_redis: None, caplog: Any) -> None:
    result = outcomes(5, student.username)

    warnings = [one for one in caplog.messages if "Redis does not answer" in one]
    assert result == [WRONG] * 5
    assert len(warnings) == 1


def test_nobody_waits_for_it_long(db: None, silent_redis: None) -> None:
    UserFactory(username="ada")
    begun = time.monotonic()

    result = [outcome(sign_in("ada", PASSWORD)) for _ in range(5)]

    assert result == [SIGNED_IN] * 5
    assert time.monotonic() - begun < 4
