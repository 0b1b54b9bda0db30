"""Filters and orderings of categories, courses and enrollments."""

from typing import Annotated, Any, ClassVar

import strawberry
from django.db.models import DateTimeField

from courses import models
from schema.base.errors import BadUserInput
from schema.base.inputs import given
from schema.base.keyset import Key
from schema.base.nodes import key_of
from schema.base.ordering import Ordering
from schema.base.placeholders import Text
from users.models import User

MAX_SEARCH_LENGTH = 200


@strawberry.input(one_of=True, description="One key to sort categories by.")
class CategoryOrder:
    name: Ordering | None = strawberry.field(
        default=strawberry.UNSET, description="By name."
    )


@strawberry.input(description="Which courses: those that meet every condition given.")
class CourseFilter:
    search: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Words that begin words of the title, the description or the "
        f"instructor's name; at most {MAX_SEARCH_LENGTH} characters, of which the "
        "first 10 words count.",
    )
    category_slug: str | None = strawberry.field(
        default=strawberry.UNSET, description="The slug of the category."
    )
    instructor_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The global id of the instructor."
    )
    min_rating: float | None = strawberry.field(
        default=strawberry.UNSET,
        description="The least average rating, in stars from 1 to 5; leaves out "
        "courses without reviews.",
    )
    is_published: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="True for published courses, false for the others, as far as the "
        "viewer may see them.",
    )

    def apply(self, courses: Any) -> Any:
        if given(self.category_slug):
            courses = courses.filter(category__slug=self.category_slug)
        if given(self.instructor_id):
            courses = courses.filter(
                instructor=id_in_filter(User, self.instructor_id, "instructorId")
            )
        if given(self.min_rating):
            courses = courses.filter(
                rating_count__gt=0, rating_average__gte=self.min_rating
            )
        if given(self.is_published):
            courses = courses.filter(is_published=self.is_published)
        if self.is_search:
            courses = courses.matching(self.search)
        return courses

    @property
    def is_search(self) -> bool:
        if not self.search or self.search.isspace():
            return False
        if len(self.search) > MAX_SEARCH_LENGTH:
            raise BadUserInput(f"`search` has at most {MAX_SEARCH_LENGTH} characters.")
        return True


@strawberry.input(one_of=True, description="One key to sort courses by.")
class CourseOrder:
    KEYS: ClassVar[dict[str, Key]] = {"rating": Key("rating_average")}

    created_at: Ordering | None = strawberry.field(
        default=strawberry.UNSET, description="By the time at which they were made."
    )
    title: Ordering | None = strawberry.field(
        default=strawberry.UNSET, description="By title."
    )
    rating: Ordering | None = strawberry.field(
        default=strawberry.UNSET,
        description="By average rating; courses without reviews count as 0 stars.",
    )
    student_count: Ordering | None = strawberry.field(
        default=strawberry.UNSET, description="By the number of active students."
    )


@strawberry.input(
    description="Which enrollments: those that meet every condition given."
)
class EnrollmentFilter:
    course_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The global id of the course."
    )
    is_active: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="True for active ones, false for those that the student left.",
    )
    is_completed: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="True for those that were ever completed, false for the others.",
    )

    def apply(self, enrollments: Any) -> Any:
        if given(self.course_id):
            enrollments = enrollments.filter(
                course=id_in_filter(models.Course, self.course_id, "courseId")
            )
        if given(self.is_active):
            enrollments = enrollments.filter(is_active=self.is_active)
        if given(self.is_completed):
            enrollments = enrollments.filter(completed_at__isnull=not self.is_completed)
        return enrollments


@strawberry.input(one_of=True, description="One key to sort enrollments by.")
class EnrollmentOrder:
    KEYS: ClassVar[dict[str, Key]] = {
        "last_activity_at": Key("activity", column=DateTimeField())
    }

    enrolled_at: Ordering | None = strawberry.field(
        default=strawberry.UNSET, description="By the time of the first enrollment."
    )
    last_activity_at: Ordering | None = strawberry.field(
        default=strawberry.UNSET,
        description="By the time of the last progress, else of the enrollment.",
    )


CategoryOrdering = Annotated[
    list[CategoryOrder] | None,
    strawberry.argument(description="How to sort; by name without it."),
]
CourseFilters = Annotated[
    CourseFilter | None,
    strawberry.argument(description="Which courses; all visible ones without it."),
]
CourseOrdering = Annotated[
    list[CourseOrder] | None,
    strawberry.argument(
        description="How to sort, the first key first; without it a search's best "
        "matches come first, else the newest courses."
    ),
]
EnrollmentFilters = Annotated[
    EnrollmentFilter | None,
    strawberry.argument(description="Which enrollments; all without it."),
]
EnrollmentOrdering = Annotated[
    list[EnrollmentOrder] | None,
    strawberry.argument(
        description="How to sort, the first key first; the newest first without it."
    ),
]


def id_in_filter(model: Any, id: str | None, field: str) -> int:
    """The primary key in an id. Raises :class:`BadUserInput` for a malformed one."""
    if isinstance(id, Text):
        return id.key_of(model, is_needed=True)
    key = key_of(model, id or "")
    if key is None:
        raise BadUserInput(f"`{field}` is not the id of a {model.__name__}.")
    return key
