import strawberry
import strawberry_django

from courses import models
from schema.base.batching import load, related, together
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

    @strawberry.field(
        description="What was done with each lesson that was touched, in the order of "
        "the lessons."
    )
    def progress(root: strawberry.Parent[models.Enrollment]) -> list["Progress"]:
        def loader(
            enrollments: list[models.Enrollment],
        ) -> dict[int, list[models.Progress]]:
            rows = models.Progress.objects.filter(enrollment__in=enrollments)
            rows = rows.select_related("lesson").defer("lesson__content")
            rows = rows.order_by("lesson__order")
            found: dict[int, list[models.Progress]] = {}
            for row in together(rows):
                found.setdefault(row.enrollment_id, []).append(row)
            return found

        return load(root, "progress", loader) or []

    @strawberry.field(description="How many lessons the course has.")
    def lesson_count(root: strawberry.Parent[models.Enrollment]) -> int:
        return related(root, "course").lesson_count

    @strawberry.field(
        description="Lessons done over lessons that the course has, in percent: 0 to "
        "100, rounded down; 0 for a course without lessons."
    )
    def progress_percent(root: strawberry.Parent[models.Enrollment]) -> int:
        related(root, "course")
        return root.progress_percent

    @strawberry.field(
        description="The first lesson in order that is not done; null when all are."
    )
    def next_lesson(root: strawberry.Parent[models.Enrollment]) -> Lesson | None:
        def loader(enrollments: list[models.Enrollment]) -> dict[int, models.Lesson]:
            rows = models.Enrollment.objects.filter(
                pk__in={enrollment.pk for enrollment in enrollments}
            )
            next_ids = dict(rows.with_next_lesson().values_list("pk", "next_lesson_id"))
            lessons = models.Lesson.objects.filter(pk__in=set(next_ids.values()))
            found = {one.pk: one for one in together(lessons.defer("content"))}
            return {pk: found.get(next_id) for pk, next_id in next_ids.items()}

        return load(root, "next lesson", loader)


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
