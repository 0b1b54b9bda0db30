"""Who asks, from where, and which web pages may where browsers would let every page."""

from http.cookies import SimpleCookie

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

from schema.base.context import Context
from schema.base.errors import Forbidden


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


def context_of(
    request: HttpRequest, response_cookies: SimpleCookie | None = None
) -> Context:
    """What resolvers know of the request; ``response_cookies`` go with its answer.

    The browser's cookies count for no page that may not ask: a request of one that has
    nothing else to say who it is raises ``Forbidden``.
    """
    authorization = request.headers.get("Authorization", "")
    cookies = {
        name: request.COOKIES[name]
        for name in (settings.ACCESS_COOKIE, settings.REFRESH_COOKIE)
        if request.COOKIES.get(name)
    }
    if not is_welcome(request):
        if cookies and not authorization:
            raise Forbidden("Pages of this origin may not use this site's cookies.")
        cookies, response_cookies = {}, None
    if not authorization and settings.ACCESS_COOKIE in cookies:
        authorization = f"Bearer {cookies[settings.ACCESS_COOKIE]}"
    return Context(
        authorization,
        origin_of(request),
        address=request.META.get("REMOTE_ADDR") or "",
        cookies=cookies,
        response_cookies=response_cookies,
    )
