"""Processes that do jobs: they tick, end when they are told to, and may be killed."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import dramatiq
import pytest

from faults.services import free_port
from tests.processes import manage, started
from tests.waiting import within

WORKER = ["-m", "dramatiq", "schema.worker", "--processes", "2", "--threads", "1"]
NO_REDIS = {"REDIS_URL": "redis://127.0.0.1:1/0"}
SERVER = ["-m", "uvicorn", "schema.asgi:application", "--port"]
TELL = """
from notifications.models import NotificationType
from notifications.services import notify
from users.models import User

sam = User.objects.create_user("sam", "sam@example.com")
notify(user=sam, key="test", message="Hello.", type=NotificationType.EMAIL)
"""
STATES = """
from notifications.models import Email

print(*Email.objects.values_list("status", flat=True))
"""


def has_ticked(environment: dict[str, str]) -> bool:
    jobs = manage("run_job", **environment).stdout.splitlines()
    return bool(jobs) and all("due at" in job for job in jobs)


def states(environment: dict[str, str]) -> list[str]:
    """Of all e-mails."""
    return manage("shell", "-v", "0", "-c", STATES, **environment).stdout.split()


@pytest.fixture
def embedded(tmp_path: Path) -> dict[str, str]:
    """The environment of processes that have a new SQLite file and nothing else."""
    environment = {"DATA_DIR": str(tmp_path)}
    assert manage("migrate", **environment).returncode == 0
    return environment


@pytest.fixture
def environment(services: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """As ``embedded``, but with the database and the Redis of the tests."""
    environment = services | {"DATA_DIR": str(tmp_path)}
    assert manage("migrate", **environment).returncode == 0
    return environment


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "output.log"


@pytest.fixture
def worker(environment: dict[str, str], log: Path) -> Iterator[Popen]:
    with started(log, *WORKER, **environment) as worker:
        yield worker


def test_workers_send_every_job_and_end_when_they_are_told_to(
    worker: Popen, environment: dict[str, str], log: Path
) -> None:
    assert within(60, lambda: has_ticked(environment))
    worker.terminate()

    result = worker.wait(60)

    assert result == 0
    assert "ERROR" not in log.read_text()
    assert "Traceback" not in log.read_text()


def test_the_command_takes_what_dramatiq_does(environment: dict[str, str]) -> None:
    result = manage("worker", "--version", **environment)

    if "REDIS_URL" in environment:
        assert result.stdout == f"{dramatiq.__version__}\n"
    else:
        assert result.stderr.startswith("CommandError: A worker needs REDIS_URL")


def test_the_command_needs_redis_to_answer(embedded: dict[str, str]) -> None:
    result = manage("worker", **embedded | NO_REDIS)

    assert result.returncode == 1
    assert "CommandError: Redis can't be used: " in result.stderr
    assert result.stderr.endswith("Start it, or see REDIS_URL.\n")


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        ("db.sqlite3", "The database lacks migrations: run ./run manage migrate"),
        ("missing/db.sqlite3", "The database can't be used: unable to open"),
    ],
)
def test_the_command_needs_its_tables(tmp_path: Path, file: str, refusal: str) -> None:
    database = {"DATABASE_URL": f"sqlite:///{tmp_path}/{file}"}

    result = manage("worker", **database | NO_REDIS)

    assert result.returncode == 1
    assert result.stderr.startswith(f"CommandError: {refusal}")


def test_a_server_that_was_killed_sends_what_it_left(
    embedded: dict[str, str], log: Path
) -> None:
    with started(log, *SERVER, str(free_port()), **embedded) as server:
        assert within(60, lambda: has_ticked(embedded))
        os.killpg(server.pid, signal.SIGKILL)
    # A process of its own makes the e-mail, and takes the job along when it ends.
    manage("shell", "-c", TELL, **embedded)
    before = states(embedded)

    with started(log, *SERVER, str(free_port()), **embedded):
        result = within(60, lambda: states(embedded) == ["sent"])

    assert before == ["queued"]
    assert result
