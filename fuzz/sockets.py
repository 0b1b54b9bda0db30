"""What a client may say over a WebSocket: messages in any order, and no messages."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

from fuzz.bodies import anything, parameters, seldom
from fuzz.headers import ORIGINS, authorizations
from fuzz.oracle import LATE, Failure, check_words, codes_of
from fuzz.people import People
from fuzz.wire import LISTEN

MODERN, LEGACY = "graphql-transport-ws", "graphql-ws"
KINDS = {
    *("connection_ack", "connection_error", "ping", "pong", "next", "data", "error"),
    *("complete", "ka"),
}
# Why a connection may be closed: RFC 6455, and the protocols.
CLOSES = {1000, 1002, 1003, 1007, 1009, 4400, 4401, 4403, 4406, 4408, 4409, 4429}
quiet = logging.getLogger("fuzz.sockets")
quiet.addHandler(logging.NullHandler())
quiet.propagate = False  # what is odd here is meant to be
SAID = (
    *("connection_init", "subscribe", "start", "complete", "stop", "ping", "pong"),
    *("connection_terminate", "next", ""),
)


@dataclass(frozen=True)
class Talk:
    """A connection, and what is sent over it."""

    protocols: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    frames: tuple[str | bytes, ...]


@st.composite
def talks(draw: Any, people: People) -> Talk:
    """A connection: as a rule one that begins as the protocol wants it."""
    dialect = draw(st.sampled_from([MODERN, LEGACY]))
    protocols = (dialect,)
    if seldom(draw, 5):
        protocols = draw(st.sampled_from([(), ("x",), (MODERN, LEGACY), ("a",) * 50]))
    headers = []
    if seldom(draw, 5):
        headers.append(("Origin", draw(st.sampled_from(ORIGINS[:4]))))
    if seldom(draw, 25):
        headers.append(("Authorization", draw(authorizations(people)).strip()))
    frames: list[Any] = []
    if not seldom(draw, 10):
        token = authorizations(people)
        payload = st.none() | st.fixed_dictionaries(
            {}, optional={"Authorization": token}
        )
        frames.append(_message("connection_init", None, draw(payload)))
    begin = "subscribe" if dialect == MODERN else "start"
    frames += draw(st.lists(_frames(begin), min_size=1, max_size=6))
    return Talk(protocols, tuple(headers), tuple(frames))


@st.composite
def _frames(draw: Any, begin: str) -> Any:
    if not seldom(draw, 40):
        return _message(begin, draw(st.sampled_from("123456")), draw(parameters()))
    if seldom(draw, 60):
        ids = st.sampled_from(["1", "2", "", "x" * 999]) | anything
        kind, payload = draw(st.sampled_from(SAID)), draw(parameters() | anything)
        return _message(kind, draw(ids), payload)
    if seldom(draw, 10):
        return _message(begin, "1", {"query": "{ " + "me { id } " * 40_000 + "}"})
    odd = st.text(max_size=40) | st.binary(max_size=40) | anything.map(json.dumps)
    return draw(odd)


def _message(kind: str, id: Any, payload: Any) -> str:
    message = {"type": kind, "id": id, "payload": payload}
    return json.dumps({name: one for name, one in message.items() if one is not None})


def talk(port: int, what: Talk) -> list[str]:
    """Say it all, and look at what is said back: the codes, and the end.

    Raises :class:`Failure`.
    """
    try:
        with connect(
            f"ws://127.0.0.1:{port}/graphql",
            subprotocols=what.protocols or None,  # type: ignore[arg-type]
            additional_headers=what.headers,
            compression=None,
            max_size=None,
            logger=quiet,
            open_timeout=LATE,
            close_timeout=5,
        ) as connection:
            return list(_converse(connection, what))
    except TimeoutError:
        raise Failure("The handshake had no answer.") from None
    except InvalidHandshake as error:
        status = getattr(getattr(error, "response", None), "status_code", 0)
        # 431 is for headers that are too long.
        if status not in (403, 431) and "subprotocol" not in str(error):
            raise Failure(f"The handshake failed: {error!r}") from None
        return [f"(handshake {status or 'without a subprotocol'})"]


def _converse(connection: Any, what: Talk) -> Iterator[str]:
    try:
        for frame in what.frames:
            connection.send(frame)
        while True:
            yield from _look_at(connection.recv(timeout=LISTEN))
    except TimeoutError:
        yield "(open)"
    except ConnectionClosed as closed:
        # A client that is still sending may not hear why it was closed.
        if closed.rcvd is None and sum(map(len, what.frames)) < 200_000:
            raise Failure("It was closed without a reason.") from None
        if closed.rcvd is not None:
            check_words(closed.rcvd.reason)
            if closed.rcvd.code not in CLOSES:
                raise Failure(f"It was closed with {closed.rcvd}.") from None
            yield f"(closed {closed.rcvd.code})"


def _look_at(text: Any) -> Iterator[str]:
    try:
        message = json.loads(text)
        kind = message["type"]
    except (ValueError, KeyError, TypeError):
        raise Failure(f"It is no message: {text!r:.500}") from None
    if kind not in KINDS:
        raise Failure(f"The message's type must not be: {text!r:.500}")
    yield f"({kind})"
    payload = message.get("payload")
    if kind in ("next", "data"):
        yield from codes_of(payload)
    elif kind == "error":
        yield from codes_of(
            {"errors": payload if isinstance(payload, list) else [payload]}
        )
