"""Hearing nothing of a course, in the app or by e-mail."""

from django.db import transaction

from courses.enrollment import lock
from courses.models import Course
from notifications.models import CourseMute
from users.models import User


@transaction.atomic
def mute_course(*, user: User, course: Course, is_muted: bool) -> Course:
    """Tell the user nothing more of the course, or tell again. Does nothing twice.

    Raises :class:`Gone`.
    """
    course = lock(course)
    if is_muted:
        CourseMute.objects.get_or_create(user=user, course=course)
    else:
        CourseMute.objects.filter(user=user, course=course).delete()
    return course
