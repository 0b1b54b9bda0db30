"""Access tokens as text: JWT (RFC 7519); the only module that knows django-graphql-jwt.

They are signed by the secret key, and believed under each key that still holds.
"""

import re
import uuid
from datetime import datetime, timedelta
from threading import Lock
from time import time
from typing import Any

import jwt
from cachetools import LRUCache, cached
from graphql_jwt.settings import jwt_settings
from graphql_jwt.utils import jwt_encode

from users.exceptions import InvalidToken
from users.keys import keys
from users.models import User

KEPT = 10_000  # tokens of which it is known whose they are
HEX = r"[0-9a-f]{32}"
CLAIMS = {
    "exp": r"[0-9]{1,12}",
    "iat": r"[0-9]{1,12}",
    "sub": r"[1-9][0-9]{0,17}",  # fits in 64 bits
    "sid": HEX,
    "jti": HEX,
    "stamp": HEX,
}


def refresh_lifetime() -> timedelta:
    """For how long a refresh token is good."""
    return jwt_settings.JWT_REFRESH_EXPIRATION_DELTA


def encode(user: User, *, family: uuid.UUID, now: datetime) -> tuple[str, dict]:
    """A new token of the user's sign-in, and its claims."""
    payload = {
        "username": user.username,
        "iss": jwt_settings.JWT_ISSUER,
        "aud": jwt_settings.JWT_AUDIENCE,
        "exp": int((now + jwt_settings.JWT_EXPIRATION_DELTA).timestamp()),
        "iat": int(now.timestamp()),
        "origIat": int(now.timestamp()),
        "sub": str(user.pk),
        "jti": uuid.uuid4().hex,
        "sid": family.hex,
        "stamp": user.credentials_stamp,
    }
    return jwt_encode(payload), payload


def decode(token: str) -> dict[str, Any]:
    """The claims of a token that is ours and has not expired.

    Raises :class:`InvalidToken`.
    """
    try:
        payload = _checked(token, tuple(keys()))
        if payload["exp"] <= time():
            raise jwt.ExpiredSignatureError
    except jwt.ExpiredSignatureError:
        raise InvalidToken("The access token has expired: refresh it.") from None
    except (jwt.PyJWTError, ValueError, TypeError):
        raise InvalidToken("The access token is not valid.") from None
    return dict(payload)


@cached(LRUCache(KEPT), lock=Lock())
def _checked(token: str, keys: tuple[str, ...]) -> dict[str, Any]:
    """The claims of a token that one of the keys has signed.

    A client sends it again and again, and finding out takes longer than the rest.
    """
    payload = _decode(token, keys)
    if not all(
        re.fullmatch(form, str(payload.get(name))) for name, form in CLAIMS.items()
    ):
        raise InvalidToken("The access token is not valid.")
    return payload


def _decode(token: str, keys: tuple[str, ...]) -> dict[str, Any]:
    # As the library's jwt_decode, which knows one key only.
    for key in keys:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=[jwt_settings.JWT_ALGORITHM],
                audience=jwt_settings.JWT_AUDIENCE,
                issuer=jwt_settings.JWT_ISSUER,
            )
        except jwt.InvalidSignatureError:
            continue
    raise jwt.InvalidSignatureError
