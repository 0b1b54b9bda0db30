"""Mutations by which instructors, and staff, write courses."""

from typing import Any

import strawberry
from django.core.exceptions import ValidationError

from courses import announcements, authoring, categories, lessons, models, resources
from files.images import cleaned_image
from files.uploads import received
from files.videos import checked_video
from schema.base.context import Info
from schema.base.files import file_of
from schema.base.inputs import changes, given, value_of
from schema.base.nodes import global_id, key_of
from schema.base.payloads import (
    NotFound,
    Payload,
    by_instructors,
    by_staff,
    must_find,
)
from schema.courses import authoring_inputs as inputs
from schema.courses.types import Category, Course, Lesson, Resource


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


@strawberry.type
class DeletedPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(
        default=None, description="The global id that it had; null when refused."
    )


@strawberry.type(description="The result of `deleteCategory`.")
class DeleteCategoryPayload(DeletedPayload):
    pass


@strawberry.type
class CoursePayload(Payload):
    course: Course | None = strawberry.field(
        default=None, description="The course as it is now; null when refused."
    )


@strawberry.type(description="The result of `createCourse`.")
class CreateCoursePayload(CoursePayload):
    pass


@strawberry.type(description="The result of `updateCourse`.")
class UpdateCoursePayload(CoursePayload):
    pass


@strawberry.type(description="The result of `publishCourse`.")
class PublishCoursePayload(CoursePayload):
    pass


@strawberry.type(description="The result of `unpublishCourse`.")
class UnpublishCoursePayload(CoursePayload):
    pass


@strawberry.type(description="The result of `deleteCourse`.")
class DeleteCoursePayload(DeletedPayload):
    pass


@strawberry.type
class LessonPayload(Payload):
    lesson: Lesson | None = strawberry.field(
        default=None, description="The lesson as it is now; null when refused."
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


@strawberry.type(description="The result of `createResource`.")
class CreateResourcePayload(Payload):
    resource: Resource | None = strawberry.field(
        default=None, description="The new resource; null when refused."
    )


@strawberry.type(description="The result of `deleteResource`.")
class DeleteResourcePayload(DeletedPayload, LessonPayload):
    pass


@strawberry.type(description="The result of `announce`.")
class AnnouncePayload(CoursePayload):
    recipient_count: int | None = strawberry.field(
        default=None, description="How many students are told; null when refused."
    )


@strawberry.type
class Mutation:
    @by_staff(description="Make a category.")
    def create_category(
        self, info: Info, input: inputs.CreateCategoryInput
    ) -> CreateCategoryPayload | None:
        category = categories.create_category(
            name=input.name, slug=value_of(input.slug)
        )
        return CreateCategoryPayload(category=category)

    @by_staff(description="Change a category.")
    def update_category(
        self, info: Info, input: inputs.UpdateCategoryInput
    ) -> UpdateCategoryPayload | None:
        category = must_find(info, models.Category, input.category_id, "category_id")
        texts = {k: v or "" for k, v in changes(input, "name", "slug").items()}
        category = categories.update_category(category=category, **texts)
        return UpdateCategoryPayload(category=category)

    @by_staff(description="Delete a category. Its courses stay, without one.")
    def delete_category(
        self, info: Info, input: inputs.DeleteCategoryInput
    ) -> DeleteCategoryPayload | None:
        category = must_find(info, models.Category, input.category_id, "category_id")
        deleted_id = strawberry.ID(global_id(category))
        categories.delete_category(category=category)
        return DeleteCategoryPayload(deleted_id=deleted_id)

    @by_instructors(description="Begin a course: a draft that only its author sees.")
    def create_course(
        self, info: Info, input: inputs.CreateCourseInput
    ) -> CreateCoursePayload | None:
        course = authoring.create_course(
            instructor=info.context.user,
            title=input.title,
            description=input.description,
            category=_category(info, input.category_id),
            thumbnail=file_of(input.thumbnail, "thumbnail", cleaned_image),
        )
        return CreateCoursePayload(course=course)

    @by_instructors(description="Change a course of the viewer's.")
    def update_course(
        self, info: Info, input: inputs.UpdateCourseInput
    ) -> UpdateCoursePayload | None:
        course = _own(info, models.Course, input.course_id, "course_id")
        values = changes(input, "title", "description")
        values = {name: text or "" for name, text in values.items()}
        if input.category_id is not strawberry.UNSET:
            values["category"] = _category(info, input.category_id)
        if input.thumbnail is not strawberry.UNSET:
            values["thumbnail"] = file_of(input.thumbnail, "thumbnail", cleaned_image)
        return UpdateCoursePayload(
            course=authoring.update_course(course=course, **values)
        )

    @by_instructors(
        description="Let everybody see a course of the viewer's. It needs a title, a "
        "description and a lesson; `errors` names all that it lacks."
    )
    def publish_course(
        self, info: Info, input: inputs.PublishCourseInput
    ) -> PublishCoursePayload | None:
        course = _own(info, models.Course, input.course_id, "course_id")
        return PublishCoursePayload(course=authoring.publish_course(course=course))

    @by_instructors(
        description="Hide a course of the viewer's. Active students keep their access."
    )
    def unpublish_course(
        self, info: Info, input: inputs.UnpublishCourseInput
    ) -> UnpublishCoursePayload | None:
        course = _own(info, models.Course, input.course_id, "course_id")
        return UnpublishCoursePayload(course=authoring.unpublish_course(course=course))

    @by_instructors(
        description="Delete a course of the viewer's with its lessons and files."
    )
    def delete_course(
        self, info: Info, input: inputs.DeleteCourseInput
    ) -> DeleteCoursePayload | None:
        course = _own(info, models.Course, input.course_id, "course_id")
        authoring.delete_course(course=course, confirm=input.confirm)
        return DeleteCoursePayload(deleted_id=strawberry.ID(global_id(course)))

    @by_instructors(description="Add a lesson at the end of a course of the viewer's.")
    def create_lesson(
        self, info: Info, input: inputs.CreateLessonInput
    ) -> CreateLessonPayload | None:
        lesson = lessons.add_lesson(
            course=_own(info, models.Course, input.course_id, "course_id"),
            lesson=models.Lesson(
                title=input.title, content=input.content, is_preview=input.is_preview
            ),
            video=file_of(input.video_file, "video_file", checked_video),
        )
        return CreateLessonPayload(lesson=lesson)

    @by_instructors(description="Change a lesson in a course of the viewer's.")
    def update_lesson(
        self, info: Info, input: inputs.UpdateLessonInput
    ) -> UpdateLessonPayload | None:
        lesson = _own(info, models.Lesson, input.lesson_id, "lesson_id")
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
        description="Delete a lesson in a course of the viewer's, with its files and "
        "the students' progress in it."
    )
    def delete_lesson(
        self, info: Info, input: inputs.DeleteLessonInput
    ) -> DeleteLessonPayload | None:
        lesson = _own(info, models.Lesson, input.lesson_id, "lesson_id")
        lessons.delete_lesson(lesson=lesson)
        return DeleteLessonPayload(
            deleted_id=strawberry.ID(global_id(lesson)),
            course=models.Course.objects.filter(pk=lesson.course_id).first(),
        )

    @by_instructors(
        description="Put the lessons of a course of the viewer's into another order."
    )
    def reorder_lessons(
        self, info: Info, input: inputs.ReorderLessonsInput
    ) -> ReorderLessonsPayload | None:
        course = _own(info, models.Course, input.course_id, "course_id")
        keys = [key_of(models.Lesson, id) or 0 for id in input.lesson_ids]
        course = lessons.reorder_lessons(course=course, lesson_ids=keys)
        return ReorderLessonsPayload(course=course)

    @by_instructors(description="Add a file to a lesson in a course of the viewer's.")
    def create_resource(
        self, info: Info, input: inputs.CreateResourceInput
    ) -> CreateResourcePayload | None:
        lesson = _own(info, models.Lesson, input.lesson_id, "lesson_id")
        file = file_of(input.file, "file", received)
        if file is None:
            raise ValidationError({"file": ValidationError("Send a file.", "required")})
        resource = resources.add_resource(lesson=lesson, title=input.title, file=file)
        return CreateResourcePayload(resource=resource)

    @by_instructors(description="Delete a file of a lesson of the viewer's.")
    def delete_resource(
        self, info: Info, input: inputs.DeleteResourceInput
    ) -> DeleteResourcePayload | None:
        resource = _own(info, models.Resource, input.resource_id, "resource_id")
        deleted_id = strawberry.ID(global_id(resource))
        resources.delete_resource(resource=resource)
        return DeleteResourcePayload(deleted_id=deleted_id, lesson=resource.lesson)

    @by_instructors(
        description="Notify every active student of a course of the viewer's."
    )
    def announce(
        self, info: Info, input: inputs.AnnounceInput
    ) -> AnnouncePayload | None:
        course = _own(info, models.Course, input.course_id, "course_id")
        count = announcements.announce(
            course=course, message=input.message, link=value_of(input.link) or ""
        )
        return AnnouncePayload(course=course, recipient_count=count)


def _own(info: Info, model: Any, id: str, field: str) -> Any:
    """The course, lesson or resource of a course that the viewer runs."""
    row = must_find(info, model, id, field)
    course = row
    if model is models.Lesson:
        course = row.course
    elif model is models.Resource:
        course = row.lesson.course
    if not course.is_run_by(info.context.user):
        raise NotFound(field)
    return row


def _category(info: Info, id: str | None) -> models.Category | None:
    return must_find(info, models.Category, id, "category_id") if given(id) else None
