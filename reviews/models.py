from django.conf import settings
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.db import models

from reviews.querysets import ReviewQuerySet

MIN_RATING, MAX_RATING = 1, 5


class Review(models.Model):
    """What a student thinks of a course."""

    course = models.ForeignKey("courses.Course", models.CASCADE, related_name="reviews")
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviews"
    )
    rating = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(MIN_RATING), MaxValueValidator(MAX_RATING)]
    )
    comment = models.TextField(
        blank=True,
        validators=[MaxLengthValidator(5000), ProhibitNullCharactersValidator()],
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "student"], name="student_reviews_a_course_once"
            ),
            models.CheckConstraint(
                condition=models.Q(rating__gte=MIN_RATING, rating__lte=MAX_RATING),
                name="rating_is_between_1_and_5",
            ),
        ]
        indexes = [
            models.Index(fields=["course", "-created_at", "-id"], name="review_newest"),
            models.Index(
                fields=["student", "-created_at", "-id"], name="review_of_student"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating} of 5"
