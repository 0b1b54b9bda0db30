"""The client: HTTP/1.1 on raw sockets, so that it costs little beside the servers.

It runs in a process of its own (:class:`Client`). All requests are bytes made before.
"""

import selectors
import socket
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from multiprocessing import get_context

CONNECTIONS = 8
APART = 0.005  # seconds between connections, that several processes take some each
PATIENCE = 30  # seconds that an answer may take


class Refused(Exception):
    """Raised for an answer that is not what a client wants."""


@dataclass(frozen=True)
class Load:
    """How a server bore it; times are seconds, of each request in turn."""

    seconds: float
    latencies: list[float]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds


class Client:
    """Loads servers from another process, one at a time."""

    def __enter__(self) -> "Client":
        self.pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown()

    def run(
        self, port: int, requests: list[bytes], seconds: float, rate: float = 0
    ) -> Load:
        """Send the requests for so long; with a rate so many a second, else as it can.

        Raises :class:`Refused`.
        """
        return self.pool.submit(run, port, requests, seconds, rate).result()


class Connection:
    """One kept open; ``since`` is when what it waits for was due."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.since = 0.0

    def send(self, request: bytes, since: float) -> None:
        self.since = since
        self.socket.sendall(request)

    def has_answer(self) -> bool:
        """Read what is there, and tell whether the answer is whole."""
        piece = self.socket.recv(262_144)
        self.received += piece
        head, found, body = self.received.partition(b"\r\n\r\n")
        if found and len(body) >= length(head):
            check(head, body)
            self.received = b""
            return True
        if not piece:
            raise Refused(f"The server hung up after {self.received[:300]!r}.")
        return False


def run(port: int, requests: list[bytes], seconds: float, rate: float = 0) -> Load:
    connections = []
    for _ in range(CONNECTIONS):
        connections.append(Connection(port))
        time.sleep(APART)
    try:
        return _run(connections, cycle(requests), seconds, rate)
    finally:
        for connection in connections:
            connection.socket.close()


def _run(
    connections: list[Connection],
    requests: Iterator[bytes],
    seconds: float,
    rate: float,
) -> Load:
    free = deque(connections)
    latencies: list[float] = []
    clock = time.perf_counter
    # Unlike epoll's, its timeout is exact to much less than a millisecond.
    with selectors.SelectSelector() as selector:
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        start = clock()
        end, sent = start + seconds, 0
        while True:
            now = clock()
            due = start + sent / rate if rate else now
            while free and due <= now and due < end:
                free.popleft().send(next(requests), due if rate else clock())
                sent += 1
                due = start + sent / rate if rate else now
            if due >= end and len(free) == len(connections):
                return Load(clock() - start, latencies)
            pause = max(due - now, 0) if free and due < end else PATIENCE
            events = selector.select(pause)
            if not events and pause == PATIENCE:
                raise Refused(f"No answer came within {PATIENCE} s.")
            for key, _ in events:
                if key.data.has_answer():
                    latencies.append(clock() - key.data.since)
                    free.append(key.data)


def ask(port: int, request: bytes) -> tuple[float, bytes]:
    """How long one request took, without connecting, and the answer's body."""
    connection = Connection(port)
    with connection.socket as own:
        start = time.perf_counter()
        connection.send(request, start)
        received = b""
        while piece := own.recv(262_144):
            received += piece
            head, found, body = received.partition(b"\r\n\r\n")
            if found and len(body) >= length(head):
                check(head, body)
                return time.perf_counter() - start, body
    raise Refused(f"The server hung up after {received[:300]!r}.")


def length(head: bytes) -> int:
    """Of the body, in bytes."""
    _, found, after = head.lower().partition(b"\r\ncontent-length:")
    if not found:
        raise Refused(f"An answer without Content-Length: {head!r}")
    return int(after.partition(b"\r\n")[0])


def check(head: bytes, body: bytes) -> None:
    """Raise :class:`Refused` for an answer that tells of an error."""
    is_good = head.split(b" ", 2)[1] in (b"200", b"201")
    if not is_good or b'"errors":[{' in body or b'"errors": [{' in body:
        raise Refused(f"{head[:100]!r}: {body[:500]!r}")
