"""The ASGI application that hands out private files, after RFC 9110.

An address opens nothing by itself: whether its viewer may have the file is asked
again, of the one place that knows, each time that it is used.
"""

import os
import re
from dataclasses import dataclass
from io import BytesIO
from mimetypes import guess_type
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import FileSystemStorage
from django.core.handlers.asgi import ASGIRequest
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from starlette.datastructures import Headers
from starlette.responses import (
    FileResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)

from courses.models import Lesson, Resource
from files.signing import Ticket, ticket_of
from schema.transport.threads import run_in_thread
from users.models import User

BYTES = r"(?:\d{1,18}-\d{0,18}|-\d{1,18})"
RANGES = re.compile(rf"bytes=\s*{BYTES}(\s*,\s*{BYTES})*\s*", re.I | re.A)
HEADERS = {
    "Cache-Control": f"private, max-age={settings.FILE_LIFETIME}",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
ABSENT = HEADERS | {"Cache-Control": "no-store"}  # it may be there tomorrow


@dataclass(frozen=True)
class Delivery:
    """A file that its viewer may have: on this machine's disk, or elsewhere."""

    file: Any  # as its row has it
    stat: os.stat_result | None  # none for a file elsewhere
    attachment: str | None  # the name to save it by; none for what is played

    @property
    def content_type(self) -> str:
        guess = guess_type(self.file.name)[0] if self.attachment is None else None
        return guess or "application/octet-stream"

    @property
    def disposition(self) -> str:
        if self.attachment is None:
            return "inline"
        return f"attachment; filename*=utf-8''{quote(self.attachment, safe='')}"


async def application(scope: Any, receive: Any, send: Any) -> None:
    response = await _response(scope)
    if isinstance(response, FileResponse):
        size = int(response.headers["content-length"])
        scope = _with_sound_range(scope, size)
    await response(scope, receive, send)


async def _response(scope: Any) -> Response:
    if scope["method"] not in ("GET", "HEAD"):
        return PlainTextResponse("Use GET.", 405, {"Allow": "GET, HEAD"})
    ticket = ticket_of(scope["path"])
    delivery = await run_in_thread(_find, ticket) if ticket else None
    if delivery is None:
        return PlainTextResponse("There is no such file.", 404, ABSENT)
    if delivery.stat is None:
        return await run_in_thread(_from_elsewhere, delivery, scope["method"])
    if settings.ACCEL_REDIRECT_PREFIX:
        return _by_the_proxy(delivery)
    response = FileResponse(
        delivery.file.path,
        headers=HEADERS | {"Content-Disposition": delivery.disposition},
        media_type=delivery.content_type,
        stat_result=delivery.stat,
    )
    etag = response.headers["etag"]
    request = ASGIRequest(scope, BytesIO())
    refusal = get_conditional_response(request, etag, int(delivery.stat.st_mtime))
    if refusal is not None:  # 304 or 412
        return Response(
            status_code=refusal.status_code, headers=HEADERS | {"ETag": etag}
        )
    return response


def _find(ticket: Ticket) -> Delivery | None:
    viewer: Any = AnonymousUser()
    if ticket.viewer:
        viewer = User.objects.filter(pk=ticket.viewer, is_active=True).first()
    if viewer is None:
        return None
    if ticket.kind == "video":
        lesson = Lesson.objects.open_to(viewer).filter(pk=ticket.pk).first()
        return _delivery(lesson.video_file) if lesson else None
    if ticket.kind == "resource":
        resource = Resource.objects.visible_to(viewer).filter(pk=ticket.pk).first()
        return _delivery(resource.file, resource.file_name) if resource else None
    return None


def _delivery(file: Any, attachment: str | None = None) -> Delivery | None:
    if not file:
        return None
    if not isinstance(file.storage, FileSystemStorage):
        return Delivery(file, None, attachment)
    try:
        return Delivery(file, os.stat(file.path), attachment)
    except FileNotFoundError:
        return None


def _from_elsewhere(delivery: Delivery, method: str) -> Response:
    """A redirect to the storage that has the file, where it opens for a while.

    What the file is called and taken for is signed into the address.
    """
    address = delivery.file.storage.url(
        delivery.file.name,
        parameters={
            "ResponseContentDisposition": delivery.disposition,
            "ResponseContentType": delivery.content_type,
            "ResponseCacheControl": HEADERS["Cache-Control"],
        },
        http_method=method,
    )
    return RedirectResponse(address, 302, {"Cache-Control": "no-store"})


def _by_the_proxy(delivery: Delivery) -> Response:
    """An answer in whose place the proxy sends the file, as nginx does."""
    place = f"{settings.ACCEL_REDIRECT_PREFIX.rstrip('/')}/{delivery.file.name}"
    headers = HEADERS | {
        "X-Accel-Redirect": iri_to_uri(place),
        "Content-Disposition": delivery.disposition,
    }
    return Response(headers=headers, media_type=delivery.content_type)


def _with_sound_range(scope: Any, size: int) -> Any:
    """The scope with no Range, or one that Starlette treats as RFC 9110 does.

    By section 14.2 one that is malformed, or comes with HEAD, is ignored; of several
    those that begin beyond the file's ``size`` are left out while others remain.
    """
    headers = [pair for pair in scope["headers"] if pair[0].lower() != b"range"]
    sent = Headers(scope=scope).get("range", "")
    if scope["method"] == "GET" and RANGES.fullmatch(sent):
        ranges = re.findall(r"(\d*)-(\d*)", sent)
        there = [
            f"{first}-{last}"
            for first, last in ranges
            if (int(first) < size if first else int(last))
        ]
        if not any(first and last and int(last) < int(first) for first, last in ranges):
            sound = f"bytes={','.join(there)}" if there else sent
            headers.append((b"range", sound.encode()))
    return scope | {"headers": headers}
