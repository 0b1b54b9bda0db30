"""The ASGI application for /graphql."""

import tempfile
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest

from schema.transport import pipeline
from schema.transport.threads import run_in_thread

IN_MEMORY = 64 * 1024  # bytes of a body; a longer one goes through a temporary file


class Disconnected(Exception):
    """Raised when the client goes away before its request is complete."""


class TooLarge(Exception):
    """Raised for a body above the limit."""


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4406})
        return
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
        try:
            await _read(receive, body)
        except Disconnected:
            return
        except TooLarge:
            response = pipeline.too_large()
        else:
            response = await run_in_thread(pipeline.handle, ASGIRequest(scope, body))
    await _send(send, response)


async def _read(receive: Any, body: Any) -> None:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        body.write(message.get("body", b""))
        if body.tell() > settings.GRAPHQL_MAX_BODY_SIZE:
            raise TooLarge
        more = message.get("more_body", False)
    body.seek(0)


async def _send(send: Any, response: Any) -> None:
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.items()
    ]
    headers.append((b"content-length", str(len(response.content)).encode()))
    await send(
        {
            "type": "http.response.start",
            "status": response.status_code,
            "headers": headers,
        }
    )
    await send({"type": "http.response.body", "body": response.content})
