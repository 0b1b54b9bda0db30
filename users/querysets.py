from typing import Any
from unicodedata import normalize

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower

from users import models  # noqa: F401 (names the model in annotations)


class UserQuerySet(QuerySet["models.User"]):
    def visible_to(self, viewer: Any) -> "UserQuerySet":
        """People who can be looked up: those whose account is active."""
        return self.filter(is_active=True)

    def known_as(self, name: str) -> "UserQuerySet":
        """At most one user: by username or e-mail address, ignoring case."""
        name = normalize("NFKC", name.strip())
        if "\0" in name:  # PostgreSQL would fail at it
            return self.none()
        column = "email" if "@" in name else "username"
        return self.alias(name=Lower(column)).filter(name=Lower(Value(name)))


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users by ``create_user``; asks for them as a ``UserQuerySet``."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """As usernames are: ſam@example.com and Sam@EXAMPLE.COM are one person's."""
        return super().normalize_email(normalize("NFKC", email or ""))
