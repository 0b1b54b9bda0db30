"""What the stored ratings of courses ought to be; see courses/counters.py."""

from typing import Any

from django.db.models import IntegerField, Model, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from courses.counters import count_of
from courses.models import Course
from reviews.models import MAX_RATING, MIN_RATING, Review

_sums = Review.objects.filter(course=OuterRef("pk")).order_by().values("course")

COUNTERS: dict[type[Model], dict[str, Any]] = {
    Course: {
        "rating_count": count_of(Review.objects.all(), "course"),
        "rating_sum": Coalesce(
            Subquery(
                _sums.annotate(total=Sum("rating")).values("total"),
                output_field=IntegerField(),
            ),
            0,
        ),
        **{
            f"stars_{stars}": count_of(Review.objects.filter(rating=stars), "course")
            for stars in range(MIN_RATING, MAX_RATING + 1)
        },
    }
}
