import strawberry
from strawberry.file_uploads import Upload

from courses import authoring, models
from files.images import cleaned_image
from schema.base.context import Info
from schema.base.files import file_of
from schema.base.images import PICTURE
from schema.base.inputs import changes, given
from schema.base.nodes import global_id
from schema.base.payloads import by_instructors, must_find
from schema.courses.authoring.own import COURSE, own_course
from schema.courses.authoring.payloads import CoursePayload, DeletedPayload


@strawberry.input(description="A new course, which is a draft at first.")
class CreateCourseInput:
    title: str = strawberry.field(description="At most 200 characters; not empty.")
    description: str = strawberry.field(
        default="", description="Markdown of at most 50,000 characters."
    )
    category_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The global id of its category, if any."
    )
    thumbnail: Upload | None = strawberry.field(
        default=strawberry.UNSET, description=PICTURE
    )


@strawberry.input(description="Changes of a course; what is left out stays.")
class UpdateCourseInput:
    course_id: strawberry.ID = strawberry.field(description=COURSE)
    title: str | None = strawberry.field(
        default=strawberry.UNSET, description="At most 200 characters; not empty."
    )
    description: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Markdown of at most 50,000 characters; null empties it.",
    )
    category_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="The global id of the category; null takes the course out of its.",
    )
    thumbnail: Upload | None = strawberry.field(
        default=strawberry.UNSET, description=f"{PICTURE} Null removes it."
    )


@strawberry.input(description="Which course to publish.")
class PublishCourseInput:
    course_id: strawberry.ID = strawberry.field(description=COURSE)


@strawberry.input(description="Which course to hide.")
class UnpublishCourseInput:
    course_id: strawberry.ID = strawberry.field(description=COURSE)


@strawberry.input(description="Which course to delete.")
class DeleteCourseInput:
    course_id: strawberry.ID = strawberry.field(description=COURSE)
    confirm: bool = strawberry.field(
        default=False,
        description="Must be true for a course that anybody enrolled in, present or "
        "past: their progress and reviews are deleted with it.",
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
class Mutation:
    @by_instructors(
        description="Begin a course; for instructors and staff. It is a draft, which "
        "only its author and staff see."
    )
    def create_course(
        self, info: Info, input: CreateCourseInput
    ) -> CreateCoursePayload | None:
        course = authoring.create_course(
            instructor=info.context.user,
            title=input.title,
            description=input.description,
            category=_category(info, input.category_id),
            thumbnail=file_of(input.thumbnail, "thumbnail", cleaned_image),
        )
        return CreateCoursePayload(course=course)

    @by_instructors(
        description="Change a course; for its instructor and staff. A published course "
        "keeps a description: without one it is REQUIRED at `description`."
    )
    def update_course(
        self, info: Info, input: UpdateCourseInput
    ) -> UpdateCoursePayload | None:
        course = own_course(info, input.course_id)
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
        description="Let everybody see a course; for its instructor and staff. It "
        "needs `title`, `description` and `lessons`; `errors` has each that it lacks "
        "as `field`."
    )
    def publish_course(
        self, info: Info, input: PublishCourseInput
    ) -> PublishCoursePayload | None:
        course = own_course(info, input.course_id)
        return PublishCoursePayload(course=authoring.publish_course(course=course))

    @by_instructors(
        description="Hide a course; for its instructor and staff. Active students keep "
        "their access."
    )
    def unpublish_course(
        self, info: Info, input: UnpublishCourseInput
    ) -> UnpublishCoursePayload | None:
        course = own_course(info, input.course_id)
        return UnpublishCoursePayload(course=authoring.unpublish_course(course=course))

    @by_instructors(
        description="Delete a course with all that is in it; for its instructor and "
        "staff."
    )
    def delete_course(
        self, info: Info, input: DeleteCourseInput
    ) -> DeleteCoursePayload | None:
        course = own_course(info, input.course_id)
        authoring.delete_course(course=course, confirm=input.confirm)
        return DeleteCoursePayload(deleted_id=strawberry.ID(global_id(course)))


def _category(info: Info, id: str | None) -> models.Category | None:
    return must_find(info, models.Category, id, "category_id") if given(id) else None
