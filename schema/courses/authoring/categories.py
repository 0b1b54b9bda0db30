import strawberry

from courses import categories, models
from schema.base.context import Info
from schema.base.inputs import changes, value_of
from schema.base.nodes import global_id
from schema.base.payloads import Payload, by_staff, must_find
from schema.courses.authoring.payloads import DeletedPayload
from schema.courses.types import Category

CATEGORY = "The global id of the category."


@strawberry.input(description="A new category.")
class CreateCategoryInput:
    name: str = strawberry.field(description="At most 100 characters; not empty.")
    slug: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Its unique name in addresses: at most 100 of the characters a-z, "
        "A-Z, 0-9, - and _; made from the name without it.",
    )


@strawberry.input(description="Changes of a category; what is left out stays.")
class UpdateCategoryInput:
    category_id: strawberry.ID = strawberry.field(description=CATEGORY)
    name: str | None = strawberry.field(
        default=strawberry.UNSET, description="At most 100 characters; not empty."
    )
    slug: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Its unique name in addresses: at most 100 of the characters a-z, "
        "A-Z, 0-9, - and _; not empty.",
    )


@strawberry.input(description="Which category to delete.")
class DeleteCategoryInput:
    category_id: strawberry.ID = strawberry.field(description=CATEGORY)


@strawberry.type
class CategoryPayload(Payload):
    category: Category | None = strawberry.field(
        default=None, description="The category as it is now; null when refused."
    )


@strawberry.type(description="The result of `createCategory`.")
class CreateCategoryPayload(CategoryPayload):
    pass


@strawberry.type(description="The result of `updateCategory`.")
class UpdateCategoryPayload(CategoryPayload):
    pass


@strawberry.type(description="The result of `deleteCategory`.")
class DeleteCategoryPayload(DeletedPayload):
    pass


@strawberry.type
class Mutation:
    @by_staff(description="Make a category; for staff.")
    def create_category(
        self, info: Info, input: CreateCategoryInput
    ) -> CreateCategoryPayload | None:
        category = categories.create_category(
            name=input.name, slug=value_of(input.slug)
        )
        return CreateCategoryPayload(category=category)

    @by_staff(description="Change a category; for staff.")
    def update_category(
        self, info: Info, input: UpdateCategoryInput
    ) -> UpdateCategoryPayload | None:
        category = must_find(info, models.Category, input.category_id, "category_id")
        texts = {k: v or "" for k, v in changes(input, "name", "slug").items()}
        category = categories.update_category(category=category, **texts)
        return UpdateCategoryPayload(category=category)

    @by_staff(
        description="Delete a category; for staff. Its courses stay, without one."
    )
    def delete_category(
        self, info: Info, input: DeleteCategoryInput
    ) -> DeleteCategoryPayload | None:
        category = must_find(info, models.Category, input.category_id, "category_id")
        deleted_id = strawberry.ID(global_id(category))
        categories.delete_category(category=category)
        return DeleteCategoryPayload(deleted_id=deleted_id)
