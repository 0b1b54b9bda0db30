"""Access and refresh tokens; the only module that knows django-graphql-jwt.

An access token is a JWT (RFC 7519) that lives five minutes and names its user,
the sign-in that it comes from and the password that was valid then. A refresh
token is 256 random bits that live seven days, stored as a SHA-256 hash. It is
replaced at each use; one shown a second time was stolen from somebody, so its
whole family is revoked (RFC 9700, section 4.14.2).
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
from django.db import transaction
from django.utils import timezone
from graphql_jwt.settings import jwt_settings
from graphql_jwt.utils import jwt_decode, jwt_encode

from users.exceptions import InvalidToken
from users.models import RefreshToken, User

REQUIRED_CLAIMS = ("exp", "iat", "sub", "jti", "stamp")


@dataclass(frozen=True)
class Tokens:
    """What a client gets when it signs in or refreshes."""

    user: User
    token: str
    payload: dict[str, Any]
    refresh_token: str
    refresh_expires_in: int  # the Unix time at which the refresh token ends


def issue(user: User) -> Tokens:
    """Begin a sign-in: an access token and the first refresh token of a family."""
    return _issue(user, family=uuid.uuid4())


def refresh(refresh_token: str) -> Tokens:
    """Spend a refresh token for a new pair of its family.

    Raises :class:`InvalidToken`; a spent one revokes its family.
    """
    row = _find(refresh_token)
    now = timezone.now()
    with transaction.atomic():
        spent = RefreshToken.objects.filter(pk=row.pk, revoked_at=None)
        is_ours = spent.update(revoked_at=now) == 1
        if is_ours and row.expires_at > now and _still_stands(row):
            return _issue(row.user, family=row.family)
    if not is_ours:
        revoke_family(row.family)
    raise InvalidToken("This refresh token can't be used any more: sign in again.")


def revoke(refresh_token: str) -> datetime:
    """Sign out: end the token's family, and return when."""
    return revoke_family(_find(refresh_token).family)


def revoke_family(family: uuid.UUID) -> datetime:
    now = timezone.now()
    RefreshToken.objects.filter(family=family, revoked_at=None).update(revoked_at=now)
    return now


def revoke_all(user: User) -> None:
    """End every sign-in of the user."""
    RefreshToken.objects.filter(user=user, revoked_at=None).update(
        revoked_at=timezone.now()
    )


def verify(token: str) -> dict[str, Any]:
    """The payload of a valid access token. Raises :class:`InvalidToken`."""
    authenticate(token)
    return _decode(token)


def authenticate(token: str) -> User:
    """The active user, with profile, of a valid access token.

    Raises :class:`InvalidToken`.
    """
    payload = _decode(token)
    user = User.objects.select_related("profile").filter(pk=payload["sub"]).first()
    if user is None or not user.is_active:
        raise InvalidToken("The account of this access token is not active.")
    if not secrets.compare_digest(user.credentials_stamp, str(payload["stamp"])):
        raise InvalidToken("The password was changed: sign in again.")
    return user


def _decode(token: str) -> dict[str, Any]:
    try:
        payload = jwt_decode(token)
    except jwt.ExpiredSignatureError:
        raise InvalidToken("The access token has expired: refresh it.") from None
    except (jwt.PyJWTError, ValueError, TypeError):
        raise InvalidToken("The access token is not valid.") from None
    if not all(claim in payload for claim in REQUIRED_CLAIMS):
        raise InvalidToken("The access token is not valid.")
    return payload


def _issue(user: User, *, family: uuid.UUID) -> Tokens:
    now = timezone.now()
    expires_at = now + jwt_settings.JWT_REFRESH_EXPIRATION_DELTA
    expiry = int((now + jwt_settings.JWT_EXPIRATION_DELTA).timestamp())
    secret = secrets.token_urlsafe(32)
    payload = {
        "username": user.username,
        "iss": jwt_settings.JWT_ISSUER,
        "aud": jwt_settings.JWT_AUDIENCE,
        "exp": expiry,
        "iat": int(now.timestamp()),
        "origIat": int(now.timestamp()),
        "sub": str(user.pk),
        "jti": uuid.uuid4().hex,
        "sid": family.hex,
        "stamp": user.credentials_stamp,
    }
    RefreshToken.objects.create(
        user=user,
        family=family,
        digest=_digest(secret),
        credentials_stamp=user.credentials_stamp,
        expires_at=expires_at,
    )
    return Tokens(
        user=user,
        token=jwt_encode(payload),
        payload=payload,
        refresh_token=secret,
        refresh_expires_in=int(expires_at.timestamp()),
    )


def _find(refresh_token: str) -> RefreshToken:
    rows = RefreshToken.objects.select_related("user__profile")
    row = rows.filter(digest=_digest(refresh_token)).first()
    if row is None:
        raise InvalidToken("This refresh token is not known: sign in again.")
    return row


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _still_stands(row: RefreshToken) -> bool:
    return row.user.is_active and row.credentials_stamp == row.user.credentials_stamp
