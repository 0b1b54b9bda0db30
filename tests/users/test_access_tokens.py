"""The Authorization header: how it may look, and for how long a token is good."""

from typing import Any

import pytest

from tests.client import Client
from tests.factories import PASSWORD
from tests.users.clock import ago
from tests.users.conftest import sign_in, with_header
from users.models import User

ME = "{ me { username } }"
VERIFY = "mutation ($token: String!) { verifyToken(token: $token) { payload } }"
OPEN = {
    "tokenAuth": """
        mutation ($username: String!, $password: String!) {
          tokenAuth(username: $username, password: $password) { user { email } }
        }
    """,
    "verifyToken": VERIFY,
    "refreshToken": """
        mutation ($refreshToken: String!) {
          refreshToken(refreshToken: $refreshToken) { token }
        }
    """,
    "revokeToken": """
        mutation ($refreshToken: String!) {
          revokeToken(refreshToken: $refreshToken) { revoked }
        }
    """,
    "register": """
        mutation ($input: RegisterInput!) {
          register(input: $input) { user { username } errors { field code } }
        }
    """,
}


@pytest.mark.parametrize(
    "scheme", ["Bearer", "bearer", "BEARER", "JWT", "jwt", "Jwt", "Bearer  "]
)
def test_the_token_comes_under_either_name(
    student: User, signed_in: dict[str, Any], scheme: str
) -> None:
    client = with_header(f"{scheme} {signed_in['token']}")

    result = client(ME)

    assert result.data == {"me": {"username": student.username}}


@pytest.mark.parametrize(
    "header",
    [
        " ",
        "Bearer",
        "Bearer ",
        "{token}",
        "Token {token}",
        "Basic YWRhOmFkYQ==",
        "Bearer{token}",
        "Bearer: {token}",
        "Bearer {token} {token}",
        "Bearer {token}, JWT {token}",
        'Bearer "{token}"',
        "Bearer null",
        "Bearer \xe9",
        "Bearer \x00",
        "Bearer a.b.c",
    ],
)
def test_a_header_that_is_no_token_is_refused(
    signed_in: dict[str, Any], header: str
) -> None:
    client = with_header(header.format(token=signed_in["token"]))

    result = client(ME)

    assert result.status == 200
    assert result.body["data"] == {"me": None}
    assert result.codes == ["UNAUTHENTICATED"]


def test_an_empty_header_is_a_visitors(db: None) -> None:
    result = with_header("")(ME)

    assert result.data == {"me": None}


def test_a_refresh_token_gives_no_access(signed_in: dict[str, Any]) -> None:
    result = with_header(f"Bearer {signed_in['refreshToken']}")(ME)

    assert result.codes == ["UNAUTHENTICATED"]


def test_a_genuine_token_is_verified(
    visitor: Client, signed_in: dict[str, Any]
) -> None:
    result = visitor(VERIFY, token=signed_in["token"])

    assert result.data == {"verifyToken": {"payload": signed_in["payload"]}}


def test_a_token_is_good_for_nearly_five_minutes(student: User) -> None:
    with ago(minutes=4, seconds=50):
        signed_in = sign_in(student)

    result = with_header(f"Bearer {signed_in['token']}")(ME)

    assert result.data == {"me": {"username": student.username}}


def test_a_token_is_no_good_after_five_minutes(visitor: Client, student: User) -> None:
    with ago(minutes=5):
        signed_in = sign_in(student)

    result = with_header(f"Bearer {signed_in['token']}")(ME)

    [error] = result.errors
    assert result.body["data"] == {"me": None}
    assert error["message"] == "The access token has expired: refresh it."
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    assert visitor(VERIFY, token=signed_in["token"]).codes == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("name", OPEN)
def test_an_expired_token_is_not_in_the_way_of_getting_another(
    student: User, name: str
) -> None:
    with ago(minutes=6):
        expired = sign_in(student)
    client = with_header(f"Bearer {expired['token']}")
    grace = {"username": "grace", "email": "grace@example.com", "password": PASSWORD}
    variables = {
        "username": student.username,
        "password": PASSWORD,
        "token": sign_in(student)["token"],
        "refreshToken": expired["refreshToken"],
        "input": grace,
    }

    result = client(OPEN[name], **variables)

    assert all(result.data[name].values()) or not result.data[name]["errors"]
