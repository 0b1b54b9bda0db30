"""Doing lessons, at once or reported later by a device that was offline.

Everything here holds the lock of the enrollment's row while it works, so what
two devices report at the same time is written one after the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from courses.exceptions import LessonGone, NotEnrolled
from courses.models import Course, Enrollment, Lesson, Progress
from notifications.services import notify
from users.models import User

MAX_REPORTS = 100  # in one batch
CLOCK_TOLERANCE = timedelta(minutes=5)  # of a device's clock that runs ahead


@dataclass(frozen=True)
class Report:
    """What a student did with a lesson at ``occurred_at``; ``None`` says nothing."""

    lesson: Lesson
    occurred_at: datetime
    is_completed: bool | None = None
    position_seconds: int | None = None


def complete_lesson(*, student: User, lesson: Lesson) -> Progress:
    """Mark the lesson as done; does nothing to one that is.

    Raises :class:`NotEnrolled` without an active enrollment.
    """
    report = Report(lesson, timezone.now(), is_completed=True)
    return _record_one(student, report)


def uncomplete_lesson(*, student: User, lesson: Lesson) -> Progress:
    """Mark the lesson as not done. Raises as :func:`complete_lesson`."""
    report = Report(lesson, timezone.now(), is_completed=False)
    return _record_one(student, report)


def _record_one(student: User, report: Report) -> Progress:
    [outcome] = record(student=student, reports=[report])
    if isinstance(outcome, ValidationError):
        raise outcome
    return outcome


@transaction.atomic
def record(
    *, student: User, reports: Iterable[Report]
) -> list[Progress | ValidationError]:
    """Store what was done, whatever order it is reported in, and how often.

    Of several reports on a lesson the newest wins, for its completion and for
    its position each. The outcomes stand in the order of the reports: the
    lesson's progress as it is now, or why the report was refused, while the
    others are stored all the same.
    """
    reports = list(reports)
    lessons = {report.lesson.pk: report.lesson for report in reports}
    enrollments = _lock_enrollments(student, lessons.values())
    # A lesson can't be deleted while the enrollments in its course are locked.
    remaining = set(Lesson.objects.filter(pk__in=lessons).values_list("pk", flat=True))
    rows = {
        row.lesson_id: row
        for row in Progress.objects.filter(
            enrollment__in=enrollments.values(), lesson__in=lessons
        )
    }
    outcomes: list[Progress | ValidationError] = []
    accepted: list[Report] = []
    for report in reports:
        enrollment = enrollments.get(report.lesson.course_id)
        refusal = _refusal(report)
        if report.lesson.pk not in remaining:
            refusal = LessonGone()
        elif enrollment is None:
            refusal = NotEnrolled("lesson_id")
        if refusal is None:
            row = Progress(enrollment=enrollment, lesson=report.lesson)
            row = rows.setdefault(report.lesson.pk, row)
            row.enrollment = enrollment
            _apply(report, row)
            accepted.append(report)
        outcomes.append(refusal or row)
    _save([rows[pk] for pk in {report.lesson.pk for report in accepted}])
    for enrollment in enrollments.values():
        own = [r for r in accepted if r.lesson.course_id == enrollment.course_id]
        if own:
            done = [rows[report.lesson.pk] for report in own if report.is_completed]
            _update_enrollment(enrollment, student, done)
    return outcomes


def _lock_enrollments(
    student: User, lessons: Iterable[Lesson]
) -> dict[int, Enrollment]:
    """The student's active enrollments in the lessons' courses, by course."""
    enrollments = Enrollment.objects.active().filter(
        student=student, course__in={lesson.course_id for lesson in lessons}
    )
    locked = enrollments.order_by("pk").select_for_update()
    return {enrollment.course_id: enrollment for enrollment in locked}


def _refusal(report: Report) -> ValidationError | None:
    if timezone.is_naive(report.occurred_at):
        message = "Give the time with its time zone, as in 2026-05-01T12:00:00Z."
        return ValidationError({"occurred_at": ValidationError(message, "invalid")})
    if report.occurred_at > timezone.now() + CLOCK_TOLERANCE:
        message = "This is in the future."
        return ValidationError({"occurred_at": ValidationError(message, "invalid")})
    if report.position_seconds is not None and not (
        0 <= report.position_seconds <= 2**31 - 1
    ):
        message = "A position is a number of seconds, 0 or more."
        return ValidationError(
            {"position_seconds": ValidationError(message, code="out_of_range")}
        )
    return None


def _apply(report: Report, row: Progress) -> None:
    """Write into the row what of the report is newer than what stands there."""
    when = min(report.occurred_at, timezone.now())
    if report.is_completed is not None and _is_newer(when, row.completion_changed_at):
        row.completion_changed_at = when
        if report.is_completed != row.is_completed:
            row.is_completed = report.is_completed
            row.completed_at = when if report.is_completed else None
    if report.position_seconds is not None and _is_newer(when, row.position_changed_at):
        row.position_changed_at = when
        row.position_seconds = report.position_seconds


def _is_newer(when: datetime, than: datetime | None) -> bool:
    return than is None or when > than


def _save(rows: list[Progress]) -> None:
    written = [
        "is_completed",
        "completed_at",
        "position_seconds",
        "completion_changed_at",
        "position_changed_at",
    ]
    old = [row for row in rows if row.pk is not None]
    Progress.objects.bulk_create([row for row in rows if row.pk is None])
    Progress.objects.bulk_update(old, written)


def _update_enrollment(
    enrollment: Enrollment, student: User, done: list[Progress]
) -> None:
    """Count the lessons done; if ``done`` were the last, tell so, once ever."""
    course = Course.objects.get(pk=enrollment.course_id)
    completed = Progress.objects.completed().filter(enrollment=enrollment)
    enrollment.completed_lesson_count = completed.count()
    enrollment.last_activity_at = timezone.now()
    is_finished = enrollment.completed_lesson_count >= course.lesson_count > 0
    if is_finished and done and enrollment.completed_at is None:
        enrollment.completed_at = enrollment.last_activity_at
        notify(
            user=student,
            key=f"completed:{enrollment.pk}",
            message=f"You completed {course.title}. Congratulations!",
            link=f"/courses/{course.slug}",
            progress_id=done[-1].pk,
        )
    enrollment.save(
        update_fields=["completed_lesson_count", "last_activity_at", "completed_at"]
    )
