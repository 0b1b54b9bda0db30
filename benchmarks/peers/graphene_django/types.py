from typing import Any

import graphene
from graphene_django import DjangoObjectType

from courses import models
from reviews.models import Review
from users.models import User


class UserType(DjangoObjectType):
    class Meta:
        model = User
        name = "User"
        fields = ["first_name", "last_name"]


class CategoryType(DjangoObjectType):
    class Meta:
        model = models.Category
        name = "Category"
        fields = ["name"]


class LessonType(DjangoObjectType):
    class Meta:
        model = models.Lesson
        name = "Lesson"
        fields = ["title", "order", "is_preview"]


class ReviewType(DjangoObjectType):
    class Meta:
        model = Review
        name = "Review"
        fields = ["rating", "comment", "created_at", "student"]


class Rating(graphene.ObjectType):
    average = graphene.Float()
    count = graphene.Int()


class CourseType(DjangoObjectType):
    """A course, with what its resolver has prefetched."""

    rating = graphene.Field(Rating)
    lessons = graphene.List(LessonType)
    reviews = graphene.List(ReviewType)

    class Meta:
        model = models.Course
        name = "Course"
        interfaces = [graphene.relay.Node]
        fields = [
            *("title", "slug", "description", "lesson_count", "student_count"),
            *("instructor", "category"),
        ]

    def resolve_rating(root: Any, info: Any) -> Rating:
        average = root.rating_average if root.rating_count else None
        return Rating(average=average, count=root.rating_count)

    def resolve_lessons(root: Any, info: Any) -> Any:
        return root.lessons.all()

    def resolve_reviews(root: Any, info: Any) -> Any:
        return root.first_reviews


class NextLesson(graphene.ObjectType):
    title = graphene.String()
    order = graphene.Int()


class EnrollmentType(DjangoObjectType):
    progress_percent = graphene.Int()
    next_lesson = graphene.Field(NextLesson)

    class Meta:
        model = models.Enrollment
        name = "Enrollment"
        fields = ["course"]
