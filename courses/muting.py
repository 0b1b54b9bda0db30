"""Hearing nothing of a course, in the app or by e-mail."""

from django.db import transaction

from courses.enrollment import lock
from courses.models import Course
from notifications import preferences
from users.models import User


@transaction.atomic
def mute_course(*, user: User, course: Course, is_muted: bool) -> Course:
    """Tell the user nothing more of the course, or tell again. Does nothing twice.

    Raises :class:`Gone`.
    """
    course = lock(course)
    preferences.mute_course(user=user, course_id=course.pk, is_muted=is_muted)
    return course
