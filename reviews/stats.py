"""How a course's rating moved."""

from datetime import date

from django.db.models import Avg, Count
from django.db.models.functions import TruncMonth

from courses.models import Course


def ratings_by_month(course: Course) -> list[tuple[date, float, int]]:
    """Of each month, in UTC, with reviews: its first day, their mean and number."""
    months = course.reviews.annotate(month=TruncMonth("created_at")).values("month")
    rated = months.annotate(average=Avg("rating"), number=Count("pk"))
    return [
        (row["month"].date(), row["average"], row["number"])
        for row in rated.order_by("month")
    ]
