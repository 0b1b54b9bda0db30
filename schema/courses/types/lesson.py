from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
import strawberry_django
from django.utils.text import slugify

from courses import models
from files.markdown import safe_html
from schema.base.batching import load, together
from schema.base.context import Info
from schema.base.files import private_url
from schema.base.keyset import Rows
from schema.base.lists import single
from schema.base.nodes import Field, Node
from schema.courses.rows import lessons_of
from schema.courses.types.course import Course

if TYPE_CHECKING:
    from schema.courses.types import Progress

LazyProgress = Annotated["Progress", strawberry.lazy("schema.courses.types")]


@strawberry_django.type(
    models.Lesson,
    field_cls=Field,
    description="A part of a course: a text, with or without a video and files.",
)
class Lesson(Node):
    course: Course = strawberry_django.field(description="The course that it is in.")
    title: str = strawberry_django.field(description="At most 200 characters.")
    order: int = strawberry_django.field(
        description="Its place in the course, from 1; lessons are sorted by it. One "
        "that was deleted leaves its place empty."
    )
    is_preview: bool = strawberry_django.field(
        description="Whether everybody may look into it once the course is published."
    )
    created_at: strawberry.auto = strawberry_django.field(
        description="When it was made."
    )

    @strawberry.field(
        description="What it teaches, in Markdown as its author wrote it, at most "
        "200,000 characters; null without an active enrollment, except for the "
        "course's instructor, for staff, and in preview lessons of published courses."
    )
    def content(root: strawberry.Parent[models.Lesson], info: Info) -> str | None:
        opened = _opened(root, info)
        return opened.content if opened else None

    @strawberry.field(
        description="The content as HTML that is safe to put into a page; null where "
        "`content` is."
    )
    def content_html(root: strawberry.Parent[models.Lesson], info: Info) -> str | None:
        opened = _opened(root, info)
        return safe_html(opened.content) if opened else None

    @strawberry.field(
        description="Where to play its video: an address for this viewer that opens "
        "for an hour and takes ranges of bytes; null without a video, and where "
        "`content` is."
    )
    def video_url(root: strawberry.Parent[models.Lesson], info: Info) -> str | None:
        opened = _opened(root, info)
        if not opened or not opened.video_file:
            return None
        name = (
            f"{slugify(opened.title) or 'video'}{Path(opened.video_file.name).suffix}"
        )
        return private_url(info, "video", opened, name)

    @strawberry.field(description="The files that go with it; null where `content` is.")
    def resources(
        root: strawberry.Parent[models.Lesson], info: Info
    ) -> list["Resource"] | None:
        def loader(lessons: list[models.Lesson]) -> dict[int, list[models.Resource]]:
            rows = models.Resource.objects.filter(lesson__in=lessons)
            found: dict[int, list[models.Resource]] = {}
            for row in together(rows.order_by("pk")):
                found.setdefault(row.lesson_id, []).append(row)
            return found

        if not _opened(root, info):
            return None
        return load(root, "resources", loader) or []

    @single(description="What the viewer did with it; null when that is nothing.")
    def viewer_progress(
        root: strawberry.Parent[models.Lesson], info: Info
    ) -> LazyProgress | None:
        own = models.Progress.objects.visible_to(info.context.viewer)
        return Rows(own, of=root, link="lesson")

    @strawberry.field(description="The lesson after it; null after the last.")
    def next(root: strawberry.Parent[models.Lesson]) -> "Lesson | None":
        return _neighbours(root)[1]

    @strawberry.field(description="The lesson before it; null before the first.")
    def previous(root: strawberry.Parent[models.Lesson]) -> "Lesson | None":
        return _neighbours(root)[0]


def _opened(lesson: models.Lesson, info: Info) -> models.Lesson | None:
    """The lesson with all that is in it, for a viewer who may have that."""

    def loader(lessons: list[models.Lesson]) -> dict[int, models.Lesson]:
        rows = models.Lesson.objects.filter(pk__in={one.pk for one in lessons})
        return {row.pk: row for row in rows.open_to(info.context.viewer)}

    return load(lesson, "opened", loader)


def _neighbours(
    lesson: models.Lesson,
) -> tuple[models.Lesson | None, models.Lesson | None]:
    """The lessons before and after this one in its course."""

    def loader(lessons: list[models.Lesson]) -> dict[int, Any]:
        rows = lessons_of({one.course_id for one in lessons})
        found: dict[int, Any] = {}
        for before, row, after in zip(
            [None, *rows], rows, [*rows[1:], None], strict=False
        ):
            found[row.pk] = tuple(
                one if one and one.course_id == row.course_id else None
                for one in (before, after)
            )
        return found

    return load(lesson, "neighbours", loader) or (None, None)


@strawberry_django.type(
    models.Resource, field_cls=Field, description="A file that goes with a lesson."
)
class Resource(Node):
    lesson: Lesson = strawberry_django.field(
        description="The lesson that it goes with."
    )
    title: str = strawberry_django.field(description="At most 200 characters.")
    content_type: str = strawberry_django.field(
        description="Its media type, such as `application/pdf`, by its file name."
    )

    @strawberry.field(description="How large the file is, in bytes; at most 50 MB.")
    def size(root: strawberry.Parent[models.Resource]) -> int:
        return root.file_size

    @strawberry.field(
        description="Where to download it: an address for this viewer that opens for "
        "an hour."
    )
    def url(root: strawberry.Parent[models.Resource], info: Info) -> str:
        return private_url(info, "resource", root, root.file_name)
