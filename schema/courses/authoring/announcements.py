import strawberry

from courses import announcements
from schema.base.context import Info
from schema.base.inputs import value_of
from schema.base.payloads import by_instructors
from schema.courses.authoring.own import COURSE, own_course
from schema.courses.authoring.payloads import CoursePayload


@strawberry.input(description="What to tell the students of a course.")
class AnnounceInput:
    course_id: strawberry.ID = strawberry.field(description=COURSE)
    message: str = strawberry.field(description="At most 2,000 characters; not empty.")
    link: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Where it leads, as a path on the site such as `/courses/sql`; at "
        "most 500 characters.",
    )


@strawberry.type(description="The result of `announce`.")
class AnnouncePayload(CoursePayload):
    recipient_count: int | None = strawberry.field(
        default=None, description="How many students are told; null when refused."
    )


@strawberry.type
class Mutation:
    @by_instructors(
        description="Notify every active student of a course; for its instructor and "
        "staff."
    )
    def announce(self, info: Info, input: AnnounceInput) -> AnnouncePayload | None:
        course = own_course(info, input.course_id)
        count = announcements.announce(
            course=course, message=input.message, link=value_of(input.link) or ""
        )
        return AnnouncePayload(course=course, recipient_count=count)
