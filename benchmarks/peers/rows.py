"""What the peers that are made with Django have in common: who asks, and for what."""

from typing import Any

import jwt
from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from courses.models import Course, Enrollment, Lesson, Progress
from reviews.models import Review

_done = Progress.objects.filter(
    is_completed=True, enrollment=OuterRef(OuterRef("pk")), lesson=OuterRef("pk")
)
_remaining = Lesson.objects.filter(~Exists(_done), course=OuterRef("course"))
# Of an enrollment, in one subquery: title and order as JSON.
NEXT_LESSON = Subquery(
    _remaining.order_by("order").values(it=JSONObject(title="title", order="order"))[:1]
)


def viewer_id(request: Any) -> int | None:
    """Whose access token it is, by its signature only."""
    header = request.headers.get("Authorization", "")
    if not header.startswith("Bearer "):
        return None
    claims = jwt.decode(
        header.removeprefix("Bearer "),
        settings.SECRET_KEY,
        algorithms=["HS256"],
        audience="lyceum",
        issuer="lyceum",
    )
    return int(claims["sub"])


def published() -> QuerySet[Course]:
    return Course.objects.filter(is_published=True)


def catalog() -> QuerySet[Course]:
    """The newest first, with all that a page of them shows."""
    return (
        published()
        .select_related("instructor", "category")
        .only(
            *("title", "slug", "lesson_count", "student_count", "created_at"),
            *("rating_average", "rating_count", "category__name"),
            *("instructor__first_name", "instructor__last_name"),
        )
        .order_by("-created_at", "-id")
    )


def with_lessons_and_reviews(reviews: int) -> QuerySet[Course]:
    """With so many reviews, the newest, as ``first_reviews``."""
    lessons = Lesson.objects.only("course", "title", "order", "is_preview")
    newest = (
        Review.objects.select_related("student")
        .only("course", "rating", "comment", "created_at", "student__first_name")
        .order_by("-created_at", "-id")
    )
    return (
        published()
        .select_related("instructor")
        .only(
            *("title", "description", "rating_average", "rating_count"),
            *("instructor__first_name", "instructor__last_name"),
        )
        .prefetch_related(
            Prefetch("lessons", lessons.order_by("order")),
            Prefetch("reviews", newest[:reviews], to_attr="first_reviews"),
        )
    )


def studied_by(student: int | None) -> QuerySet[Enrollment]:
    """The student's own, the newest first."""
    enrollments = Enrollment.objects.filter(student=student, course__is_published=True)
    return enrollments.order_by("-enrolled_at", "-id")


def dashboard(student: int | None) -> QuerySet[Enrollment]:
    """The student's own, with ``next_lesson``."""
    return (
        studied_by(student)
        .select_related("course")
        .only(
            *("completed_lesson_count", "enrolled_at"),
            *("course__lesson_count", "course__title", "course__slug"),
        )
        .annotate(next_lesson=NEXT_LESSON)
    )


def complete(student: int | None, lesson: int) -> Progress:
    """The row only: nothing is counted, and nobody is told."""
    enrollment = Enrollment.objects.only("id").get(
        student=student, course__lessons=lesson, is_active=True
    )
    now = timezone.now()
    progress, _ = Progress.objects.update_or_create(
        enrollment=enrollment,
        lesson_id=lesson,
        defaults={
            "is_completed": True,
            "completed_at": now,
            "completion_changed_at": now,
        },
    )
    return progress
