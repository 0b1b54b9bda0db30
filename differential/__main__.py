"""``./run differential``: how many documents, and what came of them."""

import argparse
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

try:
    import hypothesis  # noqa: F401
except ImportError as error:
    sys.exit(
        f"{error.name} is missing. Install the development tools first:\n"
        f"  {sys.executable} -m pip install --require-hashes -r requirements-dev.lock"
    )

from faults.services import new_database

EXAMPLES = 10_000
PROGRESS = 2_000  # documents from one sign of life to the next


def main() -> int:
    parser = argparse.ArgumentParser(
        "./run differential", description="Compare plans with graphql-core."
    )
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    options = parser.parse_args()
    print(f"--examples {options.examples} --seed {options.seed}", flush=True)
    with database():
        from differential.comparing import compare

        return compare(options.examples, options.seed, PROGRESS)


@contextmanager
def database() -> Iterator[None]:
    """An empty one on SQLite, or beside the PostgreSQL of DATABASE_URL."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        environment = {
            "DATA_DIR": folder,
            "DEBUG": "false",
            "REDIS_URL": "",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        if "DATABASE_URL" in os.environ:
            environment["DATABASE_URL"] = stack.enter_context(new_database())
        os.environ.update(environment)

        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        stack.callback(connections.close_all)
        begin = time.monotonic()
        call_command("migrate", verbosity=0)
        print(f"a new database after {time.monotonic() - begin:.0f} s", flush=True)
        yield


if __name__ == "__main__":
    sys.exit(main())
