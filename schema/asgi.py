"""The ASGI application: the API, private files, and Django for everything else."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schema.settings")
django_application = get_asgi_application()

from files.signing import PREFIX  # noqa: E402
from schema import worker  # noqa: E402
from schema.delivery import application as private_files  # noqa: E402
from schema.transport.app import application as graphql_application  # noqa: E402

GRAPHQL_PATHS = ("/graphql", "/graphql/")


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "websocket" or scope["path"] in GRAPHQL_PATHS:
        await graphql_application(scope, receive, send)
    elif scope["path"].startswith(PREFIX):
        await private_files(scope, receive, send)
    else:
        await django_application(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            worker.start_in_process()
        else:
            worker.stop_in_process()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
