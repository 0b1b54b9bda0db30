import strawberry
import strawberry_django

from reviews import models
from schema.base.nodes import Field, Node
from schema.courses.types import Course
from schema.users.types import User


@strawberry_django.type(
    models.Review,
    field_cls=Field,
    description="What a student thinks of a course; seen by who may see the course.",
)
class Review(Node):
    course: Course = strawberry_django.field(description="The course.")
    student: User = strawberry_django.field(description="Who wrote it.")
    rating: int = strawberry_django.field(description="From 1 to 5 stars.")
    comment: str = strawberry_django.field(
        description="The student's words, at most 5,000 characters; may be empty."
    )
    created_at: strawberry.auto = strawberry_django.field(
        description="When it was written."
    )
    updated_at: strawberry.auto = strawberry_django.field(
        description="When it was last changed."
    )
