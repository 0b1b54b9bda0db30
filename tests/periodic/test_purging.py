"""What is done with and older than 90 days is deleted, and nothing else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from courses.enrollment import enroll
from courses.models import Course
from notifications.digests import queue_digests
from notifications.models import Email, Notification
from notifications.purging import purge
from tests.factories import NotificationFactory
from tests.periodic.conftest import NOON
from tests.users.clock import at
from users.models import User

LIMIT = timedelta(days=90)
SECOND = timedelta(seconds=1)


@pytest.fixture
def mailed() -> Callable[..., Email]:
    """Makes an e-mail to a user, made and sent ``at`` a time."""

    def make(user: User, at: datetime, status: str = "sent", **what: Any) -> Email:
        what = {"kind": "notification", "key": f"test:{at}"} | what
        sent_at = at if status == "sent" else None
        email = user.emails.create(status=status, sent_at=sent_at, **what)
        Email.objects.filter(pk=email.pk).update(created_at=at)
        return email

    return make


@pytest.mark.parametrize(
    ("how", "age", "is_purged"),
    [
        ({"read": True}, LIMIT + SECOND, True),
        ({"read": True}, LIMIT, False),
        ({"read": True}, LIMIT - SECOND, False),
        ({"in_app": False}, LIMIT + SECOND, True),
        ({"in_app": False}, LIMIT, False),
        ({}, LIMIT + SECOND, False),
        ({}, 10 * LIMIT, False),
    ],
    ids=str,
)
def test_read_and_hidden_notifications_go_after_90_days(
    student: User, told: Callable, how: dict, age: timedelta, is_purged: bool
) -> None:
    told(student, NOON - age, **how)

    result = purge(NOON)

    assert result == is_purged
    assert Notification.objects.exists() is not is_purged


@pytest.mark.parametrize(
    ("status", "age", "is_purged"),
    [
        ("sent", LIMIT + SECOND, True),
        ("sent", LIMIT, False),
        ("skipped", LIMIT + SECOND, True),
        ("skipped", LIMIT, False),
        ("failed", 10 * LIMIT, False),
        ("queued", 10 * LIMIT, False),
    ],
    ids=str,
)
def test_emails_that_are_done_with_go_after_90_days(
    student: User, mailed: Callable, status: str, age: timedelta, is_purged: bool
) -> None:
    mailed(student, NOON - age, status)

    result = purge(NOON)

    assert result == is_purged
    assert Email.objects.exists() is not is_purged


def test_an_unread_notification_outlives_its_email(
    student: User, told: Callable, mailed: Callable
) -> None:
    email = mailed(student, NOON - 2 * LIMIT)
    notification = told(
        student, NOON - 2 * LIMIT, email=email, email_cadence="immediate"
    )

    result = purge(NOON)

    notification.refresh_from_db()
    assert (result, notification.email) == (1, None)


@pytest.mark.parametrize("is_read", [True, False])
def test_what_was_in_a_digest_is_not_in_another_one(
    student: User, told: Callable, mailed: Callable, is_read: bool
) -> None:
    email = mailed(student, NOON - 2 * LIMIT, kind="digest")
    told(student, NOON - 2 * LIMIT, email=email, read=is_read)
    purge(NOON)

    result = queue_digests(NOON)

    assert result == 0
    assert Email.objects.count() == Notification.objects.count() == (not is_read)


def test_nobody_is_told_again_of_what_was_purged(student: User, course: Course) -> None:
    with at(NOON - 2 * LIMIT):
        enroll(student=student, course=course)
    student.notifications.update(is_read=True, read_at=NOON)
    purge(NOON)

    result = enroll(student=student, course=course)

    assert result.is_active
    assert not student.notifications.exists()


def test_thousands_go_in_short_transactions(
    student: User, statements: Callable[..., int]
) -> None:
    Notification.objects.bulk_create(
        NotificationFactory.build(user=student, read=True) for _ in range(2500)
    )
    Notification.objects.update(created_at=NOON - 2 * LIMIT)

    result = statements(lambda: purge(NOON))

    assert not Notification.objects.exists()
    # Three batches are found and deleted; then there is no more, and no e-mail.
    assert result == 3 * 2 + 2
