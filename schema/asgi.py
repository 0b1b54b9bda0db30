"""The ASGI application: the API, files, and Django for everything else."""

import asyncio
import gc
import os
import sys
from typing import Any

from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schema.settings")
django_application = get_asgi_application()

from files.signing import PREFIX  # noqa: E402
from notifications import live  # noqa: E402
from schema import worker  # noqa: E402
from schema.delivery.private import application as private_files  # noqa: E402
from schema.delivery.public import application as public_files  # noqa: E402
from schema.transport.app import application as graphql_application  # noqa: E402

# Seconds after which a thread that computes gives way to another; Python's own five
# milliseconds make a client wait as often as its request changes threads.
SWITCH_INTERVAL = 0.0005
GRAPHQL_PATHS = ("/graphql", "/graphql/")


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "websocket" or scope["path"] in GRAPHQL_PATHS:
        await graphql_application(scope, receive, send)
    elif scope["path"].startswith(PREFIX):
        await private_files(scope, receive, send)
    elif scope["path"].startswith(settings.MEDIA_URL):
        await public_files(scope, receive, send)
    else:
        await django_application(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    await receive()  # "lifespan.startup"
    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.freeze()  # what is there by now stays, and need not be looked through again
    worker.start_in_process()
    wake_ups = asyncio.ensure_future(live.receive())
    await send({"type": "lifespan.startup.complete"})
    await receive()  # "lifespan.shutdown"
    wake_ups.cancel()
    worker.stop_in_process()
    await send({"type": "lifespan.shutdown.complete"})
