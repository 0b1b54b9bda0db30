"""``tokenAuth``: by which names, with what answer, and what it does not tell."""

from time import perf_counter
from typing import Any

import jwt
import pytest

from tests.client import Client
from tests.factories import PASSWORD, UserFactory
from tests.users.conftest import with_header
from users.models import RefreshToken, User

TOKEN_AUTH = """
    mutation ($username: String!, $password: String!) {
      tokenAuth(username: $username, password: $password) {
        token
        refreshToken
        refreshExpiresIn
        payload
        user { username email unreadNotificationCount profile { role } }
      }
    }
"""
ME = "{ me { username } }"


def quickest_refusal(name: str) -> float:
    """The least of the seconds that five refusals took."""
    seconds = []
    for _ in range(5):
        start = perf_counter()
        Client()(TOKEN_AUTH, username=name, password="wrong")
        seconds.append(perf_counter() - start)
    return min(seconds)


@pytest.fixture
def ada(db: None) -> User:
    return UserFactory(username="Ada", email="Ada.L@example.com", instructor=True)


@pytest.mark.parametrize(
    "name",
    ["Ada", "ada", "ADA", " ada ", "Ａｄａ", "Ada.L@example.com", "ada.l@EXAMPLE.COM"],
)
def test_people_sign_in_by_username_or_email_address(
    visitor: Client, ada: User, name: str
) -> None:
    result = visitor(TOKEN_AUTH, username=name, password=PASSWORD)

    assert result.data["tokenAuth"].pop("user") == {
        "username": "Ada",
        "email": "Ada.L@example.com",
        "unreadNotificationCount": 0,
        "profile": {"role": "INSTRUCTOR"},
    }
    assert with_header(f"Bearer {result.data['tokenAuth']['token']}")(ME).data == {
        "me": {"username": "Ada"}
    }


@pytest.mark.parametrize("name", ["Émile", "émile", "ÉMILE", "E\u0301mile"])
def test_letters_beyond_a_to_z_have_two_cases_too(visitor: Client, name: str) -> None:
    UserFactory(username="Émile")

    result = visitor(TOKEN_AUTH, username=name, password=PASSWORD)

    assert result.data["tokenAuth"]["user"]["username"] == "Émile"


def test_the_payload_is_what_the_access_token_says(visitor: Client, ada: User) -> None:
    result = visitor(TOKEN_AUTH, username="ada", password=PASSWORD)

    tokens = result.data["tokenAuth"]
    payload = tokens["payload"]
    assert payload == jwt.decode(tokens["token"], options={"verify_signature": False})
    assert payload["username"] == "Ada"
    assert payload["origIat"] == payload["iat"]
    assert payload["exp"] - payload["iat"] == 5 * 60
    assert tokens["refreshExpiresIn"] - payload["iat"] == 7 * 24 * 60 * 60


def test_each_sign_in_has_tokens_of_its_own(visitor: Client, ada: User) -> None:
    first = visitor(TOKEN_AUTH, username="ada", password=PASSWORD).data["tokenAuth"]

    result = visitor(TOKEN_AUTH, username="ada", password=PASSWORD).data["tokenAuth"]

    assert result["token"] != first["token"]
    assert result["refreshToken"] != first["refreshToken"]
    assert result["payload"]["jti"] != first["payload"]["jti"]


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ada", "wrong"),
        ("ada", PASSWORD.upper()),
        ("ada", ""),
        ("ada", "\0"),
        ("ada", "x" * 100_000),
        ("ada.l@example.com", "wrong"),
        ("nobody", PASSWORD),
        ("nobody@example.com", PASSWORD),
        ("", PASSWORD),
        ("@", PASSWORD),
        ("ada\0", PASSWORD),
        ("ada%", PASSWORD),
        ("x" * 100_000, PASSWORD),
        ("left", PASSWORD),
        ("left", "wrong"),
        ("left@example.com", PASSWORD),
    ],
    ids=repr,
)
def test_who_is_refused_does_not_learn_why(
    visitor: Client, ada: User, name: str, password: str
) -> None:
    UserFactory(username="left", is_active=False)

    result = visitor(TOKEN_AUTH, username=name, password=password)

    [error] = result.errors
    assert result.body["data"] == {"tokenAuth": None}
    assert error["message"] == "The name or the password is wrong."
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    assert not RefreshToken.objects.exists()


@pytest.mark.parametrize("name", ["nobody", "nobody@example.com", "left"])
def test_a_refusal_takes_as_long_whether_the_account_exists(
    db: None, settings: Any, name: str
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    UserFactory(username="ada")
    UserFactory(username="left", is_active=False)

    result = quickest_refusal(name) / quickest_refusal("ada")

    assert 1 / 3 < result < 3
