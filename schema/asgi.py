"""The ASGI application: the API, files, and Django for everything else."""

import asyncio
import gc
import os
from typing import Any

from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schema.settings")
django_application = get_asgi_application()

from database import loop  # noqa: E402
from files.signing import PREFIX  # noqa: E402
from notifications import live  # noqa: E402
from schema import worker  # noqa: E402
from schema.base import threads  # noqa: E402
from schema.delivery.private import application as private_files  # noqa: E402
from schema.delivery.public import application as public_files  # noqa: E402
from schema.transport.app import application as graphql_application  # noqa: E402

GRAPHQL_PATH = "/graphql/"


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "websocket" or f"{scope['path']}/".startswith(GRAPHQL_PATH):
        await graphql_application(scope, receive, send)
    elif scope["path"].startswith(PREFIX):
        await private_files(scope, receive, send)
    elif scope["path"].startswith(settings.MEDIA_URL):
        await public_files(scope, receive, send)
    else:
        await django_application(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    await receive()  # "lifespan.startup"
    gc.freeze()  # what is there by now stays, and need not be looked through again
    worker.start_in_process()
    wake_ups = asyncio.ensure_future(live.receive())
    await send({"type": "lifespan.startup.complete"})
    await receive()  # "lifespan.shutdown"
    wake_ups.cancel()
    worker.stop_in_process()
    loop.close()
    await asyncio.to_thread(threads.stop)
    await send({"type": "lifespan.shutdown.complete"})
