"""Answers as they come, over HTTP: server-sent events, and Apollo's multipart.

Server-sent events follow the "distinct connections mode" of the GraphQL over SSE
protocol, the other Apollo's multipart subscriptions over HTTP 1.0.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpResponse

from schema.transport import operations
from schema.transport.operations import Answer

REFUSED = re.compile(r";\s*q=0(\.0*)?\s*(;|$)")  # what a client does not take at all
HEARTBEAT = 10.0  # seconds between signs of life while there is nothing to say


def _event(body: Answer) -> bytes:
    return b"event: next\ndata: " + orjson.dumps(body) + b"\n\n"


def _part(body: Answer) -> bytes:
    payload = body if "data" in body else {"data": None, **body}
    return _framed(orjson.dumps({"payload": payload}))


def _framed(json: bytes) -> bytes:
    # With the boundary that ends it: clients wait for that before they look at a part.
    return b"\r\ncontent-type: application/json\r\n\r\n" + json + b"\r\n--graphql"


@dataclass(frozen=True)
class Format:
    """How a stream looks; ``asked_for`` is what must be in the Accept header."""

    asked_for: str
    content_type: bytes
    encode: Callable[[Answer], bytes]
    start: bytes
    heartbeat: bytes
    end: bytes


FORMATS = (
    Format(
        "text/event-stream",
        b"text/event-stream; charset=utf-8",
        _event,
        start=b":\n\n",
        heartbeat=b":\n\n",
        end=b"event: complete\ndata: \n\n",
    ),
    Format(
        "subscriptionspec",
        b'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
        _part,
        start=b"--graphql" + _framed(b"{}"),
        heartbeat=_framed(b"{}"),
        end=b"--\r\n",
    ),
)


def wanted_format(accept: str) -> Format | None:
    """The one that the client accepts, if any."""
    wanted = [one for one in accept.lower().split(",") if not REFUSED.search(one)]
    return next(
        (one for one in FORMATS if any(one.asked_for in part for part in wanted)), None
    )


async def stream(
    format: Format,
    opening: HttpResponse,
    bodies: AsyncGenerator[Answer, None],
    receive: Any,
    send: Any,
) -> None:
    """Send every answer, until there are no more or the client goes away.

    ``opening`` has further headers, such as those of CORS.
    """
    further = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in opening.items()
        if name.lower().startswith(("access-control-", "x-request-id"))
    ]
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", format.content_type),
                (b"cache-control", b"no-cache, no-transform"),
                (b"x-accel-buffering", b"no"),
                (b"x-content-type-options", b"nosniff"),
                (b"vary", b"Accept, Origin"),
                *further,
            ],
        }
    )
    sending = asyncio.ensure_future(_send_all(format, bodies, send))
    leaving = asyncio.ensure_future(_wait_for_leave(receive))
    try:
        await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (sending, leaving):
            task.cancel()
            with suppress(asyncio.CancelledError, OSError, TimeoutError):
                await task


async def _send_all(
    format: Format, bodies: AsyncGenerator[Answer, None], send: Any
) -> None:
    async with aclosing(bodies):
        await _write(send, format.start)
        coming = asyncio.ensure_future(anext(bodies, None))
        try:
            while True:
                done, _ = await asyncio.wait({coming}, timeout=HEARTBEAT)
                if not done:
                    await _write(send, format.heartbeat)
                    continue
                body = coming.result()
                if body is None:
                    break
                await _write(send, format.encode(body))
                coming = asyncio.ensure_future(anext(bodies, None))
        finally:
            coming.cancel()
            with suppress(asyncio.CancelledError):
                await coming
    await _write(send, format.end, more=False)


async def _write(send: Any, chunk: bytes, more: bool = True) -> None:
    async with asyncio.timeout(operations.SEND_TIMEOUT):
        await send({"type": "http.response.body", "body": chunk, "more_body": more})


async def _wait_for_leave(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
