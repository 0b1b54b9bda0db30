"""``updateProfile``: what people say of themselves, all of it or nothing."""

from typing import Any

import pytest

from tests.client import Client
from tests.users.clock import ago
from users.models import User

UPDATE = """
    mutation ($input: UpdateProfileInput!) {
      updateProfile(input: $input) {
        user { username firstName lastName profile { role bio } }
        errors { field code }
      }
    }
"""
TWICE = """
    mutation ($first: UpdateProfileInput!, $second: UpdateProfileInput!) {
      first: updateProfile(input: $first) { errors { field code } }
      second: updateProfile(input: $second) {
        user { firstName lastName profile { bio } }
        errors { field code }
      }
    }
"""


@pytest.fixture
def student(student: User) -> User:
    """Grace Hopper, a student with a bio."""
    student.first_name, student.last_name = "Grace", "Hopper"
    student.profile.bio = "Wrote the first compiler."
    student.save()
    student.profile.save()
    return student


def stored(user: User) -> dict[str, Any]:
    user = User.objects.select_related("profile").get(pk=user.pk)
    return {
        "username": user.username,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "profile": {
            "role": user.profile.get_role_display().upper(),
            "bio": user.profile.bio,
        },
    }


@pytest.mark.parametrize(
    ("input", "names", "bio"),
    [
        ({}, ("Grace", "Hopper"), "Wrote the first compiler."),
        ({"firstName": "G."}, ("G.", "Hopper"), "Wrote the first compiler."),
        ({"lastName": "Murray"}, ("Grace", "Murray"), "Wrote the first compiler."),
        ({"bio": "Tired."}, ("Grace", "Hopper"), "Tired."),
        ({"firstName": "G.", "lastName": "M.", "bio": "–"}, ("G.", "M."), "–"),
        ({"firstName": None}, ("", "Hopper"), "Wrote the first compiler."),
        ({"lastName": None}, ("Grace", ""), "Wrote the first compiler."),
        ({"bio": None}, ("Grace", "Hopper"), ""),
        ({"firstName": "", "lastName": " ", "bio": "\n"}, ("", ""), ""),
        ({"firstName": " Zoë\t", "bio": "a\n\nb\n"}, ("Zoë", "Hopper"), "a\n\nb"),
        ({"firstName": "A" * 150, "lastName": None}, ("A" * 150, ""), None),
        ({"bio": "🙂" * 2000}, ("Grace", "Hopper"), "🙂" * 2000),
    ],
)
def test_what_is_left_out_stays_and_null_empties(
    as_student: Client,
    student: User,
    input: dict[str, str | None],
    names: tuple[str, str],
    bio: str | None,
) -> None:
    result = as_student(UPDATE, input=input)

    user = {
        "username": student.username,
        "firstName": names[0],
        "lastName": names[1],
        "profile": {
            "role": "STUDENT",
            "bio": student.profile.bio if bio is None else bio,
        },
    }
    assert result.data == {"updateProfile": {"user": user, "errors": []}}
    assert stored(student) == user


@pytest.mark.parametrize(
    ("input", "errors"),
    [
        ({"firstName": "A" * 151}, [("firstName", "TOO_LONG")]),
        ({"lastName": "A" * 151}, [("lastName", "TOO_LONG")]),
        ({"bio": "A" * 2001}, [("bio", "TOO_LONG")]),
        ({"firstName": "\0"}, [("firstName", "INVALID")]),
        ({"lastName": "Hop\nper"}, [("lastName", "INVALID")]),
        ({"bio": "Hop\0per"}, [("bio", "INVALID")]),
        ({"firstName": "G.", "lastName": "A" * 151}, [("lastName", "TOO_LONG")]),
        ({"firstName": "G.", "bio": "A" * 2001}, [("bio", "TOO_LONG")]),
        ({"bio": "Tired.", "firstName": "\0"}, [("firstName", "INVALID")]),
        (
            {"firstName": "A" * 151, "lastName": "\0", "bio": "\0" * 2001},
            [
                ("firstName", "TOO_LONG"),
                ("lastName", "INVALID"),
                ("bio", "TOO_LONG"),
                ("bio", "INVALID"),
            ],
        ),
    ],
)
def test_nothing_is_changed_where_one_value_is_refused(
    as_student: Client,
    student: User,
    input: dict[str, str],
    errors: list[tuple[str, str]],
) -> None:
    before = stored(student)

    result = as_student(UPDATE, input=input)

    refusals = [{"field": [field], "code": code} for field, code in errors]
    assert result.data == {"updateProfile": {"user": None, "errors": refusals}}
    assert stored(student) == before


def test_what_was_refused_is_not_in_the_next_answer(
    as_student: Client, student: User
) -> None:
    refused = {"firstName": "G.", "lastName": "A" * 151, "bio": "Tired."}

    result = as_student(TWICE, first=refused, second={"lastName": "Murray"})

    errors = [{"field": ["lastName"], "code": "TOO_LONG"}]
    user = {
        "firstName": "Grace",
        "lastName": "Murray",
        "profile": {"bio": "Wrote the first compiler."},
    }
    assert result.data == {
        "first": {"errors": errors},
        "second": {"user": user, "errors": []},
    }


def test_people_change_only_themselves(
    as_other_student: Client, other_student: User, student: User
) -> None:
    before = stored(student)

    result = as_other_student(UPDATE, input={"firstName": "Edsger", "bio": "Goto."})

    user = result.data["updateProfile"]["user"]
    assert user["username"] == other_student.username
    assert stored(other_student) == user
    assert stored(student) == before


def test_a_visitor_has_no_profile_to_change(visitor: Client, student: User) -> None:
    before = stored(student)

    result = visitor(UPDATE, input={"firstName": "Nobody"})

    assert result.codes == ["UNAUTHENTICATED"]
    assert stored(student) == before


def test_an_expired_token_changes_no_profile(student: User) -> None:
    before = stored(student)
    with ago(minutes=5):
        client = Client(student)

    result = client(UPDATE, input={"firstName": "Nobody"})

    assert result.codes == ["UNAUTHENTICATED"]
    assert stored(student) == before
