"""What the stored counters of courses and enrollments ought to be.

The services move the counters inside the transaction of each change. This
recounts them from the rows: after rows were written in bulk, and to report
whether any counter ever drifts.
"""

from typing import Any

from django.db.models import Count, F, IntegerField, Model, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from courses.models import Course, Enrollment, Lesson, Progress


def count_of(rows: Any, link: str) -> Coalesce:
    """The number of ``rows`` whose ``link`` is the outer row, as an expression."""
    counted = rows.filter(**{link: OuterRef("pk")}).order_by().values(link)
    number = counted.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


COUNTERS: dict[type[Model], dict[str, Any]] = {
    Course: {
        "lesson_count": count_of(Lesson.objects.all(), "course"),
        "student_count": count_of(Enrollment.objects.active(), "course"),
    },
    Enrollment: {
        "completed_lesson_count": count_of(Progress.objects.completed(), "enrollment"),
    },
}


def drifted(model: type[Model], counters: dict[str, Any]) -> Any:
    """The rows of ``model`` that have a counter that is not what it ought to be."""
    rows: Any = model._default_manager.annotate(
        **{f"true_{name}": expression for name, expression in counters.items()}
    )
    differs = [~Q(**{name: F(f"true_{name}")}) for name in counters]
    return rows.filter(Q(*differs, _connector=Q.OR))


def recount(model: type[Model], counters: dict[str, Any]) -> int:
    """Set the counters of ``model`` right; returns how many rows had drifted."""
    wrong = drifted(model, counters).values("pk")
    return model._default_manager.filter(pk__in=wrong).update(**counters)
