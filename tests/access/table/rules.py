"""For whom something holds: the words of the access table.

A rule is asked of a viewer and a row. It looks at plain facts, never at the querysets
of the product: what the two say of access is to be compared.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from courses.models import Course, Enrollment, Lesson, Progress, Resource
from reviews.models import Review
from users.models import Role, User


@dataclass
class Viewer:
    """Somebody who asks, with what there is of theirs: primary keys."""

    kind: str
    user: User | None = None
    studies: set[int] = field(default_factory=set)
    has_enrolled: set[int] = field(default_factory=set)
    has_reviewed: set[int] = field(default_factory=set)
    has_begun: set[int] = field(default_factory=set)
    has_muted: set[int] = field(default_factory=set)

    @property
    def is_staff(self) -> bool:
        return self.user is not None and self.user.is_staff

    @property
    def key(self) -> int | None:
        return self.user.pk if self.user else None


@dataclass(frozen=True)
class Rule:
    holds: Callable[[Viewer, Any], bool]

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(lambda who, row: self.holds(who, row) and other.holds(who, row))

    def __or__(self, other: "Rule") -> "Rule":
        return Rule(lambda who, row: self.holds(who, row) or other.holds(who, row))

    def __invert__(self) -> "Rule":
        return Rule(lambda who, row: not self.holds(who, row))


def _course(row: Any) -> Course:
    if isinstance(row, Course):
        return row
    if isinstance(row, Resource | Progress):
        return row.lesson.course
    assert isinstance(row, Lesson | Enrollment | Review), row
    return row.course


def _owner(row: Any) -> int:
    if isinstance(row, User):
        return row.pk
    if isinstance(row, Enrollment | Review):
        return row.student_id
    return row.enrollment.student_id if isinstance(row, Progress) else row.user_id


# Of any row, and of none.
ANYONE = Rule(lambda who, row: True)
SIGNED_IN = Rule(lambda who, row: who.user is not None)
STAFF = Rule(lambda who, row: who.is_staff)
AUTHORS = STAFF | Rule(
    lambda who, row: who.user is not None and who.user.profile.role == Role.INSTRUCTOR
)

# Of a person, and of what belongs to one.
OWN = Rule(lambda who, row: who.key == _owner(row))
OWN_AND_STAFF = OWN | STAFF
WITH_AN_ACCOUNT = Rule(lambda who, row: row.is_active)

# Of a course, and of what is in one.
TEACHING = Rule(lambda who, row: who.key == _course(row).instructor_id)
RUNNING = STAFF | TEACHING
STUDYING = Rule(lambda who, row: _course(row).pk in who.studies)
PUBLISHED = Rule(lambda who, row: _course(row).is_published)
SEEN = PUBLISHED | RUNNING | STUDYING
EVER_ENROLLED = Rule(lambda who, row: row.pk in who.has_enrolled)
REVIEWERS = Rule(lambda who, row: row.pk in who.has_reviewed)
MUTING = Rule(lambda who, row: row.pk in who.has_muted)

# Of a lesson, and of a resource.
PREVIEW = PUBLISHED & Rule(lambda who, row: getattr(row, "lesson", row).is_preview)
LEARNING = RUNNING | STUDYING | PREVIEW
BEGINNERS = Rule(lambda who, row: row.pk in who.has_begun)

OWN_AND_SEEN = OWN & SEEN
