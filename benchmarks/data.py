"""The databases: there, of the right sizes, and as they were before each write."""

import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

from faults.services import ROOT

DATABASE = "postgres://postgres:postgres@127.0.0.1:5432/lyceum_bench"
REDIS = "redis://127.0.0.1:6379/8"


@dataclass(frozen=True)
class Sizes:
    """The options of the command seed_bulk."""

    users: int = 50_000
    courses: int = 5_000
    lessons: int = 20
    enrollments: int = 500_000
    progress: int = 2_000_000
    reviews: int = 200_000


USUAL, LARGE = Sizes(), Sizes(courses=500_000)
TABLES = {
    "users": "users_user",
    "courses": "courses_course",
    "enrollments": "courses_enrollment",
    "reviews": "reviews_review",
}


def address(suffix: str = "") -> str:
    parts = urlsplit(os.environ.get("DATABASE_URL", DATABASE))
    return parts._replace(path=parts.path + suffix).geturl()


def redis_address() -> str:
    return os.environ.get("REDIS_URL", REDIS)


def load(database: str, sizes: Sizes) -> None:
    """Have the data there; what was loaded before is kept where its sizes match."""
    if not _exists(database):
        _create(database)
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": database}
    environment["DATA_DIR"] = str(ROOT / "var/bench/data")
    _manage(environment, "migrate", "-v", "0")
    with psycopg.connect(database) as connection:
        found = {
            name: connection.execute(f"SELECT count(*) FROM {table}".encode())
            for name, table in TABLES.items()
        }
        numbers = {
            name: (cursor.fetchone() or [0])[0] for name, cursor in found.items()
        }
    wanted = {name: number for name, number in asdict(sizes).items() if name in TABLES}
    if numbers == wanted:
        reset(database, sizes)
        return
    if any(numbers.values()):
        name = urlsplit(database).path.removeprefix("/")
        sys.exit(
            f"The database {name} holds {numbers} where {wanted} are wanted. Drop it "
            f"(dropdb {name}) or name another one: DATABASE_URL=postgres://…"
        )
    print("Loading the data, once (a minute for each million rows) …", flush=True)
    options = [f"--{name}={number}" for name, number in asdict(sizes).items()]
    _manage(environment, "seed_bulk", *options)
    reset(database, sizes)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")  # or it writes while others are timed


def reset(database: str, sizes: Sizes) -> None:
    """Take back what the servers wrote, so that each finds the same rows."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            """
            WITH gone AS (
                DELETE FROM courses_progress WHERE id > %s RETURNING enrollment_id
            )
            UPDATE courses_enrollment enrollment
            SET completed_lesson_count = (
                SELECT count(*) FROM courses_progress progress
                WHERE progress.enrollment_id = enrollment.id AND is_completed
                    AND progress.id <= %s
            )
            WHERE id IN (SELECT enrollment_id FROM gone)
            """,
            [sizes.progress, sizes.progress],
        )
        connection.execute("VACUUM courses_progress, courses_enrollment")


def _exists(database: str) -> bool:
    try:
        psycopg.connect(database, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if "does not exist" in str(error):
            return False
        sys.exit(
            f"PostgreSQL does not answer: {error}\nStart it, or name another one: "
            "DATABASE_URL=postgres://user:password@host:5432/name (its database is "
            "made where it is missing)."
        )
    return True


def _create(database: str) -> None:
    parts = urlsplit(database)
    server = parts._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        name = Identifier(parts.path.removeprefix("/"))
        connection.execute(SQL("CREATE DATABASE {}").format(name))


def _manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
