"""What the harness must know of a server."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks.asks import Ask
from benchmarks.load import CONNECTIONS


@dataclass(frozen=True)
class Place:
    """Where a server is to run, and on what.

    ``threads`` is how many each process needs to serve all the client's connections.
    """

    port: int
    processes: int
    database: str
    redis: str
    secret: str  # that signs the access tokens

    @property
    def threads(self) -> int:
        return math.ceil(CONNECTIONS / self.processes)


@dataclass(frozen=True)
class Peer:
    """A server, and how to talk to it.

    ``command`` starts it with ``environment``, after ``prepare`` was called.
    ``request`` is the HTTP path and the JSON of an ask; ``form`` makes of an answer's
    JSON what all servers must agree on. ``documents`` tells whether it takes documents
    that it has not seen.
    """

    name: str
    label: str
    command: Callable[[Place], list[str]]
    environment: Callable[[Place], dict[str, str]]
    request: Callable[[Ask], tuple[str, Any]]
    form: Callable[[str, Any], Any]
    prepare: Callable[[Place], None] = lambda place: None
    has_documents: bool = True


def http(peer: Peer, ask: Ask, port: int) -> bytes:
    """The bytes of the request."""
    path, content = peer.request(ask)
    body = b"" if content is None else json.dumps(content).encode()
    lines = [
        f"{'GET' if content is None else 'POST'} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept: application/json",
    ]
    if ask.token:
        lines.append(f"Authorization: Bearer {ask.token}")
    if content is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def moment(text: str) -> str:
    """A point in time, however a server writes it."""
    return datetime.fromisoformat(text).astimezone(UTC).isoformat()
