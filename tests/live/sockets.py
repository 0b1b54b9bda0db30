"""A client of GraphQL over WebSocket that says what it is told to."""

import json
from contextlib import ExitStack
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.client import without_cost

MODERN, LEGACY = "graphql-transport-ws", "graphql-ws"


class Socket:
    """A connection; with ``init`` one that has been acknowledged, or refused."""

    def __init__(
        self,
        address: str,
        *,
        init: Any = None,
        protocol: str = MODERN,
        headers: dict[str, str] | None = None,
        max_queue: int = 16,
    ) -> None:
        self.protocol = protocol
        self.opened = ExitStack()
        self.connection = self.opened.enter_context(
            connect(
                f"ws://{address}/graphql",
                subprotocols=[protocol],  # type: ignore[list-item]
                additional_headers=headers,
                compression=None,
                max_queue=max_queue,
                max_size=None,
            )
        )
        if init is not None:
            self.send(type="connection_init", payload=init)
            self.greeting = self.receive()

    def __enter__(self) -> "Socket":
        return self

    def __exit__(self, *_: object) -> None:
        self.opened.close()

    def send(self, **message: Any) -> None:
        self.connection.send(json.dumps(message))

    def receive(self, timeout: float = 10) -> Any:
        """The next message, or the code with which the connection was closed."""
        try:
            message = json.loads(self.connection.recv(timeout=timeout))
        except ConnectionClosed as closed:
            return closed.rcvd and closed.rcvd.code
        if message["type"] in ("next", "data"):
            message["payload"] = without_cost(message["payload"])
        return message

    def is_silent(self, seconds: float = 0.3) -> bool:
        """Whether nothing comes for so long."""
        try:
            self.connection.recv(timeout=seconds)
        except TimeoutError:
            return True
        return False

    def subscribe(self, query: str, id: str = "1", **variables: Any) -> None:
        word = "subscribe" if self.protocol == MODERN else "start"
        self.send(type=word, id=id, payload={"query": query, "variables": variables})

    def next(self) -> Any:
        """The data of the next message, which must be an answer without errors."""
        message = self.receive()
        assert message["type"] in ("next", "data"), message
        assert "errors" not in message["payload"], message
        return message["payload"]["data"]
