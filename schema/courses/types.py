from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
import strawberry_django
from django.db.models import Count, IntegerField
from django.utils.text import slugify

from courses import models
from files.markdown import safe_html
from reviews.models import Review as ReviewRow
from schema.base.batching import load, related, together
from schema.base.connections import Connection, Key, Rows, connection
from schema.base.context import Info
from schema.base.files import private_url
from schema.base.images import Image, image
from schema.base.nodes import Field, Node
from schema.base.ordering import sort_keys
from schema.courses.inputs import (
    CourseFilter,
    CourseOrder,
    EnrollmentFilters,
    EnrollmentOrdering,
)
from schema.courses.stats import CourseStats
from schema.reviews.inputs import ReviewOrdering
from schema.users.types import User

if TYPE_CHECKING:
    from schema.reviews.types import Review

LazyReview = Annotated["Review", strawberry.lazy("schema.reviews.types")]


def course_rows(
    info: Info,
    filters: CourseFilter | None = None,
    ordering: list[CourseOrder] | None = None,
    **scope: Any,
) -> Rows:
    """The visible courses, with what nearly every list of them shows."""
    courses: Any = models.Course.objects.visible_to(info.context.viewer)
    default = Key("created_at", descending=True)
    if filters:
        courses = filters.apply(courses)
        if filters.is_search:
            default = Key("relevance", descending=True, column=IntegerField())
    courses = courses.select_related("instructor", "category")
    return Rows(courses, order=sort_keys(ordering, default), **scope)


@strawberry_django.type(
    models.Category, field_cls=Field, description="A field of knowledge."
)
class Category(Node):
    name: str = strawberry_django.field(description="At most 100 characters.")
    slug: str = strawberry_django.field(
        description="The name in addresses: unique, of letters, digits and hyphens."
    )

    @strawberry.field(description="How many courses of it the viewer may see.")
    def course_count(root: strawberry.Parent[models.Category], info: Info) -> int:
        def loader(categories: list[models.Category]) -> dict[int, int]:
            courses = models.Course.objects.visible_to(info.context.viewer)
            counted = courses.filter(category__in=categories).values("category")
            return dict(counted.values_list("category", Count("pk")))

        return load(root, "course count", loader) or 0

    @connection(description="The courses in it that the viewer may see, newest first.")
    def courses(
        root: strawberry.Parent[models.Category], info: Info
    ) -> Connection["Course"]:
        return course_rows(info, of=root, link="category")


@strawberry.type(description="What the reviews of a course say, counted.")
class RatingSummary:
    average: float | None = strawberry.field(
        description="The mean of all ratings, 1 to 5 stars; null without reviews."
    )
    count: int = strawberry.field(description="How many reviews there are.")
    distribution: list[int] = strawberry.field(
        description="How many reviews gave 1, 2, 3, 4 and 5 stars, in this order."
    )


@strawberry_django.type(
    models.Course,
    field_cls=Field,
    description="A course: lessons in an order, by one instructor.",
)
class Course(Node):
    slug: str = strawberry_django.field(
        description="The title in addresses: unique, and kept when the title changes."
    )
    title: str = strawberry_django.field(description="At most 200 characters.")
    description: str = strawberry_django.field(
        description="What the course is about, in Markdown as its author wrote it; at "
        "most 50,000 characters. Never put it into a page as HTML."
    )
    instructor: User = strawberry_django.field(description="Who teaches it.")
    category: Category | None = strawberry_django.field(
        description="Its field of knowledge; null when it has none."
    )
    is_published: bool = strawberry_django.field(
        description="Whether everybody may see it; a draft is for its author and staff."
    )
    published_at: strawberry.auto = strawberry_django.field(
        description="When it was published; null before that."
    )
    created_at: strawberry.auto = strawberry_django.field(
        description="When it was made."
    )
    updated_at: strawberry.auto = strawberry_django.field(
        description="When its own fields last changed."
    )
    lesson_count: int = strawberry_django.field(description="How many lessons it has.")
    student_count: int = strawberry_django.field(
        description="How many students are actively enrolled."
    )

    @strawberry.field(
        description="The description as HTML that is safe to put into a page."
    )
    def description_html(root: strawberry.Parent[models.Course]) -> str:
        return safe_html(root.description)

    @strawberry.field(description="Its cover; null when it has none.")
    def thumbnail(root: strawberry.Parent[models.Course], info: Info) -> Image | None:
        return image(info, root, "thumbnail")

    @strawberry.field(description="Its lessons in order, at most 500.")
    def lessons(root: strawberry.Parent[models.Course]) -> list["Lesson"]:
        def loader(courses: list[models.Course]) -> dict[int, list[models.Lesson]]:
            found: dict[int, list[models.Lesson]] = {}
            for lesson in _lessons_of(courses):
                found.setdefault(lesson.course_id, []).append(lesson)
            return found

        return load(root, "lessons", loader) or []

    @strawberry.field(description="Its reviews, counted.")
    def rating(root: strawberry.Parent[models.Course]) -> RatingSummary:
        return RatingSummary(
            average=root.rating_average if root.rating_count else None,
            count=root.rating_count,
            distribution=root.rating_distribution,
        )

    @connection(description="Its reviews, the newest first unless sorted otherwise.")
    def reviews(
        root: strawberry.Parent[models.Course],
        info: Info,
        ordering: ReviewOrdering = strawberry.UNSET,
    ) -> Connection[LazyReview]:
        return Rows(
            ReviewRow.objects.visible_to(info.context.viewer),
            order=sort_keys(ordering, Key("created_at", descending=True)),
            of=root,
            link="course",
        )

    @connection(
        description="Everybody who ever enrolled, newest first unless sorted "
        "otherwise; null for all but the course's instructor and staff."
    )
    def students(
        root: strawberry.Parent[models.Course],
        info: Info,
        filters: EnrollmentFilters = strawberry.UNSET,
        ordering: EnrollmentOrdering = strawberry.UNSET,
    ) -> Connection["Enrollment"] | None:
        if not root.is_run_by(info.context.viewer):
            return None
        enrollments: Any = models.Enrollment.objects.all()
        if filters:
            enrollments = filters.apply(enrollments)
        return Rows(
            enrollments.with_activity().select_related("student", "course"),
            order=sort_keys(ordering, Key("enrolled_at", descending=True)),
            of=root,
            link="course",
        )

    @strawberry.field(
        description="How the course does, in numbers; null for all but its instructor "
        "and staff."
    )
    def stats(root: strawberry.Parent[models.Course], info: Info) -> CourseStats | None:
        return CourseStats(course=root) if root.is_run_by(info.context.viewer) else None

    @strawberry.field(
        description="The viewer's enrollment, active or left; null for who never "
        "enrolled or is not signed in."
    )
    def viewer_enrollment(
        root: strawberry.Parent[models.Course], info: Info
    ) -> "Enrollment | None":
        return _viewer_enrollment(root, info)

    @strawberry.field(description="The viewer's review; null when there is none.")
    def viewer_review(
        root: strawberry.Parent[models.Course], info: Info
    ) -> LazyReview | None:
        return _viewer_review(root, info)

    @strawberry.field(
        description="Whether the viewer may change the course: its instructor and "
        "staff."
    )
    def viewer_can_edit(root: strawberry.Parent[models.Course], info: Info) -> bool:
        return root.is_run_by(info.context.viewer)

    @strawberry.field(description="Whether `enroll` would make the viewer a student.")
    def viewer_can_enroll(root: strawberry.Parent[models.Course], info: Info) -> bool:
        viewer = info.context.viewer
        if not viewer.is_authenticated or root.instructor_id == viewer.pk:
            return False
        enrollment = _viewer_enrollment(root, info)
        return root.is_published and not (enrollment and enrollment.is_active)

    @strawberry.field(
        description="Whether `createReview` would be accepted: for present and past "
        "students without a review."
    )
    def viewer_can_review(root: strawberry.Parent[models.Course], info: Info) -> bool:
        if root.instructor_id == info.context.viewer.pk:
            return False
        return bool(_viewer_enrollment(root, info)) and not _viewer_review(root, info)


def _viewer_enrollment(course: models.Course, info: Info) -> models.Enrollment | None:
    def loader(courses: list[models.Course]) -> dict[int, models.Enrollment]:
        enrollments = models.Enrollment.objects.visible_to(info.context.viewer)
        own = enrollments.filter(course__in=courses).select_related("course")
        return {enrollment.course_id: enrollment for enrollment in together(own)}

    return load(course, "viewer enrollment", loader)


def _viewer_review(course: models.Course, info: Info) -> ReviewRow | None:
    def loader(courses: list[models.Course]) -> dict[int, ReviewRow]:
        if not info.context.viewer.is_authenticated:
            return {}
        own = info.context.viewer.reviews.filter(course__in=courses)
        return {review.course_id: review for review in together(own)}

    return load(course, "viewer review", loader)


@strawberry_django.type(
    models.Lesson, field_cls=Field, description="A lesson of a course."
)
class Lesson(Node):
    course: Course = strawberry_django.field(description="The course that it is in.")
    title: str = strawberry_django.field(description="At most 200 characters.")
    order: int = strawberry_django.field(
        description="Its place in the course, from 1; lessons are sorted by it."
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

    @strawberry.field(
        description="What the viewer did with it; null when that is nothing."
    )
    def viewer_progress(
        root: strawberry.Parent[models.Lesson], info: Info
    ) -> "Progress | None":
        def loader(lessons: list[models.Lesson]) -> dict[int, models.Progress]:
            own = models.Progress.objects.visible_to(info.context.viewer)
            found = together(own.filter(lesson__in=lessons))
            return {progress.lesson_id: progress for progress in found}

        return load(root, "viewer progress", loader)

    @strawberry.field(description="The lesson after it; null after the last.")
    def next(root: strawberry.Parent[models.Lesson]) -> "Lesson | None":
        return _neighbours(root)[1]

    @strawberry.field(description="The lesson before it; null before the first.")
    def previous(root: strawberry.Parent[models.Lesson]) -> "Lesson | None":
        return _neighbours(root)[0]


def _lessons_of(courses: Iterable[Any]) -> list[models.Lesson]:
    """Their lessons in order, without the long texts that are for students."""
    lessons = models.Lesson.objects.filter(course__in=courses).defer("content")
    return together(lessons.order_by("course", "order"))


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
        rows = _lessons_of({one.course_id for one in lessons})
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
    lesson: Lesson = strawberry_django.field(description="The lesson.")
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
        description="When the last lesson was done; set once and kept, whatever "
        "happens to the course later."
    )
    last_activity_at: strawberry.auto = strawberry_django.field(
        description="When the student last did something in the course; null before."
    )

    @strawberry.field(
        description="What was done with each lesson that was touched, in their order."
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
        description="Lessons done over lessons that the course has, from 0 to 100, "
        "rounded down; 0 for a course without lessons."
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
    lesson: Lesson = strawberry_django.field(description="The lesson.")
    is_completed: bool = strawberry_django.field(description="Whether it is done.")
    completed_at: strawberry.auto = strawberry_django.field(
        description="When it was done; null while it is not."
    )
    position_seconds: int = strawberry_django.field(
        description="Where to resume its video, in seconds from the start."
    )
