"""Whose e-mail address somebody sees: their own, and staff everybody's."""

import pytest

from courses.models import Course
from tests.client import Client
from users.models import User

ME = "{ me { id email } }"
NODE = "query ($id: ID!) { node(id: $id) { ... on User { username email } } }"
INSTRUCTOR = """
    query ($slug: String!) { course(slug: $slug) { instructor { username email } } }
"""


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        ("visitor", False),
        ("student", True),
        ("other student", False),
        ("instructor", False),
        ("other instructor", False),
        ("staff", True),
    ],
)
def test_a_students_address(
    clients: dict[str, Client], student: User, viewer: str, sees: bool
) -> None:
    id = clients["student"](ME).data["me"]["id"]

    result = clients[viewer](NODE, id=id)

    email = student.email if sees else None
    assert result.data == {"node": {"username": student.username, "email": email}}


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        ("visitor", False),
        ("student", False),
        ("other student", False),
        ("instructor", True),
        ("other instructor", False),
        ("staff", True),
    ],
)
def test_an_instructors_address(
    clients: dict[str, Client],
    course: Course,
    instructor: User,
    viewer: str,
    sees: bool,
) -> None:
    result = clients[viewer](INSTRUCTOR, slug=course.slug)

    email = instructor.email if sees else None
    assert result.data["course"] == {
        "instructor": {"username": instructor.username, "email": email}
    }
