"""An account that was deactivated: nobody gets in by it, and nobody sees it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.client import Client
from tests.factories import PASSWORD
from tests.users.conftest import with_header
from users import tokens
from users.exceptions import WrongCredentials
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


def save(user: User, is_active: bool) -> None:
    user = User.objects.get(pk=user.pk)
    user.is_active = is_active
    user.save()


def save_the_field(user: User, is_active: bool) -> None:
    user = User.objects.get(pk=user.pk)
    user.is_active = is_active
    user.save(update_fields=["is_active"])


def update(user: User, is_active: bool) -> None:
    User.objects.filter(is_active=not is_active).update(is_active=is_active)


def update_in_bulk(user: User, is_active: bool) -> None:
    user = User.objects.get(pk=user.pk)
    user.is_active = is_active
    User.objects.bulk_update([user], ["is_active"])


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


@pytest.mark.parametrize("write", [save, save_the_field, update, update_in_bulk])
def test_who_is_reactivated_has_to_sign_in_again(
    visitor: Client,
    student: User,
    signed_in: dict[str, Any],
    signed_in_elsewhere: dict[str, Any],
    write: Callable[[User, bool], None],
) -> None:
    write(student, False)
    write(student, True)

    result = visitor(TOKEN_AUTH, username=student.username, password=PASSWORD)

    assert with_header(f"Bearer {result.data['tokenAuth']['token']}")(ME).data["me"]
    for each in (signed_in, signed_in_elsewhere):
        refused = [
            with_header(f"Bearer {each['token']}")(ME),
            visitor(VERIFY, token=each["token"]),
            visitor(REFRESH, refreshToken=each["refreshToken"]),
        ]
        assert [answer.codes for answer in refused] == [["UNAUTHENTICATED"]] * 3


def test_other_people_stay_signed_in(
    as_other_student: Client, deactivated: User
) -> None:
    User.objects.filter(pk=deactivated.pk).update(is_active=False)

    result = as_other_student(ME)

    assert result.data["me"]


def test_whoever_signs_in_at_that_moment_gets_no_token(student: User) -> None:
    just_read = User.objects.get(pk=student.pk)
    User.objects.filter(pk=student.pk).update(is_active=False)

    with pytest.raises(WrongCredentials) as result:
        tokens.issue(just_read)

    assert str(result.value) == "The name or the password is wrong."
    assert not RefreshToken.objects.exists()


def test_nobody_finds_them(
    student: User, as_student: Client, clients: dict[str, Client]
) -> None:
    id = as_student(ME).data["me"]["id"]
    student.is_active = False
    student.save(update_fields=["is_active"])
    del clients["student"]

    result = [client(NODE, id=id).data for client in clients.values()]

    assert result == [{"node": None}] * 5
