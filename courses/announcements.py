"""Telling all students of a course something.

An announcement is one row. Jobs tell the students, as many at a time as one
transaction takes well, and note in the row how far they are: who continues after one
was killed tells nobody twice and misses nobody.
"""

import re
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from courses.enrollment import lock
from courses.models import Announcement, Course
from courses.tasks import tell_students

# No address of another host or scheme, however browsers read it: they take "//x" and
# "/\x" for hosts, and overlook line breaks in between.
PATH = re.compile(r"/(?!/)[^\s\\\x00-\x1f\x7f]*")


@transaction.atomic
def announce(*, course: Course, message: str, link: str = "") -> int:
    """Have every active student notified, and return how many those are.

    Raises ``ValidationError`` for a message that is empty or too long, and for a link
    that is too long or not a path of this site, or :class:`Gone`.
    """
    announcement = Announcement(message=message.strip(), link=link)
    _refuse_invalid(announcement)
    # Whoever enrolls waits for the lock, and has a later key.
    course = announcement.course = lock(course)
    students = course.enrollments.active()
    announcement.last_enrollment = students.aggregate(last=Max("pk"))["last"] or 0
    announcement.save()
    transaction.on_commit(partial(tell_students.send, announcement.pk), robust=True)
    return course.student_count


def _refuse_invalid(announcement: Announcement) -> None:
    errors = {}
    try:
        announcement.clean_fields(exclude={"course"})
    except ValidationError as error:
        errors = error.error_dict
    link = announcement.link
    if link and "link" not in errors and not PATH.fullmatch(link):
        text = "A link is a path of this site, such as /courses/algebra."
        errors["link"] = [ValidationError(text, "invalid")]
    if errors:
        raise ValidationError(errors)
