"""Telling all students of a course something."""

import uuid

from django.db import transaction

from courses.models import Course
from notifications.models import Notification
from notifications.services import notify_all

BATCH = 1000  # rows that are in memory at once


@transaction.atomic
def announce(*, course: Course, message: str, link: str = "") -> int:
    """Notify every active student, and return how many those are.

    Raises ``ValidationError`` for a message or link that is empty or too long.
    """
    key = f"announcement:{uuid.uuid4()}"
    Notification(message=message, link=link).clean_fields(
        exclude={"user", "key", "progress"}
    )
    students = course.enrollments.active().values_list("student", flat=True)
    batch: list[Notification] = []
    count = 0
    for student in students.iterator(BATCH):
        batch.append(Notification(user_id=student, key=key, message=message, link=link))
        count += 1
        if len(batch) == BATCH:
            notify_all(batch)
            batch.clear()
    notify_all(batch)
    return count
