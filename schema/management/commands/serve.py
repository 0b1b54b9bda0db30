"""Serve the API; in development with its database made and demo data in it."""

import os
import socket
from contextlib import AbstractContextManager, nullcontext
from io import StringIO
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from schema.environment import whole_number
from schema.management.banner import banner
from schema.management.deployment import (
    require_database,
    require_migrations,
    require_no_demo,
    require_settings,
    require_static_files,
)
from schema.transport import metrics

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # with what to open here


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        environ = os.environ
        parser.add_argument("--host", default=environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", default=environ.get("PORT", "8000"))
        parser.add_argument(
            "--workers",
            default=environ.get("WEB_CONCURRENCY", "1"),
            help="How many processes serve. Default 1, or WEB_CONCURRENCY.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host = options["host"]
        port = whole_number("PORT", options["port"], 1, 65535)
        workers = whole_number("WEB_CONCURRENCY", options["workers"], 1)
        shown = f"[{host}]" if ":" in host else host
        address = f"{EVERYWHERE.get(host, shown)}:{port}"
        if port == settings.METRICS_PORT:
            raise CommandError(f"PORT and METRICS_PORT are both {port}: choose two.")
        self._require_free(host, port)
        if settings.METRICS_PORT:
            self._require_free(settings.METRICS_HOST, settings.METRICS_PORT, "METRICS_")
        require_database()
        self._prepare(address)
        self.stdout.flush()
        with self._exposed_metrics(workers):
            uvicorn.run(
                "schema.asgi:application",
                host=host,
                port=port,
                workers=workers,
                proxy_headers=settings.BEHIND_PROXY,
                forwarded_allow_ips=settings.FORWARDED_ALLOW_IPS,
                log_level="warning",
                http="schema.transport.heads:HttpProtocol",
                ws="schema.transport.handshakes:SocketProtocol",
                ws_max_size=settings.GRAPHQL_MAX_FRAME_SIZE,
                ws_per_message_deflate=False,
                timeout_graceful_shutdown=10,
                access_log=False,
            )

    def _exposed_metrics(self, workers: int) -> AbstractContextManager[None]:
        if not (port := settings.METRICS_PORT):
            return nullcontext()
        return metrics.exposed(settings.METRICS_HOST, port, workers)

    def _require_free(self, host: str, port: int, prefix: str = "") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            with socket.create_server((host, port), family=family):
                pass
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", "no such host")
            raise CommandError(
                f"Can't listen on {host}:{port}: {reason}. Choose with {prefix}HOST= "
                f"and {prefix}PORT=."
            ) from None

    def _prepare(self, address: str) -> None:
        if settings.PRODUCTION:
            require_settings()
            require_migrations()
            require_no_demo()
            require_static_files()
            self.stdout.write(f"Serving http://{address}/graphql")
            return
        self.stdout.write("Preparing the database (the first time about 10 s) …")
        self.stdout.flush()
        call_command("migrate", verbosity=0)
        has_demo = self._has_demo()
        self.stdout.write(
            banner(address=address, has_graphiql=settings.GRAPHIQL, has_demo=has_demo)
        )

    def _has_demo(self) -> bool:
        """Whether the demo data are there, after a try to add them."""
        try:
            call_command("seed_demo", stdout=StringIO())
        except CommandError as error:
            self.stderr.write(f"Warning: there are no demo data. {error}")
            return False
        return True
