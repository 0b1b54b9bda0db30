from collections.abc import Callable
from email.utils import parseaddr
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]

HEADERS = {
    # Nothing comes from elsewhere, and no page has a script in it.
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # an address may be a secret
    "X-Content-Type-Options": "nosniff",
}


def page(
    request: HttpRequest, template: str, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    """A plain page of the template ``pages/<template>.html``."""
    context |= {
        "title": title,
        "platform": parseaddr(settings.DEFAULT_FROM_EMAIL)[0],
    }
    response = render(request, f"pages/{template}.html", context, status=status)
    for header, value in HEADERS.items():
        response[header] = value
    return response


def in_debug_mode(view: View) -> View:
    """A view that is not there without DEBUG: e-mails hold the keys to accounts."""

    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
