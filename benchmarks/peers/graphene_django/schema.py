from typing import Any

import graphene
from graphene_django import DjangoConnectionField

from benchmarks.peers import rows
from benchmarks.peers.graphene_django.types import CourseType, EnrollmentType


class Query(graphene.ObjectType):
    courses = DjangoConnectionField(CourseType)
    course = graphene.Field(
        CourseType,
        slug=graphene.String(required=True),
        reviews=graphene.Int(required=True),
    )
    title = graphene.Field(CourseType, slug=graphene.String(required=True))
    enrollments = graphene.List(EnrollmentType, first=graphene.Int(required=True))

    def resolve_courses(root: Any, info: Any, **_: Any) -> Any:
        return rows.catalog()

    def resolve_course(root: Any, info: Any, slug: str, reviews: int) -> Any:
        return rows.with_lessons_and_reviews(reviews).filter(slug=slug).first()

    def resolve_title(root: Any, info: Any, slug: str) -> Any:
        return rows.published().only("title").filter(slug=slug).first()

    def resolve_enrollments(root: Any, info: Any, first: int) -> Any:
        return rows.dashboard(rows.viewer_id(info.context))[:first]


class CompleteLesson(graphene.Mutation):
    is_completed = graphene.Boolean()

    class Arguments:
        lesson_id = graphene.ID(required=True)

    def mutate(root: Any, info: Any, lesson_id: str) -> "CompleteLesson":
        progress = rows.complete(rows.viewer_id(info.context), int(lesson_id))
        return CompleteLesson(is_completed=progress.is_completed)


class Mutation(graphene.ObjectType):
    complete_lesson = CompleteLesson.Field()


schema = graphene.Schema(Query, Mutation)
