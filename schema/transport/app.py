"""The ASGI application for /graphql: which way a connection's operations go."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

from cross_web import HTTPException
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse

from files.uploads import MB, VIDEO_LIMIT
from schema.base.errors import DeadlineExceeded
from schema.base.threads import run_in_thread
from schema.transport import http_streams, pipeline, sockets
from schema.transport.multipart import MultipartReader
from schema.transport.operations import answers

IN_MEMORY = 64 * 1024  # bytes of a body; a longer one goes through a temporary file
MAX_UPLOAD_SIZE = VIDEO_LIMIT + 10 * MB  # bytes of a whole multipart body


class Disconnected(Exception):
    """Raised when the client goes away before its request is complete."""


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await sockets.serve(scope, receive, send)
        return
    try:
        response = await _answer(scope, receive, send)
    except Disconnected:
        return
    except DeadlineExceeded as error:  # before a thread was free
        response = _failure(scope, 503, error.message, error.code)
    except HTTPException as error:
        response = _failure(scope, error.status_code, error.reason)
    if response is not None:
        await _send(send, response)


async def _answer(scope: Any, receive: Any, send: Any) -> HttpResponse | None:
    """The response; ``None`` where a stream of answers was sent in its place."""
    headers = dict(scope["headers"])
    content_type = headers.get(b"content-type", b"").decode("latin-1")
    if scope["method"] == "POST" and content_type.startswith("multipart/form-data"):
        return await _upload(scope, receive, content_type)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
        async for chunk in _chunks(receive, settings.GRAPHQL_MAX_BODY_SIZE):
            body.write(chunk)
        body.seek(0)
        request = ASGIRequest(scope, body)
        format = http_streams.wanted_format(request.headers.get("Accept", ""))
        if format is None or request.method == "OPTIONS":
            return await _handle(request)
        asked = await run_in_thread(pipeline.operation_for_stream, request)
    if isinstance(asked, HttpResponse):
        return pipeline.with_cors(request, lambda: asked)
    headers = {"X-Request-Id": pipeline.request_id_of(request)}
    opening = pipeline.with_cors(request, lambda: HttpResponse(headers=headers))
    await http_streams.stream(format, opening, answers(*asked), receive, send)
    return None


async def _handle(
    request: ASGIRequest,
    operation: dict[str, Any] | None = None,
    seconds: float | None = None,
) -> HttpResponse:
    response = await run_in_thread(pipeline.handle, request, operation, seconds=seconds)
    if context := getattr(request, "context", None):
        await context.wait()
    return response


async def _upload(scope: Any, receive: Any, content_type: str) -> HttpResponse:
    """Answer a request with files; only who is signed in may fill our disk."""
    request = ASGIRequest(scope, BytesIO())
    refusal = await run_in_thread(pipeline.refuse_upload, request)
    if refusal is not None:
        return pipeline.with_cors(request, lambda: refusal)
    reader = MultipartReader(content_type)
    try:
        piece = bytearray()
        async for chunk in _chunks(receive, MAX_UPLOAD_SIZE):
            piece += chunk
            if len(piece) >= MB:
                await asyncio.to_thread(reader.feed, bytes(piece))
                piece.clear()
        await asyncio.to_thread(reader.feed, bytes(piece))
        operation = reader.operation()
        seconds = settings.GRAPHQL_UPLOAD_DEADLINE if reader.has_files else None
        return await _handle(request, operation, seconds)
    finally:
        await asyncio.to_thread(reader.close)


async def _chunks(receive: Any, limit: int) -> AsyncIterator[bytes]:
    """The body as it comes. Raises ``HTTPException`` once it is above the limit."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise HTTPException(413, f"This request has at most {limit:,} bytes.")
        yield chunk
        more = message.get("more_body", False)


def _failure(scope: Any, *details: Any) -> HttpResponse:
    """The answer to a request that was not read."""
    request = ASGIRequest(scope, BytesIO())
    return pipeline.with_cors(request, lambda: pipeline.failure(request, *details))


async def _send(send: Any, response: HttpResponse) -> None:
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.items()
    ]
    for cookie in response.cookies.values():
        headers.append((b"set-cookie", cookie.OutputString().encode("latin-1")))
    headers.append((b"content-length", str(len(response.content)).encode()))
    await send(
        {
            "type": "http.response.start",
            "status": response.status_code,
            "headers": headers,
        }
    )
    await send({"type": "http.response.body", "body": response.content})
