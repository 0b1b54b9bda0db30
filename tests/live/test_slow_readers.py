"""A client that does not read is left, and nobody waits for it."""

import time
from collections.abc import Callable

import pytest

from schema.transport import operations
from tests.live.sockets import Socket

TIMES = 20
# About a megabyte: twenty are more than the buffers on the way to a client hold.
LARGE = "{ %s }" % " ".join(
    f"a{number}: __schema {{ types {{ description fields {{ description }} }} }}"
    for number in range(30)
)

Connect = Callable[..., Socket]


@pytest.fixture
def slow(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> Socket:
    """A connection with answers under way to a client that reads none of them."""
    monkeypatch.setattr(operations, "SEND_TIMEOUT", 1)
    socket = connect(init={}, max_queue=1)
    for number in range(TIMES):
        socket.subscribe(LARGE, id=str(number))
    return socket


def test_others_are_served_meanwhile(slow: Socket, connect: Connect) -> None:
    other = connect(init={})
    other.subscribe("{ __typename }")

    result = other.next()

    assert result == {"__typename": "Query"}


def test_it_is_told_to_come_again_or_finds_itself_cut_off(slow: Socket) -> None:
    time.sleep(10)
    answers = 0
    while isinstance(message := slow.receive(), dict):
        answers += message["type"] == "next"

    result = message

    assert result in (1013, None)
    assert answers < TIMES
