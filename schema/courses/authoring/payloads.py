import strawberry

from schema.base.payloads import Payload
from schema.courses.types import Course, Lesson


@strawberry.type
class CoursePayload(Payload):
    course: Course | None = strawberry.field(
        default=None, description="The course as it is now; null when refused."
    )


@strawberry.type
class LessonPayload(Payload):
    lesson: Lesson | None = strawberry.field(
        default=None, description="The lesson as it is now; null when refused."
    )


@strawberry.type
class DeletedPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(
        default=None, description="The global id that it had; null when refused."
    )
