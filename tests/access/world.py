"""All rows and all viewers, as plain facts, at one moment.

Each text of each row says whose it is, as in ``xq-lesson-7-content``.
"""

import re
from typing import Any

from django.db.models import Model

from courses.models import Category, Course, Enrollment, Lesson, Progress, Resource
from notifications.models import CourseMute, Notification
from reviews.models import Review
from schema.base.nodes import global_id
from tests.access.table.rules import Viewer
from users.models import Profile, User

STUDENTS = ["active student", "other student", "former student"]
KINDS = ["visitor", "student", *STUDENTS, "other instructor", "author", "staff"]

# Every text of every row, by the GraphQL field that shows it.
TEXTS: dict[Any, dict[str, str]] = {
    Category: {"name": "name", "slug": "slug"},
    Course: {"title": "title", "slug": "slug", "description": "description"},
    Lesson: {"title": "title", "content": "content"},
    Resource: {"title": "title", "file_name": "url"},
    Review: {"comment": "comment"},
    Notification: {"message": "message", "link": "link"},
    User: {
        "username": "username",
        "first_name": "firstName",
        "last_name": "lastName",
        "email": "email",
    },
    Profile: {"bio": "bio"},
}
MARK = re.compile(r"xq-([a-z]+)-([0-9]+)-([a-z]+)", re.IGNORECASE)
ROWS: dict[str, Any] = {
    "Category": Category.objects.all(),
    "Course": Course.objects.all(),
    "Lesson": Lesson.objects.select_related("course"),
    "Resource": Resource.objects.select_related("lesson__course"),
    "Enrollment": Enrollment.objects.select_related("course"),
    "Progress": Progress.objects.select_related("enrollment", "lesson__course"),
    "Review": Review.objects.select_related("course"),
    "Notification": Notification.objects.select_related(
        "progress__enrollment", "progress__lesson__course"
    ),
    "User": User.objects.select_related("profile"),
}


def mark(row: Model, name: str) -> str:
    """What the text of this field of the row begins with."""
    return f"xq-{row._meta.model_name}-{row.pk}-{name.lower()}"


class World:
    """The viewers by their kinds, and all rows by their global ids, at one moment."""

    def __init__(self, people: dict[str, User], former: dict[str, Any]) -> None:
        fresh = {name: list(rows.all()) for name, rows in ROWS.items()}
        fresh["CourseMute"] = list(CourseMute.objects.all())
        viewers = [_viewer(kind, people.get(kind), fresh) for kind in KINDS]
        self.people = people
        self.viewers = {who.kind: who for who in viewers}
        self.rows = dict(former)
        for name in ROWS:
            self.rows |= {global_id(row): row for row in fresh[name]}
        self._links: dict[tuple[str, Any], dict[str, Any]] = {}

    def later(self) -> "World":
        """How things are now; rows that are gone stay known."""
        return World(self.people, self.rows)

    def of(self, type_name: str) -> dict[str, Any]:
        """The rows of a type."""
        model = ROWS[type_name].model
        return {id: row for id, row in self.rows.items() if isinstance(row, model)}

    def samples(self, type_name: str) -> dict[str, Any]:
        """Of a course's lessons a preview and another, of a person's news one."""
        found: dict[Any, tuple[str, Any]] = {}
        for id, row in self.of(type_name).items():
            lesson = row.lesson if isinstance(row, Resource) else row
            kind: Any = id
            if isinstance(lesson, Lesson):
                kind = (lesson.course_id, lesson.is_preview)
            if isinstance(row, Notification):
                kind = row.user_id
            found.setdefault(kind, (id, row))
        return dict(found.values())

    def named(self, model_name: str, key: int) -> Any:
        """The row that a mark names; a profile's is its user."""
        if model_name == "profile":
            return next(
                one for one in self.of("User").values() if one.profile.pk == key
            )
        type_name = next(one for one in ROWS if one.lower() == model_name)
        return self.rows[_id(type_name, key)]

    def linked(self, type_name: str, to: Any) -> dict[str, Any]:
        """The rows of a type that belong to this one; all without one."""
        link = (type_name, to and global_id(to))
        if link not in self._links:
            self._links[link] = {
                id: row
                for id, row in self.of(type_name).items()
                if to is None or _belongs(row, to)
            }
        return self._links[link]

    def is_empty(self, name: str, row: Any) -> bool:
        """Whether the field has no value on this row, whoever asks."""
        if name in ("Lesson.next", "Lesson.previous"):
            lessons = self.linked("Lesson", row.course).values()
            places = [lesson.order for lesson in lessons]
            return row.order == (max if name == "Lesson.next" else min)(places)
        if name == "RatingSummary.average":
            return not row.rating_count
        if name.startswith(("PageInfo.", "UserError.")):
            return True
        column = re.sub("([A-Z])", r"_\1", name.partition(".")[2]).lower()
        return getattr(row, column, "") is None


def _id(type_name: str, key: int) -> str:
    return global_id(ROWS[type_name].model(pk=key))


def _belongs(row: Any, to: Any) -> bool:
    """Whether a foreign key of the row leads there."""
    return any(
        field.related_model is type(to) and getattr(row, field.attname) == to.pk
        for field in row._meta.concrete_fields
    )


def _viewer(kind: str, user: User | None, rows: dict[str, list[Any]]) -> Viewer:
    if user is None:
        return Viewer(kind)
    enrollments = [one for one in rows["Enrollment"] if one.student_id == user.pk]
    reviews = [one for one in rows["Review"] if one.student_id == user.pk]
    progress = [one for one in rows["Progress"] if one.enrollment.student_id == user.pk]
    mutes = [one for one in rows["CourseMute"] if one.user_id == user.pk]
    return Viewer(
        kind,
        user,
        studies={one.course_id for one in enrollments if one.is_active},
        has_enrolled={one.course_id for one in enrollments},
        has_reviewed={one.course_id for one in reviews},
        has_begun={one.lesson_id for one in progress},
        has_muted={one.course_id for one in mutes},
    )
