from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from users.search import fold


class UsersConfig(AppConfig):
    name = "users"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        connection_created.connect(give_sqlite_functions)


def give_sqlite_functions(*, connection: Any, **kwargs: Any) -> None:
    """FOLD is for searching; SQLite's own LOWER would take Émile and émile for two."""
    if connection.vendor == "sqlite":
        add = connection.connection.create_function
        add("LOWER", 1, _lower, deterministic=True)
        add("FOLD", 1, fold, deterministic=True)


def _lower(text: str | None) -> str | None:
    return None if text is None else str(text).lower()
