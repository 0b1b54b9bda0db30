"""Telling all students of a course something."""

import re
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction

from courses.models import Course
from notifications.models import Notification
from notifications.services import notify_all

BATCH = 1000  # rows that are in memory at once
# No address of another host or scheme, however browsers read it: they take "//x" and
# "/\x" for hosts, and overlook line breaks in between.
PATH = re.compile(r"/(?!/)[^\s\\\x00-\x1f\x7f]*")


@transaction.atomic
def announce(*, course: Course, message: str, link: str = "") -> int:
    """Notify every active student, and return how many those are.

    Raises ``ValidationError`` for a message that is empty or too long, and for a link
    that is too long or not a path of this site.
    """
    message = message.strip()
    _refuse_invalid(message, link)
    key = f"announcement:{uuid.uuid4()}"
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


def _refuse_invalid(message: str, link: str) -> None:
    errors = {}
    try:
        Notification(message=message, link=link).clean_fields(
            exclude={"user", "key", "progress"}
        )
    except ValidationError as error:
        errors = error.error_dict
    if link and "link" not in errors and not PATH.fullmatch(link):
        text = "A link is a path of this site, such as /courses/algebra."
        errors["link"] = [ValidationError(text, "invalid")]
    if errors:
        raise ValidationError(errors)
