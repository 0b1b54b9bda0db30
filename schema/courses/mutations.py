from datetime import datetime
from typing import Any

import strawberry
from django.core.exceptions import ValidationError

from courses import enrollment, models, progress
from courses.completion import complete_quickly
from database.loop import leave
from schema.base.batching import together
from schema.base.context import Info
from schema.base.inputs import value_of
from schema.base.nodes import find_all, key_of
from schema.base.payloads import NotFound, Payload, must_find, mutation, user_errors
from schema.courses.types import Enrollment, Progress


@strawberry.input(description="Which course to enroll in.")
class EnrollInput:
    course_id: strawberry.ID = strawberry.field(
        description="The global id of the course."
    )


@strawberry.input(description="Which course to leave.")
class UnenrollInput:
    course_id: strawberry.ID = strawberry.field(
        description="The global id of the course."
    )


@strawberry.input(description="Which lesson is done.")
class CompleteLessonInput:
    lesson_id: strawberry.ID = strawberry.field(
        description="The global id of the lesson."
    )


@strawberry.input(description="Which lesson is not done after all.")
class UncompleteLessonInput:
    lesson_id: strawberry.ID = strawberry.field(
        description="The global id of the lesson."
    )


@strawberry.input(
    description="What was done with a lesson at some time; what is left out says "
    "nothing."
)
class ProgressEntry:
    lesson_id: strawberry.ID = strawberry.field(
        description="The global id of the lesson."
    )
    occurred_at: datetime = strawberry.field(
        description="When it was done, by the device's clock, with its time zone; not "
        "before 1970, and at most 5 minutes in the future."
    )
    is_completed: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether the lesson was done."
    )
    position_seconds: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="Where its video was left, in seconds from the start; 0 or more.",
    )


@strawberry.input(description="What was done while there was no connection.")
class RecordProgressInput:
    entries: list[ProgressEntry] = strawberry.field(
        description=f"At most {progress.MAX_REPORTS}, in any order. Sending one again "
        "changes nothing."
    )


@strawberry.type(description="The result of `enroll`.")
class EnrollPayload(Payload):
    enrollment: Enrollment | None = strawberry.field(
        default=None, description="The active enrollment; null when refused."
    )


@strawberry.type(description="The result of `unenroll`.")
class UnenrollPayload(Payload):
    enrollment: Enrollment | None = strawberry.field(
        default=None,
        description="The enrollment, not active any more; null when refused, and when "
        "its course is hidden from the viewer by now.",
    )


@strawberry.type
class ProgressPayload(Payload):
    progress: Progress | None = strawberry.field(
        default=None, description="The lesson's progress; null when refused."
    )
    enrollment: Enrollment | None = strawberry.field(
        default=None, description="The enrollment as it is now; null when refused."
    )


@strawberry.type(description="The result of `completeLesson`.")
class CompleteLessonPayload(ProgressPayload):
    pass


@strawberry.type(description="The result of `uncompleteLesson`.")
class UncompleteLessonPayload(ProgressPayload):
    pass


@strawberry.type(description="The result of `recordProgress`.")
class RecordProgressPayload(Payload):
    progress: list[Progress] = strawberry.field(
        default_factory=list,
        description="The progress as it is now of each lesson that an accepted entry "
        "was about, once each. An entry that was refused is in `errors`, with its "
        "place in `entries`, from 0, in `field`.",
    )


@strawberry.type
class Mutation:
    @mutation(
        description="Become a student of a published course of somebody else's. Does "
        "nothing for who is one; who left comes back to the progress made before."
    )
    def enroll(self, info: Info, input: EnrollInput) -> EnrollPayload | None:
        course = must_find(info, models.Course, input.course_id, "course_id")
        enrolled = enrollment.enroll(student=info.context.user, course=course)
        return EnrollPayload(enrollment=enrolled)

    @mutation(
        description="Leave a course. The progress is kept. Does nothing for who left."
    )
    def unenroll(self, info: Info, input: UnenrollInput) -> UnenrollPayload | None:
        course = must_find(info, models.Course, input.course_id, "course_id")
        user = info.context.user
        left = enrollment.unenroll(student=user, course=course)
        courses = models.Course.objects.visible_to(user)
        is_seen = courses.filter(pk=course.pk).exists()
        return UnenrollPayload(enrollment=left if is_seen else None)

    @mutation(
        description="Mark a lesson as done; for active students of its course. One "
        "that is done stays as it is, with the time at which it was done first."
    )
    def complete_lesson(
        self, info: Info, input: CompleteLessonInput
    ) -> CompleteLessonPayload | None:
        student = info.context.user
        key = key_of(models.Lesson, input.lesson_id)
        done = key and complete_quickly(student=student, lesson_id=key)
        if not done:
            leave()
            lesson = must_find(info, models.Lesson, input.lesson_id, "lesson_id")
            done = progress.complete_thoroughly(student=student, lesson=lesson)
        return CompleteLessonPayload(progress=done, enrollment=done.enrollment)

    @mutation(
        description="Mark a lesson as not done; for active students of its course. "
        "One that is not done stays as it is."
    )
    def uncomplete_lesson(
        self, info: Info, input: UncompleteLessonInput
    ) -> UncompleteLessonPayload | None:
        lesson = must_find(info, models.Lesson, input.lesson_id, "lesson_id")
        undone = progress.uncomplete_lesson(student=info.context.user, lesson=lesson)
        return UncompleteLessonPayload(progress=undone, enrollment=undone.enrollment)

    @mutation(
        description="Store what a device recorded while it was offline. Of several "
        "entries on a lesson the newest wins, for completion and for position each; "
        "those that are refused do not keep the others from being stored."
    )
    def record_progress(
        self, info: Info, input: RecordProgressInput
    ) -> RecordProgressPayload | None:
        if len(input.entries) > progress.MAX_REPORTS:
            message = f"Send at most {progress.MAX_REPORTS} entries at once."
            raise ValidationError({"entries": ValidationError(message, "too_many")})
        lessons = find_all(info, [entry.lesson_id for entry in input.entries])
        reports = {
            place: progress.Report(
                lesson=lesson,
                occurred_at=entry.occurred_at,
                is_completed=value_of(entry.is_completed),
                position_seconds=value_of(entry.position_seconds),
            )
            for place, (entry, lesson) in enumerate(
                zip(input.entries, lessons, strict=True)
            )
            if isinstance(lesson, models.Lesson)
        }
        recorded = progress.record(
            student=info.context.user, reports=list(reports.values())
        )
        outcomes = dict(zip(reports, recorded, strict=True))
        payload = RecordProgressPayload()
        stored: dict[int, models.Progress] = {}
        for place in range(len(input.entries)):
            outcome = outcomes.get(place, NotFound("lesson_id"))
            if isinstance(outcome, ValidationError):
                payload.errors += user_errors(outcome, "entries", str(place))
            else:
                stored[outcome.lesson_id] = outcome
        payload.progress = list[Any](together(stored.values()))
        return payload
