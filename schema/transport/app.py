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
from schema.base.context import Context
from schema.base.errors import DeadlineExceeded
from schema.base.threads import run, run_in_thread
from schema.transport import http_streams, pipeline, responses, sockets
from schema.transport.manners import Headers, Manner, manner_of, request_id_in
from schema.transport.multipart import MultipartReader
from schema.transport.operations import answers

PATH = "/graphql"
IN_MEMORY = 64 * 1024  # bytes of a body; a longer one goes through a temporary file
MAX_UPLOAD_SIZE = VIDEO_LIMIT + 10 * MB  # bytes of a whole multipart body


class Disconnected(Exception):
    """Raised when the client goes away before its request is complete."""


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await sockets.serve(scope, receive, send)
    elif manner := manner_of(scope):
        await _answer_usual(manner, scope, receive, send)
    else:
        await _answer_any(scope, receive, send)


async def _answer_usual(manner: Manner, scope: Any, receive: Any, send: Any) -> None:
    """Answer a request of which nothing but its body is new."""
    try:
        body, context = await _body(receive), manner.context(request_id_in(scope))
        whole = await run(pipeline.answer_to, manner, body, context)
    except Disconnected:
        return
    except DeadlineExceeded as error:  # before a thread was free
        request = ASGIRequest(scope, BytesIO())
        await _send(send, _failure(request, 503, error.message, error.code))
    else:
        await context.wait()
        await _send_whole(send, *whole)


async def _body(receive: Any) -> bytes:
    """The body of a request that told its length, which the server holds it to."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return body


async def _answer_any(scope: Any, receive: Any, send: Any) -> None:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
        request = ASGIRequest(scope, body)
        try:
            response = await _answer(request, body, receive, send)
        except Disconnected:
            return
        except DeadlineExceeded as error:  # before a thread was free
            response = _failure(request, 503, error.message, error.code)
        except HTTPException as error:
            response = _failure(request, error.status_code, error.reason)
    if response is not None:
        if context := getattr(request, "context", None):
            await context.wait()
        await _send(send, response)


async def _answer(
    request: ASGIRequest, body: Any, receive: Any, send: Any
) -> HttpResponse | None:
    """The response; ``None`` where a stream of answers was sent in its place."""
    if request.path.rstrip("/") != PATH:
        reason = f"There is nothing at this address: ask at {PATH}."
        return _failure(request, 404, reason, "NOT_FOUND")
    content_type = request.headers.get("Content-Type", "")
    if request.method == "POST" and content_type.startswith("multipart/form-data"):
        return await _upload(request, receive, content_type)
    async for chunk in _chunks(receive, settings.GRAPHQL_MAX_BODY_SIZE):
        body.write(chunk)
    body.seek(0)
    format = http_streams.wanted_format(request.headers.get("Accept", ""))
    if format is None or request.method == "OPTIONS":
        return await run_in_thread(pipeline.handle, request)
    asked = await run_in_thread(pipeline.operation_for_stream, request)
    if isinstance(asked, HttpResponse):
        return _with_cors(request, asked)
    headers = {"X-Request-Id": responses.request_id_of(request)}
    opening = pipeline.with_cors(request, lambda: HttpResponse(headers=headers))
    await http_streams.stream(format, opening, answers(*asked), receive, send)
    return None


async def _upload(
    request: ASGIRequest, receive: Any, content_type: str
) -> HttpResponse:
    """Answer a request with files; only who is signed in may fill our disk."""
    refusal = await run_in_thread(pipeline.refuse_upload, request)
    if refusal is not None:
        return _with_cors(request, refusal)
    reader = MultipartReader(content_type)

    async def feed(piece: bytearray) -> HttpResponse | None:
        return await asyncio.to_thread(
            pipeline.refuse_piece, request, reader.feed, bytes(piece)
        )

    try:
        piece = bytearray()
        async for chunk in _chunks(receive, MAX_UPLOAD_SIZE):
            piece += chunk
            if len(piece) >= MB:
                if refusal := await feed(piece):
                    break
                piece.clear()
        refusal = refusal or await feed(piece)
        if refusal is not None:
            return _with_cors(request, refusal)
        seconds = settings.GRAPHQL_UPLOAD_DEADLINE if reader.has_files else None
        return await run_in_thread(
            pipeline.handle, request, reader.operation, seconds=seconds
        )
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


def _with_cors(request: ASGIRequest, response: HttpResponse) -> HttpResponse:
    return pipeline.with_cors(request, lambda: response)


def _failure(request: ASGIRequest, *details: Any) -> HttpResponse:
    """The answer to a request that was not read."""
    address = request.META.get("REMOTE_ADDR", "")
    context = Context("", "", address)
    context.waste(0.0)
    request.context = context  # type: ignore[attr-defined]
    return pipeline.with_cors(request, lambda: responses.failure(request, *details))


async def _send(send: Any, response: HttpResponse) -> None:
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.items()
        if name.lower() != "content-length"  # which the whole answer has
    ]
    for cookie in response.cookies.values():
        headers.append((b"set-cookie", cookie.OutputString().encode("latin-1")))
    await _send_whole(send, response.status_code, headers, response.content)


async def _send_whole(send: Any, status: int, headers: Headers, body: bytes) -> None:
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
