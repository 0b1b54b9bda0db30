from datetime import datetime
from typing import Any
from unicodedata import normalize

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.utils import timezone

from users import models


def normalized(name: str) -> str:
    """A username or e-mail address as it is looked up, but for its case."""
    return normalize("NFKC", name.strip())


class UserQuerySet(QuerySet["models.User"]):
    def visible_to(self, viewer: Any) -> "UserQuerySet":
        """People who can be looked up: those whose account is active."""
        return self.filter(is_active=True)

    def known_as(self, name: str) -> "UserQuerySet":
        """At most one user: by username or e-mail address, ignoring case."""
        name = normalized(name)
        if "\0" in name:  # PostgreSQL would fail at it
            return self.none()
        column = "email" if "@" in name else "username"
        return self.alias(name=Lower(column)).filter(name=Lower(Value(name)))

    def update(self, **changes: Any) -> int:
        """Whoever is deactivated by it is signed out, in the same transaction."""
        if "is_active" not in changes:
            return super().update(**changes)
        with transaction.atomic():
            count = super().update(**changes)
            models.RefreshToken.objects.filter(user__is_active=False).revoke()
        return count


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users by ``create_user``; asks for them as a ``UserQuerySet``."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """As usernames are: ſam@example.com and Sam@EXAMPLE.COM are one person's."""
        return super().normalize_email(normalize("NFKC", email or ""))


class RefreshTokenQuerySet(QuerySet["models.RefreshToken"]):
    def live(self, now: Any = None) -> "RefreshTokenQuerySet":
        """Those that can be spent. A sign-in lasts as long as it has one."""
        return self.filter(revoked_at=None, expires_at__gt=now or timezone.now())

    def revoked_since(self, moment: datetime) -> "RefreshTokenQuerySet":
        return self.filter(revoked_at__gt=moment)

    def revoke(self) -> bool:
        """Revoke them, and say whether any had not been revoked before."""
        valid = self.filter(revoked_at=None)
        return valid.update(revoked_at=timezone.now()) > 0
