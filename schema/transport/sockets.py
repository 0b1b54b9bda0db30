"""Operations over a WebSocket, by graphql-transport-ws or the legacy graphql-ws.

The protocols are those of https://github.com/enisdenjo/graphql-ws (PROTOCOL.md) and of
Apollo's subscriptions-transport-ws, which differ in words alone.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from io import BytesIO
from time import thread_time
from typing import Any, NoReturn

import orjson
from cross_web import HTTPException
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest

from schema.base import patience
from schema.base.errors import BadUserInput, Unauthenticated
from schema.base.threads import run_in_thread
from schema.transport import metrics, open_sockets, operations
from schema.transport.operations import Answer, answers
from schema.transport.origins import is_welcome
from schema.transport.pipeline import context_of
from schema.transport.preparing import operation_of

MAX_OPERATIONS = 20  # of a connection at once
INIT_TIMEOUT = 10.0  # seconds until `connection_init` must have come
LONG_READING = 0.001  # seconds for a message, after which the next one waits
MAX_REASON = 123  # bytes of why a connection is closed (RFC 6455, section 5.5)


@dataclass(frozen=True)
class Dialect:
    """The words of a protocol for the same things."""

    begin: str
    end: str
    result: str
    is_legacy: bool = False


DIALECTS = {
    "graphql-transport-ws": Dialect("subscribe", "complete", "next"),
    "graphql-ws": Dialect("start", "stop", "data", is_legacy=True),
}


class Gone(Exception):
    """Raised when the connection is closed, by either side."""


async def serve(scope: Any, receive: Any, send: Any) -> None:
    """Serve one connection until it is closed."""
    await receive()  # "websocket.connect"
    # A handshake is a GET request, and has the headers of one.
    request = ASGIRequest(scope | {"method": "GET"}, BytesIO())
    if not is_welcome(request):
        await send({"type": "websocket.close", "code": 4403})  # answered with HTTP 403
        return
    name = next((one for one in scope["subprotocols"] if one in DIALECTS), None)
    await send({"type": "websocket.accept", "subprotocol": name})
    if name is None:
        reason = "Subprotocol not acceptable"
        await send({"type": "websocket.close", "code": 4406, "reason": reason})
        return
    with open_sockets.place_for(request.META.get("REMOTE_ADDR", "")) as is_free:
        if is_free:
            await Connection(DIALECTS[name], request, receive, send).serve()
            return
    reason = "Too many connections from your address"
    await send({"type": "websocket.close", "code": 1013, "reason": reason})


class Connection:
    """One client, who it is, and the operations that it has running."""

    def __init__(
        self, dialect: Dialect, request: ASGIRequest, receive: Any, send: Any
    ) -> None:
        self.dialect = dialect
        self.receive_event = receive
        self.send_event = send
        self.context = context_of(request)
        self.is_over = asyncio.Event()
        self.is_initialised = False
        self.is_acknowledged = False
        self.operations: dict[str, asyncio.Task[None]] = {}

    async def serve(self) -> None:
        reading = asyncio.ensure_future(self._read())
        self.silence = asyncio.ensure_future(self._end_silence())
        try:
            await self.is_over.wait()
        finally:
            tasks = [reading, self.silence, *self.operations.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self) -> None:
        try:
            while True:
                await self._take(await self._receive())
        finally:
            self.is_over.set()

    async def _end_silence(self) -> None:
        await asyncio.sleep(INIT_TIMEOUT)
        with suppress(Gone):
            await self._close(4408, "Connection initialisation timeout")

    async def _receive(self) -> dict[str, Any]:
        event = await self.receive_event()
        if event["type"] == "websocket.disconnect":
            raise Gone
        text = event.get("text")
        if text is None:
            await self._close(4400, "Send messages as text")
        if len(text) > settings.GRAPHQL_MAX_FRAME_SIZE:
            limit = settings.GRAPHQL_MAX_FRAME_SIZE
            await self._close(1009, f"A message has at most {limit:,} bytes")
        start = thread_time()
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            message = None
        if (work := thread_time() - start) > LONG_READING:
            await asyncio.sleep(patience.due(work))
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            await self._close(4400, "Send JSON objects with a `type`")
        return message

    async def _take(self, message: dict[str, Any]) -> None:
        kind, id, payload = message["type"], message.get("id"), message.get("payload")
        if not isinstance(payload, dict | None):
            await self._close(4400, "`payload` must be an object")
        if kind == "connection_init":
            await self._begin(payload or {})
        elif kind == "connection_terminate" and self.dialect.is_legacy:
            await self._close(1000, "Goodbye")
        elif kind == "ping":
            await self._send({"type": "pong"})
        elif kind == "pong":
            pass
        elif kind not in (self.dialect.begin, self.dialect.end):
            await self._close(4400, "Unknown message type")
        elif not isinstance(id, str) or not id:
            await self._close(4400, "`id` must be a string")
        elif kind == self.dialect.begin:
            await self._start(id, payload or {})
        elif id in self.operations:
            self.operations.pop(id).cancel()

    async def _begin(self, payload: dict[str, Any]) -> None:
        """Learn who it is; what the first message says goes before the headers."""
        if self.is_initialised:
            await self._close(4429, "Too many initialisation requests")
        self.is_initialised = True
        self.silence.cancel()
        for name, value in payload.items():
            if name.lower() == "authorization" and value:
                self.context.authorization = str(value)
        try:
            await run_in_thread(lambda: replace(self.context).viewer)
        except Unauthenticated as error:
            await self._forbid(error.message)
        self.is_acknowledged = True
        await self._send({"type": "connection_ack"})

    async def _start(self, id: str, payload: dict[str, Any]) -> None:
        if not self.is_acknowledged:
            await self._close(4401, "Unauthorized")
        if id in self.operations:
            await self._close(4409, f"Subscriber for {id} already exists")
        if len(self.operations) >= MAX_OPERATIONS:
            error = BadUserInput(f"At most {MAX_OPERATIONS} operations run at once.")
            body = metrics.refused({"errors": [error.formatted]})
            await self._refuse(id, body["errors"])
            return
        self.operations[id] = asyncio.ensure_future(self._run(id, payload))

    async def _run(self, id: str, payload: dict[str, Any]) -> None:
        """Send the answers of one operation until it ends, or is ended."""
        refusal = None
        try:
            async with aclosing(self._answers(payload)) as bodies:
                async for body in bodies:
                    if "data" not in body:
                        refusal = body["errors"]
                        break
                    result = self.dialect.result
                    await self._send({"id": id, "type": result, "payload": body})
            self.operations.pop(id, None)
            if refusal:
                await self._refuse(id, refusal)
            else:
                await self._send({"id": id, "type": "complete"})
        except Gone:
            self.is_over.set()

    async def _answers(self, payload: dict[str, Any]) -> AsyncGenerator[Answer, None]:
        try:
            operation = operation_of(payload)
        except HTTPException as error:
            yield metrics.refused({"errors": [BadUserInput(error.reason).formatted]})
            return
        async with aclosing(answers(operation, self.context.anew())) as bodies:
            async for body in bodies:
                yield body

    async def _refuse(self, id: str, errors: list[Any]) -> None:
        """Say why an operation ends; of one whose token has ended the connection does.

        Its client renews the token, connects again and resumes.
        """
        codes = [error["extensions"]["code"] for error in errors]
        if Unauthenticated.code in codes and self.context.authorization:
            await self._forbid(errors[0]["message"])
        payload = errors[0] if self.dialect.is_legacy else errors
        await self._send({"id": id, "type": "error", "payload": payload})

    async def _forbid(self, reason: str) -> None:
        if self.dialect.is_legacy and not self.is_acknowledged:
            payload = {"message": reason}
            await self._send({"type": "connection_error", "payload": payload})
        await self._close(4403, reason)

    async def _send(self, message: dict[str, Any]) -> None:
        """Raises :class:`Gone` for a client that is no longer there, or reads nothing.

        Nothing is queued: an operation has its next answer made when the one before is
        on its way.
        """
        text = orjson.dumps(message).decode()
        try:
            async with asyncio.timeout(operations.SEND_TIMEOUT):
                await self.send_event({"type": "websocket.send", "text": text})
        except TimeoutError:
            await self._close(1013, "You read too slowly: connect again and resume")
        except (RuntimeError, OSError):
            raise Gone from None

    async def _close(self, code: int, reason: str) -> NoReturn:
        reason = reason.encode()[:MAX_REASON].decode(errors="ignore")
        event = {"type": "websocket.close", "code": code, "reason": reason}
        with suppress(RuntimeError, OSError, TimeoutError):
            async with asyncio.timeout(1):
                await self.send_event(event)
        raise Gone
