"""The ASGI application that hands out private files.

An address opens nothing by itself: whether its viewer may have the file is asked
again, of the one place that knows, each time that it is used.
"""

import os
from dataclasses import dataclass
from mimetypes import guess_type
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import FileSystemStorage
from django.utils.encoding import iri_to_uri
from starlette.responses import RedirectResponse, Response

from courses.models import Lesson, Resource
from files.signing import Ticket, ticket_of
from schema.base.threads import run_in_thread
from schema.delivery.stored import HEADERS, StoredFile, absent, refusal_of, stat_of
from users.models import User

PRIVATE = HEADERS | {"Cache-Control": f"private, max-age={settings.FILE_LIFETIME}"}


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
    response = refusal_of(scope["method"]) or await _response(scope)
    await response(scope, receive, send)


async def _response(scope: Any) -> Response:
    ticket = ticket_of(scope["path"])
    delivery = await run_in_thread(_find, ticket) if ticket else None
    if delivery is None:
        return absent()
    if delivery.stat is None:
        return await run_in_thread(_from_elsewhere, delivery, scope["method"])
    if settings.ACCEL_REDIRECT_PREFIX:
        return _by_the_proxy(delivery)
    return StoredFile(
        delivery.file.path,
        headers=PRIVATE | {"Content-Disposition": delivery.disposition},
        media_type=delivery.content_type,
        stat_result=delivery.stat,
    )


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
    stat = stat_of(file.storage, file.name)
    return Delivery(file, stat, attachment) if stat else None


def _from_elsewhere(delivery: Delivery, method: str) -> Response:
    """A redirect to the storage that has the file, where it opens for a while.

    What the file is called and taken for is signed into the address.
    """
    address = delivery.file.storage.url(
        delivery.file.name,
        parameters={
            "ResponseContentDisposition": delivery.disposition,
            "ResponseContentType": delivery.content_type,
            "ResponseCacheControl": PRIVATE["Cache-Control"],
        },
        http_method=method,
    )
    return RedirectResponse(address, 302, {"Cache-Control": "no-store"})


def _by_the_proxy(delivery: Delivery) -> Response:
    """An answer in whose place the proxy sends the file, as nginx does."""
    place = f"{settings.ACCEL_REDIRECT_PREFIX.rstrip('/')}/{delivery.file.name}"
    headers = PRIVATE | {
        "X-Accel-Redirect": iri_to_uri(place),
        "Content-Disposition": delivery.disposition,
    }
    return Response(headers=headers, media_type=delivery.content_type)
