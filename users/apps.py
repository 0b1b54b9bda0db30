from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class UsersConfig(AppConfig):
    name = "users"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        connection_created.connect(let_sqlite_lower_all_letters)


def let_sqlite_lower_all_letters(*, connection: Any, **kwargs: Any) -> None:
    """SQLite's own LOWER knows A to Z: Émile and émile would be two people."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("LOWER", 1, _lower, deterministic=True)


def _lower(text: str | None) -> str | None:
    return None if text is None else str(text).lower()
