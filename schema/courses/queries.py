from typing import Annotated

import strawberry

from courses import models
from schema.base.connections import Connection, connection
from schema.base.context import Info
from schema.base.errors import BadUserInput
from schema.base.inputs import given
from schema.base.keyset import Key, Rows
from schema.base.lists import single
from schema.base.nodes import key_of
from schema.base.ordering import sort_keys
from schema.courses.inputs import CategoryOrdering, CourseFilters, CourseOrdering
from schema.courses.rows import course_rows
from schema.courses.types import Category, Course, Lesson


@strawberry.type
class Query:
    @connection(description="All categories.")
    def categories(
        self, info: Info, ordering: CategoryOrdering = strawberry.UNSET
    ) -> Connection[Category]:
        categories = models.Category.objects.visible_to(info.context.viewer)
        return Rows(categories, order=sort_keys(ordering, Key("name")))

    @single(description="One category; null when there is none.")
    def category(
        self,
        info: Info,
        slug: Annotated[str, strawberry.argument(description="The category's slug.")],
    ) -> Category | None:
        categories = models.Category.objects.visible_to(info.context.viewer)
        return categories.filter(slug=slug)

    @connection(
        description="The courses that the viewer may see: published ones, their own "
        "drafts, and those that they study; for staff all."
    )
    def courses(
        self,
        info: Info,
        filters: CourseFilters = strawberry.UNSET,
        ordering: CourseOrdering = strawberry.UNSET,
    ) -> Connection[Course]:
        return course_rows(info, filters, ordering)

    @single(
        description="One course, by exactly one of `id` and `slug`; null when there is "
        "none that the viewer may see."
    )
    def course(
        self,
        info: Info,
        id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Its global id.")
        ] = strawberry.UNSET,
        slug: Annotated[
            str | None, strawberry.argument(description="Its slug.")
        ] = strawberry.UNSET,
    ) -> Course | None:
        if given(id) == given(slug):
            raise BadUserInput("Give exactly one of `id` and `slug`.")
        visible = models.Course.objects.visible_to(info.context.viewer)
        if given(id):
            return visible.filter(pk=key_of(models.Course, id))
        return visible.filter(slug=slug)

    @single(description="One lesson; null when there is none that the viewer may see.")
    def lesson(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its global id.")],
    ) -> Lesson | None:
        visible = models.Lesson.objects.visible_to(info.context.viewer)
        return visible.filter(pk=key_of(models.Lesson, id))
