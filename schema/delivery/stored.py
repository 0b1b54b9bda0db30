"""A file on this machine's disk as an answer, after RFC 9110."""

import os
import re
from io import BytesIO
from stat import S_ISREG
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage
from django.core.handlers.asgi import ASGIRequest
from django.utils.cache import get_conditional_response
from starlette.datastructures import Headers
from starlette.responses import FileResponse, PlainTextResponse, Response

BYTES = r"(?:\d{1,18}-\d{0,18}|-\d{1,18})"
RANGES = re.compile(rf"bytes=\s*{BYTES}(\s*,\s*{BYTES})*\s*", re.I | re.A)
# Whatever is in a file, a browser is to run none of it as a page of ours.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
REFUSAL_HEADERS = Headers(HEADERS | {"Cache-Control": "no-store"})


def refusal_of(method: str) -> Response | None:
    """The answer to a request that is none for a file."""
    if method in ("GET", "HEAD"):
        return None
    return PlainTextResponse("Use GET.", 405, {"Allow": "GET, HEAD"})


def absent() -> Response:
    """The answer where there is no file; it may be there tomorrow."""
    return PlainTextResponse("There is no such file.", 404, REFUSAL_HEADERS)


def stat_of(storage: FileSystemStorage, name: str) -> os.stat_result | None:
    """What the file of this name is like; ``None`` where there is none."""
    try:
        stat = os.stat(storage.path(name))
    except (OSError, SuspiciousFileOperation, ValueError):  # such as too long a name
        return None
    return stat if S_ISREG(stat.st_mode) else None


class StoredFile(FileResponse):
    """The file whole, in parts, or that it is the one that the client has.

    By section 14.2 a Range that is malformed, or comes with HEAD, is ignored; of
    several those that begin beyond the file's end are left out while others remain.
    """

    stat_result: os.stat_result

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        refusal = get_conditional_response(
            ASGIRequest(scope, BytesIO()),
            self.headers["etag"],
            int(self.stat_result.st_mtime),
        )
        if refusal is not None:  # 304 or 412
            names = ("etag", "cache-control", *(name.lower() for name in HEADERS))
            headers = {name: self.headers[name] for name in names}
            answer = Response(status_code=refusal.status_code, headers=headers)
            await answer(scope, receive, send)
        else:

            async def send_safely(message: Any) -> None:
                # A refusal, such as 416, is one of Starlette's without our headers.
                if message.get("status", 200) >= 400:
                    message["headers"].extend(REFUSAL_HEADERS.raw)
                await send(message)

            scope = self._with_sound_range(scope)
            await super().__call__(scope, receive, send_safely)

    def _with_sound_range(self, scope: Any) -> Any:
        """The scope with no Range, or one that Starlette treats as RFC 9110 does."""
        size = self.stat_result.st_size
        headers = [pair for pair in scope["headers"] if pair[0].lower() != b"range"]
        sent = Headers(scope=scope).get("range", "")
        if scope["method"] == "GET" and RANGES.fullmatch(sent):
            ranges = re.findall(r"(\d*)-(\d*)", sent)
            there = [
                f"{first}-{last}"
                for first, last in ranges
                if (int(first) < size if first else int(last))
            ]
            if not any(f and last and int(last) < int(f) for f, last in ranges):
                sound = f"bytes={','.join(there)}" if there else sent
                headers.append((b"range", sound.encode()))
        return scope | {"headers": headers}
