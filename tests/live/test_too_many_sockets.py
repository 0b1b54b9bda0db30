"""An address has so many WebSockets open at once, and no more."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.live.sockets import LEGACY, MODERN, Socket

TRY_AGAIN_LATER = 1013
NOTICED = 0.3  # seconds after which a server knows that a connection was closed


@pytest.fixture(autouse=True)
def quiet(connect: Callable[..., Socket]) -> None:
    """The connections of the tests before are gone."""
    time.sleep(NOTICED)


@pytest.mark.parametrize("protocol", [MODERN, LEGACY])
def test_one_more_is_closed(
    connect: Callable[..., Socket], settings: Any, protocol: str
) -> None:
    settings.GRAPHQL_MAX_SOCKETS = 2
    first = [connect(init={}), connect(init={})]

    result = connect(init=None, protocol=protocol).receive()

    assert result == TRY_AGAIN_LATER
    assert [one.greeting["type"] for one in first] == ["connection_ack"] * 2


def test_one_that_is_closed_makes_place(
    connect: Callable[..., Socket], settings: Any
) -> None:
    settings.GRAPHQL_MAX_SOCKETS = 1
    connect(init={}).connection.close()
    time.sleep(NOTICED)

    result = connect(init={}).greeting

    assert result["type"] == "connection_ack"
