"""How an answer of HTTP goes out: in as few packets as it can."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from schema.transport.heads import HEAD, Holding

OK = HEAD + b"200 OK\r\n\r\n"


class Wire(asyncio.Transport):
    """A transport that keeps what it should send, packet by packet."""

    def __init__(self) -> None:
        super().__init__()
        self.packets: list[bytes] = []
        self.is_closed = False

    def write(self, data: Any) -> None:
        assert not self.is_closed
        self.packets.append(data)

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed


@pytest.fixture
def packets() -> Callable[..., list[bytes]]:
    """What goes out where an application writes so, with turns of the loop between."""

    async def sent(
        *turns: list[bytes], closes: bool = False, breaks: bool = False
    ) -> list[bytes]:
        wire = Wire()
        holding = Holding(wire, asyncio.get_running_loop())
        for pieces in turns:
            for piece in pieces:
                holding.write(piece)
            if closes:
                holding.close()
            wire.is_closed = wire.is_closed or breaks
            await asyncio.sleep(0)
        return wire.packets

    return lambda *turns, **how: asyncio.run(sent(*turns, **how))


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([[OK, b"body"]], [OK + b"body"]),
        ([[OK, b"one", b"two"]], [OK + b"one", b"two"]),
        ([[OK, b"one"], [b"two"]], [OK + b"one", b"two"]),
        ([[OK, b"one", OK, b"two"]], [OK + b"one", OK + b"two"]),
        ([[OK], [b"later"]], [OK, b"later"]),
        ([[OK]], [OK]),
    ],
)
def test_a_head_goes_with_what_follows_at_once(packets, turns, expected):
    result = packets(*turns)

    assert result == expected


def test_a_head_goes_before_the_end(packets):
    result = packets([OK], closes=True)

    assert result == [OK]


def test_a_client_that_has_gone_is_sent_nothing(packets):
    result = packets([OK], breaks=True)

    assert result == []
