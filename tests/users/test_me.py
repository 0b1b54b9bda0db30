"""``me`` is who asks."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.client import Client
from users.models import User

ME = """
    {
      me {
        username
        email
        firstName
        lastName
        dateJoined
        profile { role bio profileImage { url } }
      }
    }
"""


def test_a_visitor_is_nobody(visitor: Client) -> None:
    result = visitor(ME)

    assert result.data == {"me": None}


@pytest.mark.parametrize(
    ("viewer", "role"),
    [
        ("student", "STUDENT"),
        ("other_student", "STUDENT"),
        ("instructor", "INSTRUCTOR"),
        ("staff", "STUDENT"),
    ],
)
def test_people_see_themselves(
    request: pytest.FixtureRequest, viewer: str, role: str
) -> None:
    user: User = request.getfixturevalue(viewer)
    client: Client = request.getfixturevalue(f"as_{viewer}")

    result = client(ME)

    assert result.data["me"] == {
        "username": user.username,
        "email": user.email,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "dateJoined": user.date_joined.isoformat(),
        "profile": {"role": role, "bio": "", "profileImage": None},
    }


def test_it_takes_one_statement(
    as_student: Client, statements: Callable[[Callable[[], Any]], int]
) -> None:
    result = statements(lambda: as_student(ME).data)

    assert result == 1
