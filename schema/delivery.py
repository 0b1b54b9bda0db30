"""The ASGI application that hands out private files, after RFC 9110.

An address opens nothing by itself: whether its viewer may have the file is asked
again, of the one place that knows, each time that it is used.
"""

import re
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import FileSystemStorage
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

RANGES = re.compile(r"bytes=\s*(\d+-\d*|-\d+)(\s*,\s*(\d+-\d*|-\d+))*\s*", re.I)
HEADERS = {
    "Cache-Control": f"private, max-age={settings.FILE_LIFETIME}",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@dataclass(frozen=True)
class Delivery:
    """A file that its viewer may have."""

    name: str  # in the private storage
    path: Path | None  # on this machine's disk
    address: str  # at another storage, where it opens for a while
    content_type: str
    attachment: str | None  # the name to save it by; none for what is played


async def application(scope: Any, receive: Any, send: Any) -> None:
    response = await _response(scope)
    await response(_with_sound_range(scope), receive, send)


async def _response(scope: Any) -> Response:
    if scope["method"] not in ("GET", "HEAD"):
        return PlainTextResponse("Use GET.", 405, {"Allow": "GET, HEAD"})
    ticket = ticket_of(scope["path"])
    delivery = await run_in_thread(_find, ticket) if ticket else None
    if delivery is None:
        return PlainTextResponse("There is no such file.", 404, HEADERS)
    if delivery.path is None:
        return RedirectResponse(delivery.address, 302, {"Cache-Control": "no-store"})
    if settings.ACCEL_REDIRECT_PREFIX:
        return _by_the_proxy(delivery)
    response = FileResponse(
        delivery.path,
        headers=HEADERS,
        media_type=delivery.content_type,
        filename=delivery.attachment,
        stat_result=delivery.path.stat(),
    )
    if _is_known(scope, response.headers["etag"]):
        headers = HEADERS | {"ETag": response.headers["etag"]}
        return Response(status_code=304, headers=headers)
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
    resource = Resource.objects.visible_to(viewer).filter(pk=ticket.pk).first()
    return _delivery(resource.file, resource.file_name) if resource else None


def _delivery(file: Any, attachment: str | None = None) -> Delivery | None:
    if not file or not file.storage.exists(file.name):
        return None
    is_local = isinstance(file.storage, FileSystemStorage)
    disposition = "inline"
    if attachment is not None:
        disposition = f"attachment; filename*=utf-8''{quote(attachment)}"
    parameters = {"ResponseContentDisposition": disposition}
    content_type = guess_type(file.name)[0] if attachment is None else None
    return Delivery(
        name=file.name,
        path=Path(file.path) if is_local else None,
        address="" if is_local else file.storage.url(file.name, parameters=parameters),
        content_type=content_type or "application/octet-stream",
        attachment=attachment,
    )


def _by_the_proxy(delivery: Delivery) -> Response:
    """An answer in whose place the proxy sends the file, as nginx does."""
    headers = HEADERS | {
        "X-Accel-Redirect": iri_to_uri(
            f"{settings.ACCEL_REDIRECT_PREFIX}{delivery.name}"
        )
    }
    if delivery.attachment is not None:
        name = quote(delivery.attachment)
        headers["Content-Disposition"] = f"attachment; filename*=utf-8''{name}"
    return Response(headers=headers, media_type=delivery.content_type)


def _is_known(scope: Any, etag: str) -> bool:
    """Whether the client has this version already (If-None-Match)."""
    wanted = Headers(scope=scope).get("if-none-match", "")
    tags = [tag.strip().removeprefix("W/") for tag in wanted.split(",")]
    return etag in tags or "*" in tags


def _with_sound_range(scope: Any) -> Any:
    """The scope without a Range that RFC 9110, section 14.2, has us ignore."""
    sent = Headers(scope=scope).get("range", "")
    if scope["method"] == "GET" and RANGES.fullmatch(sent):
        return scope
    headers = [pair for pair in scope["headers"] if pair[0].lower() != b"range"]
    return scope | {"headers": headers}
