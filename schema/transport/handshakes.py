"""WebSockets as uvicorn has them, with an answer to a handshake that is no good.

uvicorn 0.54 takes what `websockets` refuses, such as headers that are too long, for an
incomplete handshake: nobody answers, and the connection stays open.
"""

from uvicorn.protocols.websockets.websockets_sansio_impl import (
    WebSocketsSansIOProtocol,
)

NO_HANDSHAKE = (
    b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
)


class SocketProtocol(WebSocketsSansIOProtocol):
    """For uvicorn's ``ws``."""

    def handle_events(self) -> None:
        super().handle_events()
        if self.conn.handshake_exc is None or self.handshake_initiated:
            return
        response = b"".join(self.conn.data_to_send())
        self.transport.write(response or NO_HANDSHAKE)
        self.transport.close()
