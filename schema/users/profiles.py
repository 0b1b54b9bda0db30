from enum import Enum

import strawberry
import strawberry_django

from schema.base.context import Info
from schema.base.images import Image, image
from schema.base.nodes import Field
from users import models


@strawberry.enum(description="What somebody is on the platform.")
class Role(Enum):
    INSTRUCTOR = strawberry.enum_value(
        "I", description="Writes courses, and may study those of others."
    )
    STUDENT = strawberry.enum_value("S", description="Studies courses.")


@strawberry_django.type(
    models.Profile, field_cls=Field, description="What a person says of themselves."
)
class Profile:
    role: Role = strawberry_django.field(description="What the person is here.")
    bio: str = strawberry_django.field(
        description="The person's own words, at most 2,000 characters; may be empty."
    )

    @strawberry.field(description="Their picture; null when they have none.")
    def profile_image(
        root: strawberry.Parent[models.Profile], info: Info
    ) -> Image | None:
        return image(info, root, "profile_image")
