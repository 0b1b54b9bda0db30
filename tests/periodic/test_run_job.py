"""``manage.py run_job`` does a periodic job by hand."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from notifications.models import Notification, Timer
from schema.timetable import TIMETABLE
from tests.periodic.conftest import NOON
from users.models import User

NAMES = [job.actor_name for job in TIMETABLE]


def run_job(*name: str) -> str:
    """What it prints."""
    output = StringIO()
    call_command("run_job", *name, stdout=output)
    return output.getvalue()


def test_it_lists_the_jobs(db: None) -> None:
    Timer.objects.create(name="purge", due_at=NOON)

    result = run_job().splitlines()

    assert [line.split()[0] for line in result] == NAMES
    [purge] = [line for line in result if line.startswith("purge ")]
    assert purge.endswith("every 1 day, 0:00:00, due at 2026-05-20 12:00:00 UTC")
    assert sum("never done" in line for line in result) == len(NAMES) - 1


@pytest.mark.parametrize("name", NAMES)
def test_each_runs_when_there_is_nothing_to_do(db: None, name: str) -> None:
    result = run_job(name)

    assert result == f"{name} is done.\n"


def test_a_job_is_done_then_and_there(student: User, told: Callable) -> None:
    told(student, NOON.replace(year=2020), read=True)

    result = run_job("purge")

    assert result == "purge is done.\n"
    assert not Notification.objects.exists()


def test_a_job_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(CommandError) as result:
        run_job("purgw")

    assert str(result.value).startswith("There is no job 'purgw': use deliver_due, ")
