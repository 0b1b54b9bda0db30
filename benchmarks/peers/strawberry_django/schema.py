from collections.abc import Iterable

import strawberry
import strawberry_django
from strawberry.extensions import ParserCache, ValidationCache
from strawberry_django.optimizer import DjangoOptimizerExtension
from strawberry_django.relay import DjangoCursorConnection

from benchmarks.peers import rows
from benchmarks.peers.strawberry_django.types import (
    CourseType,
    EnrollmentType,
    ProgressType,
)

DOCUMENTS = 100  # that each cache keeps


@strawberry.type
class Query:
    enrollments: list[EnrollmentType] = strawberry_django.field(pagination=True)

    @strawberry_django.connection(DjangoCursorConnection[CourseType])
    def courses(self) -> Iterable[CourseType]:
        return rows.published().order_by("-created_at", "-id")

    @strawberry_django.field
    def course(self, slug: str) -> CourseType | None:
        return rows.published().filter(slug=slug)


@strawberry.type
class Mutation:
    @strawberry_django.mutation
    def complete_lesson(self, info: strawberry.Info, lesson_id: int) -> ProgressType:
        return rows.complete(rows.viewer_id(info.context.request), lesson_id)


schema = strawberry.Schema(
    Query,
    Mutation,
    extensions=[
        DjangoOptimizerExtension,
        lambda: ParserCache(maxsize=DOCUMENTS),
        lambda: ValidationCache(maxsize=DOCUMENTS),
    ],
)
