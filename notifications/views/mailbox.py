"""The e-mails of a development server, and one of every kind to look at."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from notifications.emails import folder, samples
from notifications.models import EmailKind
from notifications.views.page import in_debug_mode, page

LISTED = 100


@in_debug_mode
def mails(request: HttpRequest) -> HttpResponse:
    """The newest of those in the folder."""
    return page(
        request,
        "mails",
        "E-mails",
        mails=folder.newest(LISTED),
        folder=settings.EMAIL_FILE_PATH,
        kinds=EmailKind,
    )


@in_debug_mode
def mail(request: HttpRequest, name: str) -> HttpResponse:
    found = folder.read(name)
    if found is None:
        raise Http404
    return _show(request, found)


@in_debug_mode
def preview(request: HttpRequest, kind: str) -> HttpResponse:
    """What an e-mail of this kind looks like."""
    if kind not in EmailKind.values:
        raise Http404
    content = samples.sample(EmailKind(kind)).message().as_bytes()
    return _show(request, folder.parsed(kind, content))


def _show(request: HttpRequest, mail: folder.Mail) -> HttpResponse:
    # Links in the frame open beside it: it may not lead the page away.
    html = re.sub(r"<head>", '<head><base target="_blank">', mail.html, count=1)
    return page(request, "mail", mail.subject, mail=mail, html=html)
