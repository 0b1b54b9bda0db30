"""Doing lessons, at once or reported later by a device that was offline.

Everything here holds the lock of the enrollment's row while it works, so what
two devices report at the same time is written one after the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from courses.completion import complete_quickly
from courses.counters import COUNTERS
from courses.exceptions import Gone, NotEnrolled
from courses.models import Enrollment, Lesson, Progress
from notifications.live import wake_after_commit
from notifications.models import Notification, NotificationType
from notifications.services import notify_all
from users.models import User

MAX_REPORTS = 100  # in one batch
CLOCK_TOLERANCE = timedelta(minutes=5)  # of a device's clock that runs ahead
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # a clock that shows less is broken


@dataclass(frozen=True)
class Report:
    """What a student did with a lesson; ``None`` says nothing.

    ``occurred_at`` is the time on the device. Without one it is done right now,
    which is later than whatever was reported before.
    """

    lesson: Lesson
    occurred_at: datetime | None = None
    is_completed: bool | None = None
    position_seconds: int | None = None


def complete_lesson(*, student: User, lesson: Lesson) -> Progress:
    """Mark the lesson as done; one that is stays as it is.

    Raises :class:`NotEnrolled` without an active enrollment, or :class:`Gone`.
    """
    done = complete_quickly(student=student, lesson_id=lesson.pk)
    return done or complete_thoroughly(student=student, lesson=lesson)


def complete_thoroughly(*, student: User, lesson: Lesson) -> Progress:
    """As :func:`complete_lesson`, for what is not so plain."""
    return _record_one(student, Report(lesson, is_completed=True))


def uncomplete_lesson(*, student: User, lesson: Lesson) -> Progress:
    """Mark the lesson as not done. Raises as :func:`complete_lesson`."""
    return _record_one(student, Report(lesson, is_completed=False))


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
    rows = _rows(student, {report.lesson.pk: report.lesson for report in reports})
    now = timezone.now()
    outcomes = [_refusal(one, now) or rows[one.lesson.pk] for one in reports]
    accepted = [
        (report, row)
        for report, row in zip(reports, outcomes, strict=True)
        if isinstance(row, Progress)
    ]
    accepted.sort(key=lambda pair: pair[0].occurred_at or now)
    news = [(report, row) for report, row in accepted if _apply(report, row, now)]
    _save({row.lesson_id: row for _, row in news}.values())
    _update_enrollments(student, news, now)
    return outcomes


def _rows(
    student: User, lessons: dict[int, Lesson]
) -> dict[int, Progress | ValidationError]:
    """By lesson the student's progress, stored or new, or why there can be none."""
    own = Enrollment.objects.active().filter(
        student=student, course__in={lesson.course_id for lesson in lessons.values()}
    )
    locked = own.order_by("pk").select_for_update(no_key=True)
    enrollments = {enrollment.course_id: enrollment for enrollment in locked}
    # A lesson can't be deleted while the enrollments in its course are locked.
    remaining = set(Lesson.objects.filter(pk__in=lessons).values_list("pk", flat=True))
    stored = Progress.objects.filter(
        enrollment__in=enrollments.values(), lesson__in=lessons
    )
    rows: dict[int, Any] = {row.lesson_id: row for row in stored}
    for pk, lesson in lessons.items():
        enrollment = enrollments.get(lesson.course_id)
        if pk not in remaining:
            rows[pk] = Gone("lesson_id")
        elif enrollment is None:
            rows[pk] = NotEnrolled("lesson_id")
        else:
            row = rows.setdefault(pk, Progress(enrollment=enrollment))
            row.enrollment, row.lesson = enrollment, lesson
    return rows


def _refusal(report: Report, now: datetime) -> ValidationError | None:
    when, position = report.occurred_at, report.position_seconds
    if when is not None and timezone.is_naive(when):
        message = "Give the time with its time zone, as in 2026-05-01T12:00:00Z."
        return ValidationError({"occurred_at": ValidationError(message, "invalid")})
    if when is not None and not EARLIEST <= when <= now + CLOCK_TOLERANCE:
        message = "This is in the future, or before 1970."
        return ValidationError({"occurred_at": ValidationError(message, "invalid")})
    if position is not None and not 0 <= position <= 2**31 - 1:
        message = "A position is a number of seconds, 0 or more."
        error = ValidationError(message, "out_of_range")
        return ValidationError({"position_seconds": error})
    return None


def _apply(report: Report, row: Progress, now: datetime) -> bool:
    """Write into the row what the report has that is newer; whether it had any."""
    done, position = report.is_completed, report.position_seconds
    done_since = _since(report, done, row.is_completed, row.completion_changed_at, now)
    position_since = _since(
        report, position, row.position_seconds, row.position_changed_at, now
    )
    if done is not None and done_since is not None:
        row.completion_changed_at = done_since
        if done != row.is_completed:
            row.is_completed = done
            row.completed_at = min(done_since.astimezone(UTC), now) if done else None
    if position is not None and position_since is not None:
        row.position_changed_at = position_since
        row.position_seconds = position
    return row.pk is None or done_since is not None or position_since is not None


def _since(
    report: Report, value: int | None, known: int, since: datetime | None, now: datetime
) -> datetime | None:
    """Since when the reported value holds; ``None`` where the known one is newer.

    Of two values of one time the greater holds, whichever is reported first.
    """
    if value is None:
        return None
    if since is None:
        return report.occurred_at or now
    # A device's clock that ran ahead must not outdo what is done right now.
    when = report.occurred_at or max(now, since + timedelta.resolution)
    return when if (when, value) > (since, known) else None


def _save(rows: Iterable[Progress]) -> None:
    written = [
        "is_completed",
        "completed_at",
        "position_seconds",
        "completion_changed_at",
        "position_changed_at",
    ]
    stored = [row for row in rows if row.pk is not None]
    Progress.objects.bulk_create([row for row in rows if row.pk is None])
    Progress.objects.bulk_update(stored, written)


def _update_enrollments(
    student: User, news: list[tuple[Report, Progress]], now: datetime
) -> None:
    """Count the lessons done; where the last one was among them, tell so, once ever."""
    fresh = Enrollment.objects.filter(pk__in={row.enrollment_id for _, row in news})
    done = COUNTERS[Enrollment]["completed_lesson_count"]
    counted = fresh.select_related("course").annotate(done=done)
    enrollments: dict[int, Any] = counted.in_bulk()
    last_done: dict[int, Progress] = {}
    for report, row in news:
        row.enrollment = enrollment = enrollments[row.enrollment_id]
        when = min((report.occurred_at or now).astimezone(UTC), now)
        enrollment.last_activity_at = max(enrollment.last_activity_at or when, when)
        if report.is_completed:
            last_done[enrollment.pk] = row
    announcements = []
    for enrollment in enrollments.values():
        enrollment.completed_lesson_count = enrollment.done
        enrollment.updated_at = now
        is_finished = enrollment.done >= enrollment.course.lesson_count
        if is_finished and enrollment.pk in last_done and not enrollment.completed_at:
            enrollment.completed_at = now
            announcements.append(_announcement(student, last_done[enrollment.pk]))
    notify_all(announcements)
    Enrollment.objects.bulk_update(
        enrollments.values(),
        ["completed_lesson_count", "last_activity_at", "completed_at", "updated_at"],
    )
    if enrollments:
        wake_after_commit([student.pk])


def _announcement(student: User, row: Progress) -> Notification:
    course = row.enrollment.course
    return Notification(
        user=student,
        course=course,
        progress=row,
        type=NotificationType.EMAIL,
        key=f"completed:{row.enrollment_id}",
        message=f"You completed {course.title}. Congratulations!",
        link=f"/courses/{course.slug}",
    )
