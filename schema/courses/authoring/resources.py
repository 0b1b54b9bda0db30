import strawberry
from django.core.exceptions import ValidationError
from strawberry.file_uploads import Upload

from courses import resources
from files.uploads import received
from schema.base.context import Info
from schema.base.files import file_of
from schema.base.nodes import global_id
from schema.base.payloads import Payload, by_instructors
from schema.courses.authoring.own import LESSON, own_lesson, own_resource
from schema.courses.authoring.payloads import DeletedPayload, LessonPayload
from schema.courses.types import Resource


@strawberry.input(description="A new file of a lesson.")
class CreateResourceInput:
    lesson_id: strawberry.ID = strawberry.field(description=LESSON)
    title: str = strawberry.field(description="At most 200 characters; not empty.")
    file: Upload = strawberry.field(description="A file of any kind, at most 50 MB.")


@strawberry.input(description="Which file of a lesson to delete.")
class DeleteResourceInput:
    resource_id: strawberry.ID = strawberry.field(
        description="The global id of the resource."
    )


@strawberry.type(description="The result of `createResource`.")
class CreateResourcePayload(Payload):
    resource: Resource | None = strawberry.field(
        default=None, description="The new resource; null when refused."
    )


@strawberry.type(description="The result of `deleteResource`.")
class DeleteResourcePayload(DeletedPayload, LessonPayload):
    pass


@strawberry.type
class Mutation:
    @by_instructors(
        description="Add a file to a lesson; for the course's instructor and staff."
    )
    def create_resource(
        self, info: Info, input: CreateResourceInput
    ) -> CreateResourcePayload | None:
        lesson = own_lesson(info, input.lesson_id)
        file = file_of(input.file, "file", received)
        if file is None:
            raise ValidationError({"file": ValidationError("Send a file.", "required")})
        resource = resources.add_resource(lesson=lesson, title=input.title, file=file)
        return CreateResourcePayload(resource=resource)

    @by_instructors(
        description="Delete a file of a lesson; for the course's instructor and staff."
    )
    def delete_resource(
        self, info: Info, input: DeleteResourceInput
    ) -> DeleteResourcePayload | None:
        resource = own_resource(info, input.resource_id)
        deleted_id = strawberry.ID(global_id(resource))
        resources.delete_resource(resource=resource)
        return DeleteResourcePayload(deleted_id=deleted_id, lesson=resource.lesson)
