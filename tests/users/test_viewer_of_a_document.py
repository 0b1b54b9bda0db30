"""Each mutation of a document is asked by whoever sends it, while they are signed in.

Who signs in by one of them does so for later requests; who signs out is out at once.
"""

from typing import Any

import pytest

from courses.models import Category, Course
from tests.client import Client
from tests.factories import PASSWORD
from tests.users.conftest import with_header
from users.models import User

SIGN_IN = """
    mutation ($username: String!, $password: String!) {
      tokenAuth(username: $username, password: $password) {
        user { email enrollments { totalCount } }
      }
      %s
    }
"""
RENAME = 'updateProfile(input: {firstName: "Edsger"}) { user { email } }'
CREATE_COURSE = 'createCourse(input: {title: "Mine"}) { course { id } }'
CREATE_CATEGORY = 'createCategory(input: {name: "Mine"}) { category { id } }'
REGISTER = """
    register(input: {
      username: "edsger", email: "edsger@example.com", password: "a long password"
    }) { user { username email } }
"""
CHANGE_PASSWORD = """
    mutation ($input: ChangePasswordInput!) {
      changePassword(input: $input) { user { email } }
      updateProfile(input: {firstName: "Edsger"}) { user { email } }
    }
"""
SIGN_OUT = """
    mutation ($refreshToken: String!) {
      revokeToken(refreshToken: $refreshToken) { revoked }
      updateProfile(input: {firstName: "Edsger"}) { user { email } }
    }
"""
REFRESH = """
    mutation ($refreshToken: String!) {
      refreshToken(refreshToken: $refreshToken) { token }
      updateProfile(input: {firstName: "Edsger"}) { user { email } }
    }
"""


@pytest.mark.parametrize(
    ("who", "deed"),
    [
        ("student", RENAME),
        ("instructor", CREATE_COURSE),
        ("staff", CREATE_COURSE),
        ("staff", CREATE_CATEGORY),
    ],
)
def test_signing_in_lets_nobody_do_more_in_the_same_document(
    request: pytest.FixtureRequest, visitor: Client, who: str, deed: str
) -> None:
    user: User = request.getfixturevalue(who)

    result = visitor(SIGN_IN % deed, username=user.username, password=PASSWORD)

    assert result.body["data"] == {
        "tokenAuth": {"user": {"email": user.email, "enrollments": {"totalCount": 0}}},
        deed.partition("(")[0]: None,
    }
    assert result.codes == ["UNAUTHENTICATED"]
    user.refresh_from_db()
    assert user.first_name == "Ada"
    assert not Course.objects.exists()
    assert not Category.objects.exists()


def test_signing_in_as_staff_shows_nobody_more_in_the_same_document(
    visitor: Client, staff: User
) -> None:
    result = visitor(SIGN_IN % REGISTER, username=staff.username, password=PASSWORD)

    assert result.data["tokenAuth"]["user"]["email"] == staff.email
    assert result.data["register"]["user"] == {"username": "edsger", "email": None}


def test_who_signs_in_as_another_goes_on_as_who_they_were(
    as_student: Client, student: User, other_student: User
) -> None:
    name = other_student.username

    result = as_student(SIGN_IN % RENAME, username=name, password=PASSWORD)

    assert result.data["tokenAuth"]["user"]["email"] == other_student.email
    assert result.data["updateProfile"]["user"]["email"] == student.email
    names = User.objects.values_list("first_name", flat=True).order_by("pk")
    assert list(names) == ["Edsger", "Ada"]


def test_a_changed_password_ends_the_sign_in_for_the_rest_of_the_document(
    as_student: Client, student: User
) -> None:
    passwords = {"currentPassword": PASSWORD, "newPassword": "another long password"}

    result = as_student(CHANGE_PASSWORD, input=passwords)

    assert result.body["data"] == {
        "changePassword": {"user": {"email": student.email}},
        "updateProfile": None,
    }
    assert result.codes == ["UNAUTHENTICATED"]
    student.refresh_from_db()
    assert student.first_name == "Ada"


def test_who_signs_out_does_nothing_more_in_the_same_document(
    student: User, signed_in: dict[str, Any]
) -> None:
    client = with_header(f"Bearer {signed_in['token']}")

    result = client(SIGN_OUT, refreshToken=signed_in["refreshToken"])

    assert result.body["data"]["revokeToken"]["revoked"]
    assert result.body["data"]["updateProfile"] is None
    assert result.codes == ["UNAUTHENTICATED"]
    student.refresh_from_db()
    assert student.first_name == "Ada"


def test_who_refreshes_goes_on_in_the_same_document(
    student: User, signed_in: dict[str, Any]
) -> None:
    client = with_header(f"Bearer {signed_in['token']}")

    result = client(REFRESH, refreshToken=signed_in["refreshToken"])

    assert result.data["refreshToken"]["token"]
    assert result.data["updateProfile"] == {"user": {"email": student.email}}
