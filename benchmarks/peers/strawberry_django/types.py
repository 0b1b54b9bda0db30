from typing import Any

import strawberry
import strawberry_django
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest, Least
from strawberry import auto
from strawberry.relay import Node

from benchmarks.peers import rows
from courses import models
from reviews.models import Review
from users.models import User


@strawberry_django.type(User, name="User")
class UserType:
    first_name: auto
    last_name: auto


@strawberry_django.type(models.Category, name="Category")
class CategoryType:
    name: auto


@strawberry_django.type(models.Lesson, name="Lesson")
class LessonType:
    title: auto
    order: auto
    is_preview: auto

    @classmethod
    def get_queryset(cls, queryset: QuerySet, info: Any, **kwargs: Any) -> QuerySet:
        return queryset.order_by("order")


@strawberry_django.type(Review, name="Review", pagination=True)
class ReviewType:
    rating: auto
    comment: auto
    created_at: auto
    student: UserType

    @classmethod
    def get_queryset(cls, queryset: QuerySet, info: Any, **kwargs: Any) -> QuerySet:
        return queryset.order_by("-created_at", "-id")


@strawberry.type
class Rating:
    average: float | None
    count: int


@strawberry_django.type(models.Course, name="Course")
class CourseType(Node):
    title: auto
    slug: auto
    description: auto
    lesson_count: auto
    student_count: auto
    instructor: UserType
    category: CategoryType | None
    lessons: list[LessonType]
    reviews: list[ReviewType]

    @strawberry_django.field(only=["rating_average", "rating_count"])
    def rating(self, root: models.Course) -> Rating:
        average = root.rating_average if root.rating_count else None
        return Rating(average=average, count=root.rating_count)

    @classmethod
    def get_queryset(cls, queryset: QuerySet, info: Any, **kwargs: Any) -> QuerySet:
        return queryset.filter(is_published=True)


@strawberry.type
class NextLesson:
    title: str
    order: int


# The model's property, with the optimizer's field of the same course beside it, would
# load each course twice more.
PERCENT = (
    100
    * Least(F("completed_lesson_count"), F("course__lesson_count"))
    / Greatest(F("course__lesson_count"), 1)
)


@strawberry_django.type(models.Enrollment, name="Enrollment", pagination=True)
class EnrollmentType:
    course: CourseType

    @classmethod
    def get_queryset(cls, queryset: QuerySet, info: Any, **kwargs: Any) -> QuerySet:
        own = queryset.filter(student=rows.viewer_id(info.context.request))
        return own.filter(course__is_published=True).order_by("-enrolled_at", "-id")

    @strawberry_django.field(annotate={"percent": PERCENT})
    def progress_percent(self, root: Any) -> int:
        return root.percent

    @strawberry_django.field(annotate={"next_lesson": rows.NEXT_LESSON})
    def next_lesson(self, root: Any) -> NextLesson | None:
        return NextLesson(**root.next_lesson) if root.next_lesson else None


@strawberry_django.type(models.Progress, name="Progress")
class ProgressType:
    is_completed: auto
