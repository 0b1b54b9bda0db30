"""How the ratings of courses moved; see courses/stats.py."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Avg, Count
from django.db.models.functions import TruncMonth

from courses.models import Course
from reviews.models import Review


def ratings_by_month(
    courses: Sequence[Course],
) -> dict[int, list[tuple[date, float, int]]]:
    """Of each month, in UTC, with reviews: its first day, their mean and number."""
    months = Review.objects.filter(course__in=courses).annotate(
        month=TruncMonth("created_at")
    )
    rated = months.values("course", "month").annotate(
        average=Avg("rating"), number=Count("pk")
    )
    found: dict[int, list[tuple[date, float, int]]] = {}
    for row in rated.order_by("course", "month"):
        rating = (row["month"].date(), row["average"], row["number"])
        found.setdefault(row["course"], []).append(rating)
    return found
