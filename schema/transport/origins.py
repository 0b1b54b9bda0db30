"""Which web pages may speak to us where browsers would let every page."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

# A page of another origin can send one of these only where a preflight allows it.
PREFLIGHT_HEADERS = (
    "GraphQL-Require-Preflight",
    "Apollo-Require-Preflight",
    "X-Apollo-Operation-Name",
)
# What a form can send, and so any page without a preflight.
SIMPLE_TYPES = (
    "",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
)


def origin_of(request: HttpRequest) -> str:
    """Our own origin, as the client called us. Raises ``DisallowedHost``."""
    scheme = "https" if request.scheme in ("https", "wss") else "http"
    return f"{scheme}://{request.get_host()}"


def is_welcome(request: HttpRequest) -> bool:
    """Whether it is for us, and of no page or of one that may ask."""
    origin = request.headers.get("Origin")
    try:
        ours = origin_of(request)
    except DisallowedHost:
        return False
    return origin in (None, ours, *settings.CORS_ALLOWED_ORIGINS)


def is_preflighted(request: HttpRequest) -> bool:
    """Whether a browser would have asked us before it sent this for another page."""
    if any(request.headers.get(name) for name in PREFLIGHT_HEADERS):
        return True
    return (request.content_type or "").lower() not in SIMPLE_TYPES


def authorization_of(request: HttpRequest) -> str:
    """What the header says of who asks; without one, what the browser's cookie says."""
    cookie = request.COOKIES.get(settings.ACCESS_COOKIE)
    return request.headers.get("Authorization") or (
        f"Bearer {cookie}" if cookie else ""
    )
