"""Sign-ins: access and refresh tokens.

An access token is a JWT (RFC 7519) that lives five minutes and names its user,
the sign-in that it comes from and the password that was valid then. A refresh
token is 256 random bits that live seven days, stored as a SHA-256 hash. It is
replaced at each use; one shown a second time was stolen from somebody, so its
whole family is revoked (RFC 9700, section 4.14.2). A family is a sign-in: once
none of its refresh tokens is live, its access tokens are refused.
"""

import hashlib
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from cachetools import LRUCache
from django.db import transaction
from django.db.models import (
    DateTimeField,
    Exists,
    OuterRef,
    QuerySet,
    UUIDField,
)
from django.utils import timezone

from database.instances import columns, instance
from database.prepared import Prepared, Slot
from users import access_tokens
from users.batches import delete_in_batches
from users.exceptions import InvalidToken, SpentJustNow, WrongCredentials
from users.keys import keys
from users.models import Profile, RefreshToken, User

KNOWN = 5_000  # tokens of which it is known whose they were
USELESS = "This refresh token can't be used any more: sign in again."


@dataclass(frozen=True)
class Tokens:
    """What a client gets when it signs in or refreshes."""

    token: str
    payload: dict[str, Any]
    refresh_token: str
    refresh_expires_in: int  # the Unix time at which the refresh token ends


def issue(user: User) -> Tokens:
    """Begin a sign-in: an access token and the first refresh token of a family.

    Raises :class:`WrongCredentials` when the account was deactivated, or the password
    changed, since the user was read.
    """
    with transaction.atomic():
        if not _stands(user.credentials_stamp, _lock(user.pk)):
            raise WrongCredentials
        return _issue(user, family=uuid.uuid4())


def refresh(refresh_token: str, *, grace: timedelta = timedelta()) -> Tokens:
    """Spend a refresh token for a new pair of its family.

    Raises :class:`InvalidToken`; a spent one revokes its family. Within ``grace`` of
    being spent it raises :class:`SpentJustNow` in place of that, and gives nothing.
    """
    row = _find(refresh_token)
    family = RefreshToken.objects.filter(family=row.family)
    with transaction.atomic():
        user = _lock(row.user_id)
        own = family.filter(pk=row.pk)
        if own.revoke():
            if row.expires_at > timezone.now() and _stands(row.credentials_stamp, user):
                return _issue(user, family=row.family)
        elif own.revoked_since(timezone.now() - grace) and family.live():
            raise SpentJustNow
        else:
            family.revoke()
    raise InvalidToken(USELESS)


def revoke(refresh_token: str, *, everywhere: bool = False) -> datetime:
    """Sign out: end the token's family, and return when.

    ``everywhere`` ends every sign-in of the user, for which the token must be good.
    Raises :class:`InvalidToken`.
    """
    row = _find(refresh_token)
    with transaction.atomic():
        user = _lock(row.user_id)
        ended = RefreshToken.objects.filter(user=user)
        if not everywhere:
            ended = ended.filter(family=row.family)
        elif not ended.live().filter(pk=row.pk) or not _stands(
            row.credentials_stamp, user
        ):
            raise InvalidToken(USELESS)
        ended.revoke()
    return timezone.now()


def revoke_all(user: User) -> None:
    """End every sign-in of the user."""
    with transaction.atomic():
        _lock(user.pk)
        RefreshToken.objects.filter(user=user).revoke()


def clear_expired(now: datetime | None = None) -> int:
    """Delete the refresh tokens that have expired; return how many.

    One that was spent stays until then: shown again, it ends its sign-in.
    """
    expired = RefreshToken.objects.filter(expires_at__lte=now or timezone.now())
    return delete_in_batches(expired)


def verify(token: str) -> dict[str, Any]:
    """The payload of a valid access token. Raises :class:`InvalidToken`."""
    payload = access_tokens.decode(token)
    _found(payload)
    return payload


def authenticate(token: str, drop: Callable[[], None] = lambda: None) -> User:
    """The active user, with profile, of a valid access token.

    In an event loop it may be as the token's last request found them, while they are
    still looked for: see :func:`database.loop.believe`, also for ``drop``.

    Raises :class:`InvalidToken`.
    """
    payload = access_tokens.decode(token)
    place = token, *keys()
    with _known_lock:
        row = _known.get(place)

    def forget() -> None:
        with _known_lock:
            _known.pop(place, None)
        drop()

    if row and _SIGNED_IN.believe(row, forget, **_terms(payload)):
        return _user(row)
    user, row = _found(payload)
    with _known_lock:
        _known[place] = row
    return user


def _found(payload: dict[str, Any]) -> tuple[User, tuple[Any, ...]]:
    """The user of a token's claims, and the row that says so."""
    rows = _SIGNED_IN.rows(**_terms(payload))
    user = _user(rows[0]) if rows else None
    if user is None or not user.has_stamp(payload["stamp"]):
        raise InvalidToken("This sign-in has ended: sign in again.")
    return user, rows[0]


def _terms(payload: dict[str, Any]) -> dict[str, Any]:
    return {
        "user": int(payload["sub"]),
        "family": uuid.UUID(payload["sid"]),
        "now": timezone.now(),
    }


def _signed_in() -> QuerySet:
    """The active user of a sign-in that lasts, with profile."""
    live = RefreshToken.objects.live(Slot("now", DateTimeField()))
    own = live.filter(user=OuterRef("pk"), family=Slot("family", UUIDField()))
    users = User.objects.filter(Exists(own), is_active=True, pk=Slot("user"))
    return users.values_list(
        *columns(User), *(f"profile__{name}" for name in columns(Profile))
    )


_SIGNED_IN = Prepared(_signed_in)
# By token, and the keys that it was believed under.
_known: LRUCache[tuple[str, ...], tuple[Any, ...]] = LRUCache(KNOWN)
_known_lock = Lock()


def _user(row: Sequence[Any]) -> User:
    names = columns(User)
    user: User = instance(User, names, row[: len(names)])
    own = row[len(names) :]
    if own[0] is not None:
        user.profile = instance(Profile, columns(Profile), own)
    return user


def _issue(user: User, *, family: uuid.UUID) -> Tokens:
    now = timezone.now()
    expires_at = now + access_tokens.refresh_lifetime()
    token, payload = access_tokens.encode(user, family=family, now=now)
    secret = secrets.token_urlsafe(32)
    RefreshToken.objects.create(
        user=user,
        family=family,
        digest=_digest(secret),
        credentials_stamp=user.credentials_stamp,
        expires_at=expires_at,
    )
    return Tokens(
        token=token,
        payload=payload,
        refresh_token=secret,
        refresh_expires_in=int(expires_at.timestamp()),
    )


def _find(refresh_token: str) -> RefreshToken:
    row = RefreshToken.objects.filter(digest=_digest(refresh_token)).first()
    if row is None:
        raise InvalidToken("This refresh token is not known: sign in again.")
    return row


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _lock(user_id: int) -> User:
    """Whose refresh tokens change, one call after the other.

    Else revoking a family could miss the token that a rotation is adding to it.
    """
    return User.objects.select_for_update(no_key=True).get(pk=user_id)


def _stands(stamp: str, user: User) -> bool:
    """Whether the user is active, and the password still the one of this stamp."""
    return user.is_active and user.has_stamp(stamp)
