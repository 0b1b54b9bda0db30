"""Coming to a course and leaving it."""

from django.db import transaction
from django.db.models import F

from courses.exceptions import NotEnrolled, NotPublished, OwnCourse
from courses.models import Course, Enrollment
from notifications.services import notify
from users.models import User


@transaction.atomic
def enroll(*, student: User, course: Course) -> Enrollment:
    """Make the student an active one; does nothing for one who is.

    Whoever left comes back to the same row, with the progress made before.
    Raises :class:`OwnCourse` or :class:`NotPublished`.
    """
    if course.instructor_id == student.pk:
        raise OwnCourse
    enrollment = Enrollment.objects.filter(student=student, course=course).first()
    if enrollment is not None and enrollment.is_active:
        return enrollment
    if not course.is_published:
        raise NotPublished
    enrollment, came = Enrollment.objects.get_or_create(student=student, course=course)
    if not came:
        former = Enrollment.objects.filter(pk=enrollment.pk, is_active=False)
        came = former.update(is_active=True, activations=F("activations") + 1) == 1
        enrollment.refresh_from_db()
    if came:
        Course.objects.filter(pk=course.pk).update(student_count=F("student_count") + 1)
        course.refresh_from_db(fields=["student_count"])
        _welcome(student, course, enrollment)
    enrollment.course = course
    return enrollment


def _welcome(student: User, course: Course, enrollment: Enrollment) -> None:
    activation = f"{enrollment.pk}:{enrollment.activations}"
    notify(
        user=student,
        key=f"welcome:{activation}",
        message=f"Welcome to {course.title}!",
        link=f"/courses/{course.slug}",
    )
    notify(
        user=course.instructor,
        key=f"new-student:{activation}",
        message=f"{student.get_full_name() or student.username} joined {course.title}.",
        link=f"/courses/{course.slug}/students",
    )


@transaction.atomic
def unenroll(*, student: User, course: Course) -> Enrollment:
    """Make the enrollment inactive and keep its progress; does nothing twice.

    Raises :class:`NotEnrolled` for somebody who never enrolled.
    """
    active = Enrollment.objects.active().filter(student=student, course=course)
    if active.update(is_active=False):
        Course.objects.filter(pk=course.pk).update(student_count=F("student_count") - 1)
    try:
        return Enrollment.objects.get(student=student, course=course)
    except Enrollment.DoesNotExist:
        raise NotEnrolled("course_id") from None
