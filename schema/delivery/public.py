"""The ASGI application that hands out public files, for a year at a time.

A file never changes under its name. Where the files are elsewhere, such as in S3, their
addresses are there too, and this has none.
"""

import asyncio
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from starlette.responses import Response

from schema.delivery.stored import HEADERS, StoredFile, absent, refusal_of, stat_of


async def application(scope: Any, receive: Any, send: Any) -> None:
    response = refusal_of(scope["method"])
    if response is None:
        name = scope["path"].removeprefix(settings.MEDIA_URL)
        response = await asyncio.to_thread(_response, name)
    await response(scope, receive, send)


def _response(name: str) -> Response:
    storage = default_storage
    if not isinstance(storage, FileSystemStorage):
        return absent()
    path, stat = f"{storage.location}/{name}", stat_of(storage, name)
    # A file has one address, although many paths lead to it.
    if stat is None or path != storage.path(name):
        return absent()
    return StoredFile(
        path,
        headers=HEADERS | {"Cache-Control": settings.PUBLIC_CACHE_CONTROL},
        stat_result=stat,
    )
