"""A real server on a real port, whose database is the tests'."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import uvicorn
from django.conf import settings

from notifications import live
from schema.asgi import application
from tests.live.sockets import Socket
from users import tokens
from users.models import User


class Server(uvicorn.Server):
    """A server in a thread of this process."""

    @property
    def address(self) -> str:
        host, port = self.servers[0].sockets[0].getsockname()
        return f"{host}:{port}"


async def _serve(server: Server) -> None:
    wake_ups = asyncio.ensure_future(live.receive())
    await server.serve()
    wake_ups.cancel()


@pytest.fixture(scope="package")
def running_server() -> Iterator[Server]:
    config = uvicorn.Config(
        application,
        port=0,
        lifespan="off",  # no worker beside it, which would work in all the tests
        log_level="critical",
        ws="schema.transport.handshakes:SocketProtocol",
        ws_max_size=settings.GRAPHQL_MAX_FRAME_SIZE,
        timeout_graceful_shutdown=1,
    )
    server = Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(_serve(server)))
    thread.start()
    while not server.started:
        assert thread.is_alive(), "The server did not start."
        thread.join(0.01)
    yield server
    server.should_exit = True
    thread.join()


@pytest.fixture
def server(running_server: Server, transactional_db: None) -> Server:
    return running_server


@pytest.fixture
def connect(server: Server) -> Iterator[Callable[..., Socket]]:
    """Opens connections, as somebody who is signed in or as a visitor."""
    with ExitStack() as opened:

        def open_one(user: User | None = None, **options: Any) -> Socket:
            if user is not None:
                token = tokens.issue(user).token
                options.setdefault("init", {"Authorization": f"Bearer {token}"})
            return opened.enter_context(Socket(server.address, **options))

        yield open_one
