from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from django.db.models import Count

from courses import models
from schema.base.batching import load
from schema.base.connections import Connection, connection
from schema.base.context import Info
from schema.base.keyset import Rows
from schema.base.nodes import Field, Node
from schema.courses.rows import course_rows

if TYPE_CHECKING:
    from schema.courses.types import Course

LazyCourse = Annotated["Course", strawberry.lazy("schema.courses.types")]


@strawberry_django.type(
    models.Category, field_cls=Field, description="A field of knowledge."
)
class Category(Node):
    name: str = strawberry_django.field(description="At most 100 characters.")
    slug: str = strawberry_django.field(
        description="The name in addresses: unique, at most 100 of the characters "
        "a-z, A-Z, 0-9, - and _."
    )

    @strawberry.field(description="How many courses of it the viewer may see.")
    def course_count(root: strawberry.Parent[models.Category], info: Info) -> int:
        def loader(categories: list[models.Category]) -> dict[int, int]:
            courses = models.Course.objects.visible_to(info.context.viewer)
            counted = courses.filter(category__in=categories).values("category")
            return dict(counted.values_list("category", Count("pk")))

        return load(root, "course count", loader) or 0

    @connection(description="The courses in it that the viewer may see, newest first.")
    def courses(
        root: strawberry.Parent[models.Category], info: Info
    ) -> Connection[LazyCourse]:
        return course_rows(info, of=root, link="category")
