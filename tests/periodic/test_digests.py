"""Who wants to hear of things daily gets one e-mail in their morning."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from notifications.delivery import deliver_due
from notifications.digests import queue_digests
from notifications.models import Email, Notification
from notifications.services import delete
from tests.periodic.conftest import NOON
from users.models import User

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def digests() -> list[Email]:
    return list(Email.objects.filter(kind="digest").order_by("pk"))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("time_zone", "morning", "key"),
    [
        ("UTC", "2026-05-20T08:00Z", "digest:2026-05-20"),
        ("Asia/Tokyo", "2026-05-19T23:00Z", "digest:2026-05-20"),
        ("Asia/Kolkata", "2026-05-20T02:30Z", "digest:2026-05-20"),
        ("Asia/Kathmandu", "2026-05-20T02:15Z", "digest:2026-05-20"),
        ("America/St_Johns", "2026-05-20T10:30Z", "digest:2026-05-20"),
        ("Pacific/Kiritimati", "2026-05-19T18:00Z", "digest:2026-05-20"),
        ("Pacific/Pago_Pago", "2026-05-20T19:00Z", "digest:2026-05-20"),
        ("America/New_York", "2026-03-07T13:00Z", "digest:2026-03-07"),
        ("America/New_York", "2026-03-08T12:00Z", "digest:2026-03-08"),
        ("America/New_York", "2026-10-31T12:00Z", "digest:2026-10-31"),
        ("America/New_York", "2026-11-01T13:00Z", "digest:2026-11-01"),
        ("Atlantis/Poseidonis", "2026-05-20T08:00Z", "digest:2026-05-20"),
        ("", "2026-05-20T08:00Z", "digest:2026-05-20"),
    ],
)
def test_it_is_made_at_eight_where_the_person_is(
    student: User, told: Callable, time_zone: str, morning: str, key: str
) -> None:
    User.objects.update(time_zone=time_zone)
    told(student, moment(morning) - timedelta(hours=9))

    result = [queue_digests(moment(morning) + after) for after in (-MINUTE, 0 * MINUTE)]

    assert result == [0, 1]
    [email] = digests()
    assert (email.user, email.key, email.status) == (student, key, "queued")
    assert list(student.notifications.values_list("email", flat=True)) == [email.pk]


@pytest.mark.parametrize(
    ("made", "sent"),
    [
        ("2026-05-20T07:59Z", "2026-05-20T08:00Z"),
        ("2026-05-20T08:00Z", "2026-05-21T08:00Z"),
        ("2026-05-20T08:01Z", "2026-05-21T08:00Z"),
        ("2026-05-20T23:59Z", "2026-05-21T08:00Z"),
    ],
)
def test_it_waits_for_the_next_morning(
    student: User, told: Callable, made: str, sent: str
) -> None:
    told(student, moment(made))
    runs = [moment(made) + number * MINUTE for number in range(0, 2 * 24 * 60)]

    result = [run for run in runs if run.minute % 30 == 0 and queue_digests(run)]

    assert result == [moment(sent)]


def test_nobody_gets_two_a_day(student: User, told: Callable) -> None:
    told(student, NOON - DAY)
    queue_digests(NOON)
    # Its transaction began before eight, and took until now.
    late = told(student, NOON.replace(hour=7))

    result = [queue_digests(NOON + number * DAY / 24) for number in range(48)]

    late.refresh_from_db()
    assert [hour for hour, made in enumerate(result) if made] == [20]
    assert [email.key for email in digests()] == [
        "digest:2026-05-20",
        "digest:2026-05-21",
    ]
    assert late.email == digests()[1]


def test_who_flies_west_gets_one_a_day_too(student: User, told: Callable) -> None:
    User.objects.update(time_zone="Asia/Tokyo")
    told(student, NOON - DAY)
    queue_digests(moment("2026-05-19T23:00Z"))
    User.objects.update(time_zone="America/New_York")
    told(student, moment("2026-05-20T01:00Z"))

    result = [
        queue_digests(moment("2026-05-20T12:00Z")),
        queue_digests(moment("2026-05-21T12:00Z")),
    ]

    assert result == [0, 1]


def test_one_tells_all_that_waits(student: User, told: Callable) -> None:
    waiting = [told(student, NOON - DAY - number * DAY) for number in range(5)]

    result = queue_digests(NOON)

    assert result == 1
    assert set(digests()[0].notifications.all()) == set(waiting)


def test_it_arrives(student: User, told: Callable) -> None:
    student.notification_preferences.create(type="system", email="daily")
    told(student, NOON - DAY, message="Sam answered you.")
    told(student, NOON - DAY, message="Kim answered you.")
    queue_digests(NOON)

    result = deliver_due()

    [message] = mail.outbox
    assert not result
    assert message.to == [student.email]
    assert "Sam answered you." in message.body and "Kim answered you." in message.body


@pytest.mark.parametrize("cadence", ["immediate", "never"])
def test_it_is_for_what_is_mailed_daily(
    student: User, told: Callable, cadence: str
) -> None:
    told(student, NOON - DAY, email_cadence=cadence)

    result = queue_digests(NOON)

    assert (result, digests()) == (0, [])


def test_what_was_deleted_is_not_waited_for(student: User, told: Callable) -> None:
    delete(notification=told(student, NOON - DAY))

    result = queue_digests(NOON)

    assert (result, digests()) == (0, [])


def test_who_has_no_active_account_gets_none(student: User, told: Callable) -> None:
    told(student, NOON - DAY)
    User.objects.filter(pk=student.pk).update(is_active=False)

    result = queue_digests(NOON)

    assert (result, digests()) == (0, [])


def test_days_that_nobody_worked_are_made_up_for_with_one(
    student: User, told: Callable
) -> None:
    for number in range(10):
        told(student, NOON - number * DAY)

    result = [queue_digests(NOON + 5 * DAY), queue_digests(NOON + 5 * DAY + MINUTE)]

    assert result == [1, 0]
    assert digests()[0].notifications.count() == 10


def test_many_get_theirs_in_batches(crowd: Callable[[int], None]) -> None:
    crowd(2100)

    result = [queue_digests(NOON), queue_digests(NOON.replace(hour=19))]

    rows = Notification.objects.values_list("email", "email__user", "user")
    # New York's morning is at noon, Pago Pago's at seven in the evening.
    assert result == [1575, 525]
    assert set(Counter(rows).values()) == {2}
    assert all(owner == user for _, owner, user in rows)


def test_a_batch_takes_as_many_statements_for_100_as_for_4(
    crowd: Callable[[int], None], statements: Callable[..., int]
) -> None:
    crowd(4)
    few = statements(lambda: queue_digests(NOON))
    crowd(96)

    result = statements(lambda: queue_digests(NOON))

    assert len(digests()) == 75
    assert result == few


@pytest.fixture
def misguided(crowd: Callable[[int], None]) -> None:
    """PostgreSQL takes the tables for empty, and gives up what takes it long.

    So it is where a statement cleared them, until it has looked again.
    """
    crowd(1000)
    queue_digests(NOON)
    Notification.objects.all().delete()
    Email.objects.all().delete()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE notifications_notification, notifications_email")
            cursor.execute("SET LOCAL statement_timeout = '10s'")


def test_many_get_theirs_whatever_postgresql_guesses(
    misguided: None, crowd: Callable[[int], None]
) -> None:
    crowd(1000)

    result = queue_digests(NOON)

    assert result == 750
    assert Notification.objects.exclude(email=None).count() == 1500


def test_nothing_due_takes_one_statement(
    student: User, told: Callable, statements: Callable[..., int]
) -> None:
    result = statements(lambda: queue_digests(NOON))

    assert result == 1
