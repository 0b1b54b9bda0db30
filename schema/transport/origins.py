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
    if origin in (ours, *settings.CORS_ALLOWED_ORIGINS):
        return True
    # What browsers say of the page where they say it; no script can change it.
    site = request.headers.get("Sec-Fetch-Site")
    return origin is None if site is None else site in ("same-origin", "none")


def is_preflighted(request: HttpRequest) -> bool:
    """Whether a browser would have asked us before it sent this for another page."""
    if any(request.headers.get(name) for name in PREFLIGHT_HEADERS):
        return True
    return (request.content_type or "").lower() not in SIMPLE_TYPES


def session_cookies_of(request: HttpRequest) -> dict[str, str]:
    """The browser's cookies of a session: for no page that may not ask."""
    return _session_cookies(request) if is_welcome(request) else {}


def is_forged(request: HttpRequest) -> bool:
    """Whether a page that may not ask has the browser's cookies say who does."""
    has_said = request.headers.get("Authorization") or not _session_cookies(request)
    return not has_said and not is_welcome(request)


def authorization_of(request: HttpRequest) -> str:
    """What the header says of who asks; without one, what the browser's cookie says."""
    cookie = session_cookies_of(request).get(settings.ACCESS_COOKIE)
    return request.headers.get("Authorization") or (
        f"Bearer {cookie}" if cookie else ""
    )


def _session_cookies(request: HttpRequest) -> dict[str, str]:
    names = (settings.ACCESS_COOKIE, settings.REFRESH_COOKIE)
    return {name: request.COOKIES[name] for name in names if request.COOKIES.get(name)}
