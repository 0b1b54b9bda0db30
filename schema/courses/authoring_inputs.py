"""Inputs of the mutations that write courses."""

import strawberry
from strawberry.file_uploads import Upload

CATEGORY = "The global id of the category."
COURSE = "The global id of the course."
LESSON = "The global id of the lesson."
COVER = "A PNG, JPEG or WebP picture of at most 5 MB and 25 megapixels"
VIDEO = "An MP4 or WebM video of at most 2 GB"


@strawberry.input(description="A new category.")
class CreateCategoryInput:
    name: str = strawberry.field(description="At most 100 characters.")
    slug: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Its unique name in addresses; made from the name without it.",
    )


@strawberry.input(description="Changes of a category; what is left out stays.")
class UpdateCategoryInput:
    category_id: strawberry.ID = strawberry.field(description=CATEGORY)
    name: str | None = strawberry.field(
        default=strawberry.UNSET, description="At most 100 characters; not empty."
    )
    slug: str | None = strawberry.field(
        default=strawberry.UNSET, description="Its unique name in addresses."
    )


@strawberry.input(description="Which category to delete.")
class DeleteCategoryInput:
    category_id: strawberry.ID = strawberry.field(description=CATEGORY)


@strawberry.input(description="A new course, which is a draft at first.")
class CreateCourseInput:
    title: str = strawberry.field(description="At most 200 characters; not empty.")
    description: str = strawberry.field(
        default="", description="Markdown of at most 50,000 characters."
    )
    category_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description=CATEGORY
    )
    thumbnail: Upload | None = strawberry.field(
        default=strawberry.UNSET, description=f"{COVER}."
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
        default=strawberry.UNSET, description=f"{COVER}; null removes it."
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
        description="Whether everybody may look into it once the course is published.",
    )
    video_file: Upload | None = strawberry.field(
        default=strawberry.UNSET, description=f"{VIDEO}; null removes it."
    )


@strawberry.input(description="Which lesson to delete.")
class DeleteLessonInput:
    lesson_id: strawberry.ID = strawberry.field(description=LESSON)


@strawberry.input(description="The order of a course's lessons.")
class ReorderLessonsInput:
    course_id: strawberry.ID = strawberry.field(description=COURSE)
    lesson_ids: list[strawberry.ID] = strawberry.field(
        description="The global ids of all lessons of the course, once each, in their "
        "new order."
    )


@strawberry.input(description="A new file of a lesson.")
class CreateResourceInput:
    lesson_id: strawberry.ID = strawberry.field(description=LESSON)
    title: str = strawberry.field(description="At most 200 characters; not empty.")
    file: Upload = strawberry.field(description="A file of at most 50 MB.")


@strawberry.input(description="Which file of a lesson to delete.")
class DeleteResourceInput:
    resource_id: strawberry.ID = strawberry.field(
        description="The global id of the resource."
    )


@strawberry.input(description="What to tell the students of a course.")
class AnnounceInput:
    course_id: strawberry.ID = strawberry.field(description=COURSE)
    message: str = strawberry.field(description="At most 2,000 characters; not empty.")
    link: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Where it leads, as a path on the site; at most 500 characters.",
    )
