"""A session's two cookies, which no script can read.

The access cookie goes along with every request, the refresh cookie with those to
/graphql alone. Both last as long as the session can be renewed: when the access token
ends the browser is told so, and not taken for a visitor.
"""

from http.cookies import SimpleCookie
from time import time
from typing import Any

from django.conf import settings

from schema.base.context import Context
from schema.base.errors import BadUserInput
from users.tokens import Tokens

PATHS = {settings.ACCESS_COOKIE: "/", settings.REFRESH_COOKIE: "/graphql"}


def response_cookies(context: Context) -> SimpleCookie:
    """Those of the answer.

    Raises ``BadUserInput`` where it can have none: over a WebSocket, in a stream, and
    for a page that may not use them.
    """
    if context.response_cookies is None:
        raise BadUserInput(
            "This sets cookies: send it as a plain HTTP request, from a page that may "
            "use them."
        )
    return context.response_cookies


def fill(cookies: SimpleCookie, tokens: Tokens) -> None:
    """Have the browser keep the tokens."""
    max_age = tokens.refresh_expires_in - int(time())
    _set(cookies, settings.ACCESS_COOKIE, tokens.token, max_age)
    _set(cookies, settings.REFRESH_COOKIE, tokens.refresh_token, max_age)


def clear(cookies: SimpleCookie) -> None:
    """Have the browser forget them."""
    for name in PATHS:
        _set(cookies, name, "", 0)


def _set(cookies: SimpleCookie, name: str, value: str, max_age: int) -> None:
    cookies[name] = value
    cookie: dict[str, Any] = cookies[name]
    cookie["path"] = PATHS[name]
    cookie["max-age"] = max_age
    cookie["samesite"] = settings.COOKIE_SAMESITE
    cookie["httponly"] = True
    # Browsers take one for pages of other sites over TLS only.
    cookie["secure"] = settings.PRODUCTION or settings.COOKIE_SAMESITE == "None"
