from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from courses.models import Course, Enrollment, Lesson
from notifications.models import Notification
from tests.factories import NotificationFactory
from users.models import User

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)  # in summer, for those who have it


@pytest.fixture
def told() -> Callable[..., Notification]:
    """Tells ``user`` something ``at`` a time, to be mailed daily unless said else."""

    def tell(user: User, at: datetime, **how: Any) -> Notification:
        how = {"email_cadence": "daily"} | how
        notification = NotificationFactory(user=user, **how)
        Notification.objects.filter(pk=notification.pk).update(created_at=at)
        return notification

    return tell


@pytest.fixture
def pausing(course: Course, lessons: list[Lesson]) -> Callable[[int], None]:
    """Makes students who enrolled in ``course`` at noon, or a little before."""

    def make(count: int) -> None:
        begin = User.objects.count()
        names = [f"pausing{begin + number}" for number in range(count)]
        users = User.objects.bulk_create(
            User(username=name, email=f"{name}@example.com") for name in names
        )
        Enrollment.objects.bulk_create(
            Enrollment(student=user, course=course) for user in users
        )
        course.student_count += count
        course.save(update_fields=["student_count"])
        # Many at one time, so that batches end between equal ones.
        for minute in range(3):
            Enrollment.objects.filter(student__in=users[minute::3]).update(
                enrolled_at=NOON - timedelta(minutes=minute)
            )

    return make


@pytest.fixture
def crowd(db: None) -> Callable[[int], None]:
    """Makes people in four time zones; two things happened to each yesterday."""

    def make(count: int) -> None:
        zones = ["UTC", "Asia/Tokyo", "America/New_York", "Pacific/Pago_Pago"]
        begin = User.objects.count()
        users = User.objects.bulk_create(
            User(
                username=f"crowd{number}",
                email=f"crowd{number}@example.com",
                time_zone=zones[number % 4],
            )
            for number in range(begin, begin + count)
        )
        rows = Notification.objects.bulk_create(
            NotificationFactory.build(user=user, email_cadence="daily")
            for user in users
            for _ in range(2)
        )
        Notification.objects.filter(pk__in=[row.pk for row in rows]).update(
            created_at=NOON - timedelta(days=1)
        )

    return make
