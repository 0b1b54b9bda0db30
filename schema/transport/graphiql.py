"""The GraphiQL page, for people who open /graphql in a browser."""

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

# Monaco, GraphiQL's editor, writes style elements; nothing else is inline.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


def is_wanted(request: HttpRequest) -> bool:
    """Whether a browser asks for a page, and not a program for data, and may have it.

    Where it is switched off, staff who are signed in to the admin have it still.
    """
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("Accept", "")
        and (settings.GRAPHIQL or is_staff_at_desk(request))
    )


def is_staff_at_desk(request: HttpRequest) -> bool:
    """Whether the browser is that of staff who are signed in to the admin."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    request.session = SessionStore(key)
    return get_user(request).is_staff


def page(request: HttpRequest) -> HttpResponse:
    html = render_to_string("graphiql.html", {"examples": not settings.PRODUCTION})
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Cache-Control": "no-store",
        "Vary": "Accept",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(html, headers=headers)


@csrf_exempt  # it does nothing, and says so to who sends an operation here
def front_door(request: HttpRequest) -> HttpResponse:
    """What is at /: the way to GraphiQL, or a word where there is none."""
    is_reading = request.method in ("GET", "HEAD")
    if settings.GRAPHIQL and is_reading:
        return HttpResponseRedirect("/graphql")
    text = "Lyceum is a GraphQL API: send operations to /graphql by POST, as JSON.\n"
    return HttpResponse(
        text,
        status=200 if is_reading else 405,
        headers={} if is_reading else {"Allow": "GET, HEAD"},
        content_type="text/plain; charset=utf-8",
    )
