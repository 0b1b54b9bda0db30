"""Periodic jobs are sent once when they are due, whoever looks and how often."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from notifications.models import Timer
from notifications.timers import Ticker, tick
from tests.periodic.conftest import NOON
from tests.users.threads import at_once
from tests.waiting import within

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(eq=False)
class Errand:
    """A job that knows how often it was sent, and may have nobody to carry it."""

    actor_name: str
    sent: list[datetime] = field(default_factory=list)
    has_broker: bool = True

    def __call__(self) -> None:
        raise AssertionError("It is for a worker to do.")

    def send(self) -> None:
        if not self.has_broker:
            raise ConnectionError("Nobody carries it.")
        self.sent.append(timezone.now())


@pytest.fixture
def errand() -> Errand:
    return Errand("errand")


@pytest.fixture
def timetable(errand: Errand) -> dict[Errand, timedelta]:
    """``errand`` every hour."""
    return {errand: HOUR}


@pytest.fixture
def ticker(timetable: dict[Errand, timedelta]) -> Iterator[Ticker]:
    ticker = Ticker(timetable, pause=0.05)

    yield ticker

    ticker.stop()
    assert not ticker.is_alive()


@pytest.mark.parametrize(
    ("later", "sent"),
    [
        (0 * MINUTE, []),
        (59 * MINUTE, []),
        (60 * MINUTE, ["errand"]),
        (61 * MINUTE, ["errand"]),
        (timedelta(days=30), ["errand"]),
    ],
    ids=str,
)
def test_a_job_is_sent_when_its_time_has_come(
    db: None, timetable: dict, later: timedelta, sent: list[str]
) -> None:
    tick(timetable, NOON)

    result = tick(timetable, NOON + later)

    assert result == sent


def test_a_new_job_is_sent_at_once(
    db: None, timetable: dict[Errand, timedelta], errand: Errand
) -> None:
    result = tick(timetable, NOON)

    assert (result, len(errand.sent)) == (["errand"], 1)
    assert Timer.objects.get().due_at == NOON + HOUR


def test_what_was_due_often_while_nobody_looked_is_sent_once(
    db: None, timetable: dict[Errand, timedelta], errand: Errand
) -> None:
    tick(timetable, NOON - timedelta(days=30))
    errand.sent.clear()

    result = [tick(timetable, NOON + number * MINUTE) for number in range(120)]

    assert result.count(["errand"]) == len(errand.sent) == 2
    assert result[0] == result[60] == ["errand"]


def test_each_job_has_its_own_time(
    db: None, timetable: dict[Errand, timedelta]
) -> None:
    timetable[Errand("often")] = MINUTE
    tick(timetable, NOON)

    result = [tick(timetable, NOON + time) for time in (MINUTE, HOUR)]

    assert result == [["often"], ["errand", "often"]]


def test_a_job_that_nobody_carried_stays_due(
    db: None, timetable: dict[Errand, timedelta], errand: Errand
) -> None:
    other = Errand("other")
    timetable[other] = HOUR
    errand.has_broker = False
    tick(timetable, NOON)
    errand.has_broker = True

    result = tick(timetable, NOON + MINUTE)

    assert result == ["errand"]
    assert (len(errand.sent), len(other.sent)) == (1, 1)


def test_a_clock_that_was_wrong_holds_no_job_up(
    db: None, timetable: dict[Errand, timedelta]
) -> None:
    tick(timetable, NOON + timedelta(days=3650))

    result = [tick(timetable, NOON), tick(timetable, NOON + MINUTE)]

    assert result == [["errand"], []]


def test_a_tick_only_reads_when_nothing_is_due(
    db: None, timetable: dict, statements: Callable[..., int]
) -> None:
    tick(timetable, NOON)

    result = statements(lambda: tick(timetable, NOON + MINUTE))

    assert result == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [True, False])
def test_of_many_that_look_at_once_one_sends(
    timetable: dict, errand: Errand, is_new: bool
) -> None:
    if not is_new:
        Timer.objects.create(name="errand", due_at=NOON)

    result = at_once(*[lambda: tick(timetable, NOON + MINUTE)] * 8)

    assert sorted(result) == [[]] * 7 + [["errand"]]
    assert len(errand.sent) == 1


@pytest.mark.django_db(transaction=True)
def test_a_ticker_looks_at_once_and_then_again(
    timetable: dict[Errand, timedelta], errand: Errand, ticker: Ticker
) -> None:
    timetable[errand] = timedelta(0)
    ticker.start()

    result = within(20, lambda: len(errand.sent) > 2)

    assert result


@pytest.mark.django_db(transaction=True)
def test_a_ticker_survives_a_database_that_fails(
    errand: Errand, ticker: Ticker, caplog: pytest.LogCaptureFixture
) -> None:
    rename = "ALTER TABLE {} RENAME TO {}"
    with connection.cursor() as cursor:
        cursor.execute(rename.format("notifications_timer", "away"))
    ticker.start()
    assert within(20, lambda: bool(caplog.records))
    with connection.cursor() as cursor:
        cursor.execute(rename.format("away", "notifications_timer"))

    result = within(20, lambda: bool(errand.sent))

    assert result
    assert {(one.name, one.levelno) for one in caplog.records} == {
        ("notifications.timers", logging.ERROR)
    }
