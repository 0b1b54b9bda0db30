"""Two workers that do the same job at one moment, and people who are busy meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db.models import Min

from courses.enrollment import unenroll
from courses.models import Enrollment
from courses.progress import complete_lesson
from courses.reminders import send_reminders
from notifications.digests import queue_digests
from notifications.models import Email, Notification
from notifications.purging import purge
from notifications.services import mark_all_read
from tests.periodic.conftest import NOON
from tests.users.threads import at_once
from users.models import User

LATER = NOON + timedelta(days=3)

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_that_remind(pausing: Callable[[int], None]) -> None:
    pausing(700)

    result = at_once(*[partial(send_reminders, LATER)] * 2)

    told = Notification.objects.filter(type="reminder")
    assert sum(result) == 700
    assert told.count() == told.values("user").distinct().count() == 700
    assert Email.objects.count() == 700


def test_two_that_make_digests(crowd: Callable[[int], None]) -> None:
    crowd(1400)

    result = at_once(*[partial(queue_digests, NOON)] * 2)

    told = Notification.objects.exclude(email=None)
    assert sum(result) == Email.objects.count() == 1050  # it is night in Pago Pago
    assert told.count() == 2100


def test_two_that_purge(crowd: Callable[[int], None]) -> None:
    crowd(700)
    Notification.objects.update(is_read=True, read_at=NOON)

    result = at_once(*[partial(purge, NOON + timedelta(days=100))] * 2)

    assert sum(result) == 1400
    assert not Notification.objects.exists()


def test_students_who_learn_leave_and_read_while_they_are_reminded(
    pausing: Callable[[int], None],
) -> None:
    pausing(200)
    rows = Enrollment.objects.select_related("student", "course")
    learning, leaving, reading = rows[:20], rows[20:40], rows[40:60]
    lesson = rows[0].course.lessons.get(order=1)

    result = at_once(
        partial(send_reminders, LATER),
        lambda: [
            complete_lesson(student=row.student, lesson=lesson) for row in learning
        ],
        lambda: [unenroll(student=row.student, course=row.course) for row in leaving],
        lambda: [mark_all_read(user=row.student) for row in reading],
    )

    told = Notification.objects.filter(type="reminder")
    # Whom it met at work it left alone, as those who were gone; none of the others.
    assert result[0] == told.count()
    assert 160 <= result[0] <= 200
    assert Enrollment.objects.filter(is_active=False).count() == 20


def test_people_who_mark_all_as_read_while_their_digests_are_made(
    crowd: Callable[[int], None],
) -> None:
    crowd(400)
    people = User.objects.filter(username__startswith="crowd").order_by("-pk")
    # Each person's first row is written anew, so that it lies behind the second one.
    firsts = people.annotate(first=Min("notifications")).values("first")
    Notification.objects.filter(pk__in=firsts).update(message="Something else.")

    result = at_once(
        partial(queue_digests, NOON),
        lambda: [mark_all_read(user=user) for user in people],
    )

    assert result == [300, [2] * 400]
    assert Notification.objects.filter(is_read=True).count() == 800
    assert Notification.objects.exclude(email=None).count() == 600
