import strawberry
import strawberry_django

from courses import models
from schema.base.derived import derived
from schema.base.keyset import Key, Rows
from schema.base.lists import listed, reached
from schema.base.nodes import Field, Node
from schema.courses.types.course import Course
from schema.courses.types.lesson import Lesson
from schema.users.types import User


@strawberry_django.type(
    models.Enrollment, field_cls=Field, description="A student's place in a course."
)
class Enrollment(Node):
    student: User = strawberry_django.field(description="Who studies.")
    course: Course = strawberry_django.field(description="What is studied.")
    enrolled_at: strawberry.auto = strawberry_django.field(
        description="When the student first enrolled."
    )
    is_active: bool = strawberry_django.field(
        description="Whether the student studies; false after leaving, which keeps the "
        "progress."
    )
    completed_lesson_count: int = strawberry_django.field(
        description="How many lessons are done that the course still has."
    )
    completed_at: strawberry.auto = strawberry_django.field(
        description="When the last lesson was done; null before that. It is set "
        "once and kept, whatever happens to the course later."
    )
    last_activity_at: strawberry.auto = strawberry_django.field(
        description="When the student last did something in the course; null before."
    )

    @listed(
        description="What was done with each lesson that was touched, in the order of "
        "the lessons."
    )
    def progress(root: strawberry.Parent[models.Enrollment]) -> list["Progress"]:
        rows = models.Progress.objects.select_related("lesson")
        return Rows(
            rows.defer("lesson__content"),
            order=(Key("lesson__order"),),
            of=root,
            link="enrollment",
        )

    @derived(description="How many lessons the course has.")
    def lesson_count(course__lesson_count: int) -> int:
        return course__lesson_count

    @derived(
        description="Lessons done over lessons that the course has, in percent: 0 to "
        "100, rounded down; 0 for a course without lessons."
    )
    def progress_percent(completed_lesson_count: int, course__lesson_count: int) -> int:
        return models.percent_of(completed_lesson_count, course__lesson_count)

    @reached(
        description="The first lesson in order that is not done; null when all are.",
        by="with_next_lesson",
        key="next_lesson_id",
    )
    def next_lesson(root: strawberry.Parent[models.Enrollment]) -> Lesson | None:
        return models.Lesson.objects.defer("content")


@strawberry_django.type(
    models.Progress,
    field_cls=Field,
    description="What a student did with one lesson.",
)
class Progress(Node):
    lesson: Lesson = strawberry_django.field(description="Which lesson it is about.")
    is_completed: bool = strawberry_django.field(description="Whether it is done.")
    completed_at: strawberry.auto = strawberry_django.field(
        description="When it was done; null while it is not."
    )
    position_seconds: int = strawberry_django.field(
        description="Where to resume its video, in seconds from the start."
    )
