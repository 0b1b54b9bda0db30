"""What must be there before a production server or worker starts."""

from io import StringIO
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.core.management import CommandError, call_command


def require_settings() -> None:
    """Raise ``CommandError`` with all that ``check --deploy`` calls an error."""
    messages = checks.run_checks(include_deployment_checks=True)
    if errors := [str(one.msg) for one in messages if one.level >= checks.ERROR]:
        raise CommandError("\n".join(errors))


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
