"""What must be there before a server or worker starts, in production above all."""

from io import StringIO
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import connection

from schema.base import redis
from schema.demo.people import EVERYBODY
from users.models import User

CONNECT_TIMEOUT = 5  # seconds


def require_settings() -> None:
    """Raise ``CommandError`` with all that ``check --deploy`` calls an error."""
    messages = checks.run_checks(include_deployment_checks=True)
    if errors := [str(one.msg) for one in messages if one.level >= checks.ERROR]:
        raise CommandError("\n".join(errors))


def require_database() -> None:
    """Raise ``CommandError`` with why the database can't be reached."""
    driver: Any = connection.Database  # type: ignore[attr-defined]
    parameters = connection.get_connection_params()
    if connection.vendor == "postgresql":
        parameters.setdefault("connect_timeout", CONNECT_TIMEOUT)
    try:
        # Not of a pool, which tells the reason to nobody but the log.
        driver.connect(**parameters).close()
    except driver.OperationalError as error:
        raise CommandError(
            f"The database can't be used: {error}\n"
            "Start or create it, or see DATABASE_URL."
        ) from None


def require_redis() -> None:
    try:
        redis.ask(lambda client: client.ping())
    except redis.RedisAway as error:
        raise CommandError(
            f"Redis can't be used: {error.__cause__}\nStart it, or see REDIS_URL."
        ) from None


def require_no_demo() -> None:
    """Raise ``CommandError`` where the passwords that README tells open accounts."""
    passwords = {person.username: person.password for person in EVERYBODY}
    for user in User.objects.filter(username__in=passwords, is_active=True):
        if user.check_password(passwords[user.username]):
            raise CommandError(
                f"The demo data are in this database, and everybody knows the password "
                f"of {user.username}: use another one, see DATABASE_URL."
            )


def require_migrations() -> None:
    try:
        call_command("migrate", check_unapplied=True, stdout=StringIO())
    except SystemExit:
        raise CommandError(
            "The database lacks migrations: run ./run manage migrate first."
        ) from None


def require_static_files() -> None:
    storage: Any = staticfiles_storage
    if storage.read_manifest() is None:
        raise CommandError(
            "The admin lacks its static files: run ./run manage collectstatic "
            "--noinput first."
        )
