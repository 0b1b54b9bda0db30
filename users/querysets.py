from typing import Any

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db.models import QuerySet
from django.db.models.functions import Lower

from users import models  # noqa: F401 (names the model in annotations)


class UserQuerySet(QuerySet["models.User"]):
    def visible_to(self, viewer: Any) -> "UserQuerySet":
        """People who can be looked up: those whose account is active."""
        return self.filter(is_active=True)

    def known_as(self, name: str) -> "UserQuerySet":
        """At most one user: by username or e-mail address, ignoring case."""
        column = "email" if "@" in name else "username"
        return self.alias(name=Lower(column)).filter(name=name.lower())


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users by ``create_user``; asks for them as a ``UserQuerySet``."""
