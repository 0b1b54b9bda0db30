"""Coming to a course and leaving it.

Whoever changes which students a course has holds the lock of the course's row.
Where enrollments are locked as well, the course is locked first.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from courses.exceptions import Gone, NotEnrolled, NotPublished, OwnCourse
from courses.models import Course, Enrollment
from notifications.live import wake_after_commit
from notifications.models import Notification, NotificationType
from notifications.services import notify_all
from users.models import User


@transaction.atomic
def enroll(*, student: User, course: Course) -> Enrollment:
    """Make the student an active one; does nothing for one who is.

    Whoever left comes back to the same row, with the progress made before.
    Raises :class:`OwnCourse`, :class:`NotPublished` or :class:`Gone`.
    """
    course = lock(course)
    if course.instructor_id == student.pk:
        raise OwnCourse
    enrollment = Enrollment.objects.filter(student=student, course=course).first()
    if enrollment is not None and enrollment.is_active:
        enrollment.course = course
        return enrollment
    if not course.is_published:
        raise NotPublished
    if enrollment is None:
        enrollment = Enrollment.objects.create(student=student, course=course)
    else:
        enrollment.is_active = True
        enrollment.activations += 1
        enrollment.returned_at = timezone.now()
        enrollment.save(
            update_fields=["is_active", "activations", "returned_at", "updated_at"]
        )
    enrollment.course = course
    _count_students(course, 1)
    _welcome(student, enrollment)
    return enrollment


@transaction.atomic
def unenroll(*, student: User, course: Course) -> Enrollment:
    """Make the enrollment inactive and keep its progress; does nothing twice.

    Raises :class:`NotEnrolled` for somebody who never enrolled, or :class:`Gone`.
    """
    course = lock(course)
    enrollment = Enrollment.objects.filter(student=student, course=course).first()
    if enrollment is None:
        raise NotEnrolled("course_id")
    enrollment.course = course
    if enrollment.is_active:
        enrollment.is_active = False
        enrollment.save(update_fields=["is_active", "updated_at"])
        _count_students(course, -1)
        wake_after_commit([student.pk])
    return enrollment


def lock(course: Course) -> Course:
    """The course as it is now, and stays until the transaction ends.

    Raises :class:`Gone`.
    """
    rows = Course.objects.select_related("instructor").filter(pk=course.pk)
    locked = rows.select_for_update(of=("self",), no_key=True).first()
    if locked is None:
        raise Gone("course_id")
    return locked


def _count_students(course: Course, change: int) -> None:
    Course.objects.filter(pk=course.pk).update(
        student_count=F("student_count") + change
    )
    course.student_count += change


def _welcome(student: User, enrollment: Enrollment) -> None:
    course = enrollment.course
    activation = f"{enrollment.pk}:{enrollment.activations}"
    name = student.get_full_name() or student.username
    welcome = Notification(
        user=student,
        course=course,
        type=NotificationType.EMAIL,
        key=f"welcome:{activation}",
        message=f"Welcome to {course.title}!",
        link=f"/courses/{course.slug}",
    )
    new_student = Notification(
        user=course.instructor,
        course=course,
        key=f"new-student:{activation}",
        message=f"{name} joined {course.title}.",
        link=f"/courses/{course.slug}/students",
    )
    notify_all([welcome], in_app_only=[new_student])
