"""How a course does, in numbers, for who teaches it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from courses.models import Course, Lesson

DAYS = 90


def by_day(rows: Any, moment: str) -> list[tuple[date, int]]:
    """How many rows have their ``moment`` on each of the last 90 days, in UTC."""
    today = timezone.now().date()
    first = today - timedelta(days=DAYS - 1)
    counted = (
        rows.filter(**{f"{moment}__date__gte": first})
        .annotate(day=TruncDate(moment))
        .values_list("day")
        .annotate(number=Count("pk"))
    )
    numbers = dict(counted)
    days = [first + timedelta(days=n) for n in range(DAYS)]
    return [(day, numbers.get(day, 0)) for day in days]


def quarters(course: Course) -> list[int]:
    """How many active students did up to 24, 49, 74 and 100 percent of the lessons."""
    counts = [0, 0, 0, 0]
    if not course.lesson_count:
        return counts
    done = course.enrollments.active().values_list("completed_lesson_count")
    for lessons, students in done.annotate(number=Count("pk")):
        percent = 100 * min(lessons, course.lesson_count) // course.lesson_count
        counts[min(percent // 25, 3)] += students
    return counts


def lesson_completions(course: Course) -> Iterable[tuple[Lesson, int]]:
    """Each lesson in order, with how many students, present or past, have done it."""
    done = Count("progress", filter=Q(progress__is_completed=True))
    lessons: Any = course.lessons.defer("content").annotate(done=done)
    return [(lesson, lesson.done) for lesson in lessons.order_by("order")]
