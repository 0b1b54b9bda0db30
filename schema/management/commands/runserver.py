"""``runserver`` as Django developers know it, with the ASGI application behind it."""

from typing import Any

import uvicorn
from django.contrib.staticfiles.management.commands import runserver


class Command(runserver.Command):
    help = "Serve everything for development, and start again when the code changes."

    addr: str
    port: str
    _raw_ipv6: bool

    def inner_run(self, *args: Any, **options: Any) -> None:
        self.check(display_num_errors=True)
        self.check_migrations()
        host = f"[{self.addr}]" if self._raw_ipv6 else self.addr
        self.stdout.write(
            f"GraphQL at http://{host}:{self.port}/graphql\nQuit with CONTROL-C."
        )
        uvicorn.run(
            "schema.asgi:application",
            host=self.addr,
            port=int(self.port),
            log_config=None,
        )
