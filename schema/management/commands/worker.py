"""Do background jobs, until it is ended; options are those of dramatiq."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from schema.management.deployment import (
    require_database,
    require_migrations,
    require_redis,
    require_settings,
)


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    options: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        self.options = argv[2:]  # all of them are dramatiq's
        super().run_from_argv(argv[:2])

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.REDIS_URL:
            raise CommandError(
                "A worker needs REDIS_URL; without it ./run serve does the jobs."
            )
        if settings.PRODUCTION:
            require_settings()
        require_database()
        require_migrations()
        require_redis()
        command = ["-m", "dramatiq", "schema.worker", *self.options]
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, *command])
