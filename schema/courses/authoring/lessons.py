import strawberry
from strawberry.file_uploads import Upload

from courses import lessons, models
from files.videos import checked_video
from schema.base.context import Info
from schema.base.files import file_of
from schema.base.inputs import changes, given
from schema.base.nodes import global_id, key_of
from schema.base.payloads import by_instructors
from schema.courses.authoring.own import COURSE, LESSON, own_course, own_lesson
from schema.courses.authoring.payloads import (
    CoursePayload,
    DeletedPayload,
    LessonPayload,
)

VIDEO = "An MP4 or WebM video of at most 2 GB"


@strawberry.input(description="A new lesson, at the end of its course.")
class CreateLessonInput:
    course_id: strawberry.ID = strawberry.field(description=COURSE)
    title: str = strawberry.field(description="At most 200 characters; not empty.")
    content: str = strawberry.field(
        default="", description="Markdown of at most 200,000 characters."
    )
    is_preview: bool = strawberry.field(
        default=False,
        description="Whether everybody may look into it once the course is published.",
    )
    video_file: Upload | None = strawberry.field(
        default=strawberry.UNSET, description=f"{VIDEO}."
    )


@strawberry.input(description="Changes of a lesson; what is left out stays.")
class UpdateLessonInput:
    lesson_id: strawberry.ID = strawberry.field(description=LESSON)
    title: str | None = strawberry.field(
        default=strawberry.UNSET, description="At most 200 characters; not empty."
    )
    content: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Markdown of at most 200,000 characters; null empties it.",
    )
    is_preview: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether everybody may look into it once the course is published; "
        "null changes nothing.",
    )
    video_file: Upload | None = strawberry.field(
        default=strawberry.UNSET, description=f"{VIDEO}; null removes it."
    )


@strawberry.input(description="Which lesson to delete.")
class DeleteLessonInput:
    lesson_id: strawberry.ID = strawberry.field(description=LESSON)


@strawberry.input(description="The new order of a course's lessons.")
class ReorderLessonsInput:
    course_id: strawberry.ID = strawberry.field(description=COURSE)
    lesson_ids: list[strawberry.ID] = strawberry.field(
        description="The global ids of all lessons of the course, once each, in their "
        "new order."
    )


@strawberry.type(description="The result of `createLesson`.")
class CreateLessonPayload(LessonPayload):
    pass


@strawberry.type(description="The result of `updateLesson`.")
class UpdateLessonPayload(LessonPayload):
    pass


@strawberry.type(description="The result of `deleteLesson`.")
class DeleteLessonPayload(DeletedPayload, CoursePayload):
    pass


@strawberry.type(description="The result of `reorderLessons`.")
class ReorderLessonsPayload(CoursePayload):
    pass


@strawberry.type
class Mutation:
    @by_instructors(
        description="Add a lesson at the end of a course, up to the "
        f"{models.MAX_LESSONS}th; for its instructor and staff."
    )
    def create_lesson(
        self, info: Info, input: CreateLessonInput
    ) -> CreateLessonPayload | None:
        lesson = lessons.add_lesson(
            course=own_course(info, input.course_id),
            lesson=models.Lesson(
                title=input.title, content=input.content, is_preview=input.is_preview
            ),
            video=file_of(input.video_file, "video_file", checked_video),
        )
        return CreateLessonPayload(lesson=lesson)

    @by_instructors(
        description="Change a lesson; for the course's instructor and staff."
    )
    def update_lesson(
        self, info: Info, input: UpdateLessonInput
    ) -> UpdateLessonPayload | None:
        lesson = own_lesson(info, input.lesson_id)
        values = changes(input, "title", "content")
        values = {name: text or "" for name, text in values.items()}
        if given(input.is_preview):
            values["is_preview"] = input.is_preview
        if input.video_file is not strawberry.UNSET:
            values["video_file"] = file_of(
                input.video_file, "video_file", checked_video
            )
        return UpdateLessonPayload(
            lesson=lessons.update_lesson(lesson=lesson, **values)
        )

    @by_instructors(
        description="Delete a lesson with its files and the students' progress in it; "
        "for the course's instructor and staff. A published course keeps its last "
        "lesson: it is INVALID at `lessonId` until the course is unpublished."
    )
    def delete_lesson(
        self, info: Info, input: DeleteLessonInput
    ) -> DeleteLessonPayload | None:
        lesson = own_lesson(info, input.lesson_id)
        lessons.delete_lesson(lesson=lesson)
        return DeleteLessonPayload(
            deleted_id=strawberry.ID(global_id(lesson)),
            course=models.Course.objects.filter(pk=lesson.course_id).first(),
        )

    @by_instructors(
        description="Put the lessons of a course into another order; for its "
        "instructor and staff."
    )
    def reorder_lessons(
        self, info: Info, input: ReorderLessonsInput
    ) -> ReorderLessonsPayload | None:
        course = own_course(info, input.course_id)
        keys = [key_of(models.Lesson, id) or 0 for id in input.lesson_ids]
        course = lessons.reorder_lessons(course=course, lesson_ids=keys)
        return ReorderLessonsPayload(course=course)
