"""Making an account: what it is then, and everything for which it is refused."""

from typing import Any

import pytest

from tests.client import Client
from tests.factories import PASSWORD
from users.models import Profile, Role, User

REGISTER = """
    mutation ($input: RegisterInput!) {
      register(input: $input) {
        user { username firstName lastName profile { role bio profileImage { url } } }
        errors { field code }
      }
    }
"""
TOKEN_AUTH = """
    mutation ($username: String!, $password: String!) {
      tokenAuth(username: $username, password: $password) { user { username } }
    }
"""
ADA = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}


def refusals(*codes: tuple[str, str]) -> dict[str, Any]:
    """The answer of a registration that is refused for these fields and codes."""
    errors = [{"field": [field], "code": code} for field, code in codes]
    return {"register": {"user": None, "errors": errors}}


def test_a_visitor_makes_an_account(visitor: Client) -> None:
    names = {"firstName": "Ada", "lastName": "Lovelace"}

    result = visitor(REGISTER, input=ADA | names)

    profile = {"role": "STUDENT", "bio": "", "profileImage": None}
    user = {"username": "ada", **names, "profile": profile}
    assert result.data == {"register": {"user": user, "errors": []}}
    row = User.objects.select_related("profile").get()
    assert (row.username, row.email) == ("ada", "ada@example.com")
    assert (row.first_name, row.last_name) == ("Ada", "Lovelace")
    assert row.check_password(PASSWORD)
    assert (row.is_active, row.is_staff, row.is_superuser) == (True, False, False)
    assert row.profile.role == Role.STUDENT


@pytest.mark.parametrize(
    ("chosen", "role"),
    [("STUDENT", "STUDENT"), ("INSTRUCTOR", "INSTRUCTOR"), (None, "STUDENT")],
)
def test_people_choose_what_they_are(
    visitor: Client, chosen: str | None, role: str
) -> None:
    result = visitor(REGISTER, input=ADA | {"role": chosen})

    assert result.data["register"]["user"]["profile"]["role"] == role
    assert Profile.objects.get().role == Role[role]


def test_names_may_be_left_empty(visitor: Client) -> None:
    result = visitor(REGISTER, input=ADA | {"firstName": None, "lastName": " "})

    user = result.data["register"]["user"]
    assert (user["firstName"], user["lastName"]) == ("", "")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"username": " ada\t"}, {"username": "ada"}),
        ({"username": "ａｄａ"}, {"username": "ada"}),
        ({"username": "Émile"}, {"username": "Émile"}),
        ({"email": " Ada@EXAMPLE.Com\n"}, {"email": "Ada@example.com"}),
        ({"email": "ada@MÜLLER.example"}, {"email": "ada@müller.example"}),
        ({"firstName": " Augusta  Ada "}, {"first_name": "Augusta  Ada"}),
        ({"lastName": "\u3000King "}, {"last_name": "King"}),
    ],
)
def test_what_is_typed_is_tidied(
    visitor: Client, typed: dict[str, str], kept: dict[str, str]
) -> None:
    result = visitor(REGISTER, input=ADA | typed)

    assert result.data["register"]["errors"] == []
    assert User.objects.filter(**kept).exists()


@pytest.mark.parametrize(
    "password",
    ["  spaces stay  ", "пароль-лошадь", "horse\0battery", "🐴🔋📎🐴🔋📎🐴🔋"],
)
def test_a_password_is_kept_as_it_was_typed(visitor: Client, password: str) -> None:
    result = visitor(REGISTER, input=ADA | {"password": password})

    assert result.data["register"]["errors"] == []
    signed_in = visitor(TOKEN_AUTH, username="ada", password=password)
    assert signed_in.data == {"tokenAuth": {"user": {"username": "ada"}}}
    shorter = password.strip(" 🔋ь").split("\0")[0]
    refused = visitor(TOKEN_AUTH, username="ada", password=shorter)
    assert refused.codes == ["UNAUTHENTICATED"]


def test_everything_that_is_wrong_is_said_at_once(visitor: Client) -> None:
    wrong = {
        "username": "ada@example.com",
        "email": "nobody",
        "firstName": "A" * 151,
        "lastName": "Love\0lace",
        "password": "1234567",
    }

    result = visitor(REGISTER, input=wrong)

    errors = result.data["register"]["errors"]
    assert result.data["register"]["user"] is None
    assert sorted((*error["field"], error["code"]) for error in errors) == [
        ("email", "INVALID"),
        ("firstName", "TOO_LONG"),
        ("lastName", "INVALID"),
        ("password", "PASSWORD_TOO_WEAK"),
        ("password", "PASSWORD_TOO_WEAK"),
        ("password", "PASSWORD_TOO_WEAK"),
        ("username", "INVALID"),
    ]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("username", "", "REQUIRED"),
        ("username", " \t", "REQUIRED"),
        ("username", "a" * 151, "TOO_LONG"),
        ("username", "ﬀ" * 76, "TOO_LONG"),
        ("username", "ada lovelace", "INVALID"),
        ("username", "ada\nlovelace", "INVALID"),
        ("username", "ada@example.org", "INVALID"),
        ("username", "ada＠example.org", "INVALID"),
        ("username", "ada\0", "INVALID"),
        ("username", "\0", "INVALID"),
        ("username", "🐴", "INVALID"),
        ("email", "", "REQUIRED"),
        ("email", " ", "REQUIRED"),
        ("email", "ada", "INVALID"),
        ("email", "ada@", "INVALID"),
        ("email", "@example.com", "INVALID"),
        ("email", "ada@example", "INVALID"),
        ("email", "ada@exa mple.com", "INVALID"),
        ("email", "ada@example.com\nBcc: all@example.com", "INVALID"),
        ("email", "ada\0@example.com", "INVALID"),
        ("email", "ada@example.com\0", "INVALID"),
        (
            "email",
            f"ada@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.example",
            "TOO_LONG",
        ),
        ("firstName", "A" * 151, "TOO_LONG"),
        ("firstName", "\0", "INVALID"),
        ("firstName", "Ada\nLovelace", "INVALID"),
        ("lastName", "A" * 151, "TOO_LONG"),
        ("lastName", "Love\0lace", "INVALID"),
        ("lastName", "Love\x7flace", "INVALID"),
        ("password", "", "PASSWORD_TOO_WEAK"),
        ("password", "x7!kQ.p", "PASSWORD_TOO_WEAK"),
        ("password", "password", "PASSWORD_TOO_WEAK"),
        ("password", "84629175036", "PASSWORD_TOO_WEAK"),
        ("password", "ada@example.com", "PASSWORD_TOO_WEAK"),
    ],
)
def test_a_value_that_is_not_right_is_refused(
    visitor: Client, field: str, value: str, code: str
) -> None:
    result = visitor(REGISTER, input=ADA | {field: value})

    assert result.data == refusals((field, code))
    assert not User.objects.exists()
    assert not Profile.objects.exists()


@pytest.mark.parametrize("field", ["username", "email", "password"])
def test_null_is_no_value_for_what_is_needed(visitor: Client, field: str) -> None:
    result = visitor(REGISTER, input=ADA | {field: None})

    assert result.codes == ["BAD_USER_INPUT"]
    assert "data" not in result.body
    assert not User.objects.exists()
