"""An account that was deactivated: nobody gets in by it, and nobody sees it."""

from typing import Any

import pytest

from tests.client import Client
from tests.factories import PASSWORD
from tests.users.conftest import with_header
from users.models import RefreshToken, User

TOKEN_AUTH = """
    mutation ($username: String!, $password: String!) {
      tokenAuth(username: $username, password: $password) { token }
    }
"""
REFRESH = """
    mutation ($refreshToken: String!) {
      refreshToken(refreshToken: $refreshToken) { token }
    }
"""
UPDATE = """
    mutation ($input: UpdateProfileInput!) {
      updateProfile(input: $input) { user { username } }
    }
"""
VERIFY = "mutation ($token: String!) { verifyToken(token: $token) { payload } }"
ME = "{ me { id } }"
NODE = "query ($id: ID!) { node(id: $id) { id } }"


@pytest.fixture
def deactivated(student: User, signed_in: dict[str, Any]) -> User:
    """``student``, whose account was deactivated while they were signed in."""
    student.is_active = False
    student.save(update_fields=["is_active"])
    return student


def test_their_access_token_is_refused(
    signed_in: dict[str, Any], deactivated: User
) -> None:
    result = with_header(f"Bearer {signed_in['token']}")(ME)

    assert result.body["data"] == {"me": None}
    assert result.codes == ["UNAUTHENTICATED"]


def test_their_access_token_is_not_verified(
    visitor: Client, signed_in: dict[str, Any], deactivated: User
) -> None:
    result = visitor(VERIFY, token=signed_in["token"])

    assert result.codes == ["UNAUTHENTICATED"]


def test_they_write_nothing_any_more(
    signed_in: dict[str, Any], deactivated: User
) -> None:
    client = with_header(f"Bearer {signed_in['token']}")

    result = client(UPDATE, input={"firstName": "Grace"})

    assert result.codes == ["UNAUTHENTICATED"]
    deactivated.refresh_from_db()
    assert deactivated.first_name == "Ada"


def test_they_can_not_refresh(
    visitor: Client, signed_in: dict[str, Any], deactivated: User
) -> None:
    result = visitor(REFRESH, refreshToken=signed_in["refreshToken"])

    assert result.codes == ["UNAUTHENTICATED"]
    assert RefreshToken.objects.count() == 1


def test_they_can_not_sign_in(visitor: Client, deactivated: User) -> None:
    result = visitor(TOKEN_AUTH, username=deactivated.username, password=PASSWORD)

    assert result.codes == ["UNAUTHENTICATED"]
    assert RefreshToken.objects.count() == 1


def test_nobody_finds_them(
    student: User, as_student: Client, clients: dict[str, Client]
) -> None:
    id = as_student(ME).data["me"]["id"]
    student.is_active = False
    student.save(update_fields=["is_active"])
    del clients["student"]

    result = [client(NODE, id=id).data for client in clients.values()]

    assert result == [{"node": None}] * 5
