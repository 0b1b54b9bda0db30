"""Reminding students of the courses that they let lie."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from courses.models import Enrollment, Lesson, Progress
from notifications.models import Notification, NotificationType
from notifications.services import notify_all
from users.time_zones import zone_of

DAYS = (3, 10)  # of doing nothing, after each of which a student is reminded once
GIVEN_UP = timedelta(days=30)  # of doing nothing, after which it is too late to remind
HOURS = range(9, 18)  # of the student's day
BATCH = 500  # enrollments of one transaction


def send_reminders(now: datetime | None = None) -> int:
    """Remind the students whose reminder is due, and return how many those are.

    Meant to run every hour: those for whom it is not one of :data:`HOURS` are left
    for later, and who missed the first reminder gets the second one only.
    """
    now = now or timezone.now()
    due = rows = _due(now).annotate(time_zone=F("student__time_zone"))
    total = 0
    while True:
        with transaction.atomic():
            # Whoever holds a row is a student at work, or does the same as this.
            batch: list[Any] = list(
                rows.order_by("paused_at", "pk").select_for_update(
                    of=("self",), skip_locked=True, no_key=True
                )[:BATCH]
            )
            awake = [row.pk for row in batch if _is_day(row.time_zone, now)]
            total += _remind(awake, now)
        if len(batch) < BATCH:
            return total
        last = batch[-1]
        rows = due.filter(paused_at__gte=last.paused_at).exclude(
            paused_at=last.paused_at, pk__lte=last.pk
        )


def _due(now: datetime) -> Any:
    """Unfinished enrollments that rest for so long that they lack a reminder.

    ``reminded_at`` says of the pause that it lies in which reminders it has had.
    """
    lacks_reminder = Q()
    for days in DAYS:
        pause = timedelta(days=days)
        untold = Q(reminded_at=None) | Q(reminded_at__lt=F("paused_at") + pause)
        lacks_reminder |= Q(untold, paused_at__lte=now - pause)
    pausing: Any = Enrollment.objects.active().with_pause()
    return pausing.filter(
        lacks_reminder,
        paused_at__gt=now - GIVEN_UP,
        completed_at=None,
        course__lesson_count__gt=F("completed_lesson_count"),
        student__is_active=True,
    )


def _is_day(time_zone: str, now: datetime) -> bool:
    return now.astimezone(zone_of(time_zone)).hour in HOURS


def _remind(keys: list[int], now: datetime) -> int:
    """Remind the students of these enrollments, whose rows are locked."""
    latest = Progress.objects.filter(enrollment=OuterRef("pk")).order_by(
        Greatest(
            Coalesce("completion_changed_at", "position_changed_at"),
            Coalesce("position_changed_at", "completion_changed_at"),
        ).desc(nulls_last=True),
        "-pk",
    )
    rows: Any = (
        Enrollment.objects.filter(pk__in=keys)
        .with_pause()
        .with_next_lesson()
        .annotate(latest_progress_id=Subquery(latest.values("pk")[:1]))
        .select_related("course")
    )
    lessons = Lesson.objects.defer("content").in_bulk(
        [row.next_lesson_id for row in rows if row.next_lesson_id]
    )
    reminders = [
        _reminder(row, lessons[row.next_lesson_id], now)
        for row in rows
        if row.next_lesson_id in lessons
    ]
    notify_all(reminders)
    Enrollment.objects.filter(pk__in=keys).update(reminded_at=now)
    return len(reminders)


def _reminder(enrollment: Any, lesson: Lesson, now: datetime) -> Notification:
    course, since = enrollment.course, enrollment.paused_at
    days = (now - since).days
    pause = (
        f"You have not been in {course.title} for {days} days."
        if enrollment.last_activity_at
        else f"You enrolled in {course.title} {days} days ago."
    )
    return Notification(
        user_id=enrollment.student_id,
        type=NotificationType.REMINDER,
        course=course,
        progress_id=enrollment.latest_progress_id,
        key=f"reminder:{enrollment.pk}:{_step(days)}:{since.isoformat()}",
        message=f"{pause} Next is lesson {lesson.order}: {lesson.title}.",
        link=f"/courses/{course.slug}/lessons/{lesson.order}",
    )


def _step(days: int) -> int:
    return max(step for step in DAYS if step <= days)
