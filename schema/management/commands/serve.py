"""Serve the API; in development with its database made and demo data in it."""

import os
import socket
from io import StringIO
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

BANNER = """
  Lyceum is ready.

  GraphiQL     http://{address}/graphql
  Admin        http://{address}/admin/

  Sign in as   student     s        s123s123
               instructor  ADMIN2   a123a123
               staff       staff    staff123staff

  Try          open GraphiQL and run its tabs from left to right, or:

    curl http://{address}/graphql --json \\
      '{{"query": "{{ courses(first: 3) {{ nodes {{ title studentCount }} }} }}"}}'

  Stop with Ctrl+C.
"""


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        environ = os.environ
        parser.add_argument("--host", default=environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", default=environ.get("PORT", "8000"))
        parser.add_argument(
            "--workers",
            type=int,
            default=int(environ.get("WEB_CONCURRENCY", "1")),
            help="How many processes serve. Default 1, or WEB_CONCURRENCY.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["port"].isdigit() or not 0 < int(options["port"]) < 65536:
            raise CommandError(f"PORT is {options['port']!r}: use 1 to 65535.")
        address = f"{options['host']}:{options['port']}"
        try:
            with socket.create_server((options["host"], int(options["port"]))):
                pass
        except OSError as error:
            raise CommandError(
                f"Can't listen on {address}: {error.strerror}. Choose with HOST= and "
                "PORT=."
            ) from None
        if settings.PRODUCTION:
            self._require_migrations()
            self.stdout.write(f"Serving http://{address}/graphql")
        else:
            self.stdout.write("Preparing the database (the first time about 10 s) …")
            self.stdout.flush()
            call_command("migrate", verbosity=0)
            call_command("seed_demo", stdout=StringIO())
            self.stdout.write(BANNER.format(address=address))
        self.stdout.flush()
        uvicorn.run(
            "schema.asgi:application",
            host=options["host"],
            port=int(options["port"]),
            workers=options["workers"],
            proxy_headers=settings.BEHIND_PROXY,
            log_level="warning",
            ws="websockets-sansio",
            access_log=False,
        )

    def _require_migrations(self) -> None:
        try:
            call_command("migrate", check_unapplied=True, stdout=StringIO())
        except SystemExit:
            raise CommandError(
                "The database lacks migrations: run ./run manage migrate first."
            ) from None
