"""Requests as they go over the wire, whatever is in them, and what comes back."""

import socket
import time
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse

PATIENCE = 15.0  # seconds until an answer is taken for one that never comes
LISTEN = 0.15  # seconds for which a stream is listened to after its last word
LARGE = 64 * 1024  # bytes of a body that may be refused before it has arrived
STREAMS = ("text/event-stream", "multipart/mixed")


@dataclass(frozen=True)
class Request:
    """Host, Connection and Content-Length are added where ``headers`` lack them."""

    method: str = "POST"
    target: str = "/graphql"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    is_cut: bool = False  # whether the client goes away after the body

    def __repr__(self) -> str:
        return f"<{self.method} {self.target:.99}, {len(self.body):,} bytes>"

    def encoded(self, host: str) -> bytes:
        names = {name.lower() for name, _ in self.headers}
        headers = list(self.headers)
        for name, value in (
            ("Host", host),
            ("Connection", "close"),
            ("Content-Length", str(len(self.body))),
        ):
            chunked = name == "Content-Length" and "transfer-encoding" in names
            if name.lower() not in names and not chunked:
                headers.append((name, value))
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers]
        head = "\r\n".join(lines).encode("latin-1", "replace")
        return head + b"\r\n\r\n" + self.body


@dataclass(frozen=True)
class Answer:
    """What came back; ``status`` 0 where the connection ended without an answer."""

    seconds: float
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip()


def send(port: int, request: Request) -> Answer:
    """Send it over a connection of its own. Raises ``OSError`` where none answers."""
    begin = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        try:
            connection.sendall(request.encoded(f"127.0.0.1:{port}"))
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused while it was on its way: there may be an answer
        if request.is_cut:
            return Answer(time.monotonic() - begin)
        try:
            return _answer(connection, request.method, begin)
        except TimeoutError:
            return Answer(time.monotonic() - begin)
        except (HTTPException, ConnectionResetError):
            # An answer can be lost on the way to who was still sending.
            lost = len(request.body) > LARGE
            return Answer(time.monotonic() - begin, 413 if lost else 0)


def _answer(connection: socket.socket, method: str, begin: float) -> Answer:
    response = HTTPResponse(connection, method=method)
    response.begin()
    headers = {name.lower(): value for name, value in response.getheaders()}
    body = bytearray()
    seconds = time.monotonic() - begin
    if headers.get("content-type", "").startswith(STREAMS):
        connection.settimeout(LISTEN)
        try:
            while piece := response.read1(65536):
                body += piece
        except TimeoutError:
            pass  # it has nothing more to say for now
    else:
        body += response.read()
        seconds = time.monotonic() - begin
    return Answer(seconds, response.status, headers, bytes(body))
