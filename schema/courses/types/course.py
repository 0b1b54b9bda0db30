from typing import TYPE_CHECKING, Annotated, Any

import strawberry
import strawberry_django

from courses import models
from files.markdown import safe_html
from reviews.models import Review as ReviewRow
from schema.base.connections import Connection, connection
from schema.base.context import Info
from schema.base.derived import derived, same_row
from schema.base.images import Image, image
from schema.base.keyset import Key, Rows
from schema.base.lists import listed, single
from schema.base.nodes import Field, Node
from schema.base.ordering import sort_keys
from schema.courses import rows
from schema.courses.inputs import EnrollmentFilters, EnrollmentOrdering
from schema.courses.types.category import Category
from schema.courses.types.rating import RatingSummary
from schema.courses.types.stats import CourseStats
from schema.reviews.inputs import ReviewOrdering
from schema.users.types import User

if TYPE_CHECKING:
    from schema.courses.types import Enrollment, Lesson
    from schema.reviews.types import Review

LazyEnrollment = Annotated["Enrollment", strawberry.lazy("schema.courses.types")]
LazyLesson = Annotated["Lesson", strawberry.lazy("schema.courses.types")]
LazyReview = Annotated["Review", strawberry.lazy("schema.reviews.types")]


def is_run_by_viewer(instructor_id: int, viewer: Any) -> bool:
    return models.Course(instructor_id=instructor_id).is_run_by(viewer)


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
        description="Whether everybody may see it. One that is not published is for "
        "its instructor, its active students and staff."
    )
    published_at: strawberry.auto = strawberry_django.field(
        description="When it was first published; null for one that never was."
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

    @derived(description="The description as HTML that is safe to put into a page.")
    def description_html(description: str) -> str:
        return safe_html(description)

    @strawberry.field(description="Its cover; null when it has none.")
    def thumbnail(root: strawberry.Parent[models.Course], info: Info) -> Image | None:
        return image(info, root, "thumbnail")

    @listed(description="Its lessons in order, at most 500.")
    def lessons(root: strawberry.Parent[models.Course]) -> list[LazyLesson]:
        # Their long texts are for students, and fetched for them alone.
        lessons = models.Lesson.objects.defer("content")
        return Rows(lessons, order=(Key("order"),), of=root, link="course")

    @same_row(description="Its reviews, counted.")
    def rating(root: strawberry.Parent[models.Course]) -> RatingSummary:
        return root

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
        "otherwise; null for all but the course's instructor and staff. An "
        "enrollment and its progress are the student's own: `node` gives them to "
        "nobody else.",
        when=is_run_by_viewer,
    )
    def students(
        root: strawberry.Parent[models.Course],
        info: Info,
        filters: EnrollmentFilters = strawberry.UNSET,
        ordering: EnrollmentOrdering = strawberry.UNSET,
    ) -> Connection[LazyEnrollment] | None:
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

    @single(
        description="The viewer's enrollment, active or left; null for who never "
        "enrolled or is not signed in."
    )
    def viewer_enrollment(
        root: strawberry.Parent[models.Course], info: Info
    ) -> LazyEnrollment | None:
        return rows.viewer_enrollments(root, info)

    @single(description="The viewer's review; null when there is none.")
    def viewer_review(
        root: strawberry.Parent[models.Course], info: Info
    ) -> LazyReview | None:
        return rows.viewer_reviews(root, info)

    @derived(
        description="Whether the viewer may change the course: its instructor and "
        "staff."
    )
    def viewer_can_edit(instructor_id: int, viewer: Any) -> bool:
        return is_run_by_viewer(instructor_id, viewer)

    @strawberry.field(
        description="Whether `enroll` would make the viewer a student; false for one "
        "who is, and without a sign-in."
    )
    def viewer_can_enroll(root: strawberry.Parent[models.Course], info: Info) -> bool:
        viewer = info.context.viewer
        if not viewer.is_authenticated or root.instructor_id == viewer.pk:
            return False
        enrollment = rows.viewer_enrollment(root, info)
        return root.is_published and not (enrollment and enrollment.is_active)

    @strawberry.field(
        description="Whether `createReview` would be accepted: for present and past "
        "students who have not reviewed it."
    )
    def viewer_can_review(root: strawberry.Parent[models.Course], info: Info) -> bool:
        if root.instructor_id == info.context.viewer.pk:
            return False
        enrollment = rows.viewer_enrollment(root, info)
        return bool(enrollment) and not rows.viewer_review(root, info)

    @strawberry.field(
        description="Whether the viewer wants to hear nothing of the course; null for "
        "who is not signed in."
    )
    def viewer_has_muted(
        root: strawberry.Parent[models.Course], info: Info
    ) -> bool | None:
        return rows.viewer_has_muted(root, info)
