"""HTTP as uvicorn has it, with an answer's head and body in one packet.

uvicorn 0.54 writes the head when it is told, and uvloop sends at once what is written:
two packets, of which each wakes the client.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD = b"HTTP/1.1 "


class HttpProtocol(HttpToolsProtocol):
    """For uvicorn's ``http``."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(Holding(transport, self.loop))  # type: ignore[arg-type]


class Holding:
    """A transport that holds a head until more is written, or the loop's next turn."""

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._head = b""
        self._release_soon: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if self._head:
            self._release_soon.cancel()
            data, self._head = b"".join((self._head, data)), b""
        elif data.startswith(HEAD):
            self._head = data
            self._release_soon = self._loop.call_soon(self._release)
            return
        self._transport.write(data)

    def close(self) -> None:
        self._release()
        self._transport.close()

    def _release(self) -> None:
        if self._head:
            self._release_soon.cancel()
            head, self._head = self._head, b""
            if not self._transport.is_closing():  # the client may have gone
                self._transport.write(head)
