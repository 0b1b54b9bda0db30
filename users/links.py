"""Tokens of the links in account mail: for one use, and not for long.

A token names a user and is signed together with what its use changes, so that it is
spent by being used, and by any other way in which that changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from users import keys
from users.exceptions import InvalidLink
from users.models import User


@dataclass(frozen=True)
class Link:
    """A kind of link; ``state`` is what its use changes."""

    name: str
    lifetime: timedelta
    state: Callable[[User], Any]

    def token(self, user: User) -> str:
        """A new token: letters, digits and ``-_.`` only."""
        expires_at = int((timezone.now() + self.lifetime).timestamp())
        stamp = keys.digest(self._salt, repr(self.state(user)))
        return self._signer.sign_object([user.pk, expires_at, stamp])

    def user(self, token: str) -> User:
        """The active user of a token. Raises :class:`InvalidLink`."""
        try:
            pk, expires_at, stamp = self._signer.unsign_object(token)
        except BadSignature:
            raise InvalidLink from None
        users = User.objects.select_related("profile").filter(is_active=True)
        user = users.filter(pk=pk).first()
        if (
            user is None
            or not keys.is_digest(stamp, self._salt, repr(self.state(user)))
            or expires_at <= timezone.now().timestamp()
        ):
            raise InvalidLink
        return user

    @property
    def _signer(self) -> Signer:
        return Signer(sep=".", salt=self._salt)

    @property
    def _salt(self) -> str:
        return f"users.links.{self.name}"


RESET = Link("reset", timedelta(hours=1), lambda user: (user.password, user.email))
VERIFICATION = Link(
    "verification",
    timedelta(days=3),
    lambda user: (user.email, user.email_verified_at is None),
)
