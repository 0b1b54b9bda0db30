"""How courses do, in numbers, for who teaches them.

Each function counts for several courses at once and returns what it counted by the
course's primary key.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from courses.models import Course, Enrollment, Lesson

DAYS = 90


def enrollments_by_day(
    courses: Sequence[Course], moment: str
) -> dict[int, list[tuple[date, int]]]:
    """How many enrollments have their ``moment`` on each of the last 90 days (UTC)."""
    today = timezone.now().date()
    days = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    counted = (
        Enrollment.objects.filter(
            course__in=courses, **{f"{moment}__date__gte": days[0]}
        )
        .annotate(day=TruncDate(moment))
        .values_list("course", "day")
        .annotate(number=Count("pk"))
    )
    numbers = {(course, day): number for course, day, number in counted}
    return {
        course.pk: [(day, numbers.get((course.pk, day), 0)) for day in days]
        for course in courses
    }


def students_by_quarter(courses: Sequence[Course]) -> dict[int, list[int]]:
    """How many active students did up to 24, 49, 74 and 100 percent of the lessons."""
    by_key = {course.pk: course for course in courses}
    quarters = {pk: [0, 0, 0, 0] for pk in by_key}
    active = Enrollment.objects.active().filter(course__in=by_key)
    done = active.values_list("course", "completed_lesson_count")
    for pk, lessons, students in done.annotate(number=Count("pk")):
        enrollment = Enrollment(course=by_key[pk], completed_lesson_count=lessons)
        quarters[pk][min(enrollment.progress_percent // 25, 3)] += students
    return quarters


def lesson_completions(
    courses: Sequence[Course],
) -> dict[int, list[tuple[Lesson, int]]]:
    """Each lesson in order, with how many students, present or past, have done it."""
    done = Count("progress", filter=Q(progress__is_completed=True))
    lessons: Any = Lesson.objects.filter(course__in=courses).defer("content")
    found: dict[int, list[tuple[Lesson, int]]] = {}
    for lesson in lessons.annotate(done=done).order_by("course", "order"):
        found.setdefault(lesson.course_id, []).append((lesson, lesson.done))
    return found
