"""The server under test: its database, its demo data, its log and its memory."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from faults.project import set_up
from faults.services import (
    ROOT,
    Redis,
    child,
    new_database,
    resident,
    tree,
    web_server,
)
from fuzz.oracle import DEADLINE, Failure

# What the log must not have. A job or a connection has no answer to show it in.
WRONG = re.compile(r"^(Traceback|Exception)| (ERROR|CRITICAL) |never retrieved", re.M)


@dataclass
class Installation:
    """A server that runs, and how it is."""

    environment: dict[str, str]
    port: int
    pid: int
    log: Path
    seen: int = 0  # bytes of the log

    def check_log(self) -> None:
        """Raises :class:`Failure` for an error in what was logged since last time."""
        size = self.log.stat().st_size
        if size == self.seen:
            return
        with self.log.open("rb") as file:
            file.seek(self.seen)
            text = file.read().decode(errors="replace")
        self.seen = size
        if WRONG.search(text):
            raise Failure(f"The log says:\n{text[-4000:]}")

    @property
    def memory(self) -> float:
        """What the server's processes hold, in MiB."""
        return sum(resident(pid) for pid in tree(self.pid)) / 1024

    def counters_are_right(self) -> bool:
        return not subprocess.call(
            [sys.executable, "manage.py", "recount", "--check"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
        )


@contextmanager
def installation() -> Iterator[Installation]:
    """A server with demo data: on SQLite, or as DATABASE_URL and REDIS_URL say.

    Of the PostgreSQL another database is used, and the Redis is another too.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": folder,
            # As in production, but for the demo data and the schema, which it tells.
            "DEBUG": "false",
            "GRAPHQL_INTROSPECTION": "true",
            "GRAPHIQL": "true",
            "GRAPHQL_DEADLINE": str(DEADLINE),
            "GRAPHQL_COST_BUCKET": str(10**12),  # or the answer is RATE_LIMITED
            "GRAPHQL_COST_RESTORE": str(10**9),
            "LOG_LEVEL": "WARNING",
        }
        if "DATABASE_URL" in os.environ:
            environment["DATABASE_URL"] = stack.enter_context(new_database())
        if "REDIS_URL" in os.environ:
            environment["REDIS_URL"] = stack.enter_context(Redis()).url
        log = Path(folder, "server.log")
        output = stack.enter_context(log.open("wb")).fileno()
        try:
            port, pid = stack.enter_context(web_server(environment, output))
        except SystemExit as never_began:
            sys.exit(f"{never_began}\n{log.read_text(errors='replace')}")
        if "REDIS_URL" in environment:
            stack.enter_context(child(["-m", "dramatiq", "schema.worker"], environment))
        set_up(environment)
        yield Installation(environment, port, pid, log)
