"""``changePassword``: needs the old one, and ends whatever came of it."""

from functools import partial
from typing import Any

import pytest

from tests.client import Client
from tests.factories import PASSWORD, UserFactory
from tests.users.clock import ago
from tests.users.conftest import with_header
from tests.users.threads import at_once
from users.models import User

CHANGE = """
    mutation ($input: ChangePasswordInput!) {
      changePassword(input: $input) { user { username email } errors { field code } }
    }
"""
TOKEN_AUTH = """
    mutation ($username: String!, $password: String!) {
      tokenAuth(username: $username, password: $password) { token refreshToken }
    }
"""
REFRESH = """
    mutation ($refreshToken: String!) {
      refreshToken(refreshToken: $refreshToken) { token }
    }
"""
VERIFY = "mutation ($token: String!) { verifyToken(token: $token) { payload } }"
ME = "{ me { username } }"

NEW = "another long password"
INPUT = {"currentPassword": PASSWORD, "newPassword": NEW}


def test_a_student_changes_their_password(
    as_student: Client, visitor: Client, student: User
) -> None:
    result = as_student(CHANGE, input=INPUT)

    user = {"username": student.username, "email": student.email}
    assert result.data == {"changePassword": {"user": user, "errors": []}}
    old = visitor(TOKEN_AUTH, username=student.username, password=PASSWORD)
    assert old.codes == ["UNAUTHENTICATED"]
    new = visitor(TOKEN_AUTH, username=student.username, password=NEW).data["tokenAuth"]
    assert with_header(f"Bearer {new['token']}")(ME).data == {
        "me": {"username": student.username}
    }
    assert visitor(REFRESH, refreshToken=new["refreshToken"]).data


def test_a_changed_password_ends_every_sign_in_at_once(
    visitor: Client, signed_in: dict[str, Any], signed_in_elsewhere: dict[str, Any]
) -> None:
    client = with_header(f"Bearer {signed_in['token']}")

    result = client(CHANGE, input=INPUT)

    assert result.data["changePassword"]["errors"] == []
    for each in (signed_in, signed_in_elsewhere):
        refused = [
            with_header(f"Bearer {each['token']}")(ME),
            visitor(VERIFY, token=each["token"]),
            visitor(REFRESH, refreshToken=each["refreshToken"]),
        ]
        assert [answer.codes for answer in refused] == [["UNAUTHENTICATED"]] * 3


def test_a_changed_password_leaves_others_signed_in(
    as_student: Client, as_other_student: Client, other_student: User
) -> None:
    result = as_student(CHANGE, input=INPUT)

    assert result.data["changePassword"]["errors"] == []
    assert as_other_student(ME).data == {"me": {"username": other_student.username}}


@pytest.mark.parametrize("wrong", ["", "wrong", PASSWORD.upper(), f"{PASSWORD}\0", NEW])
def test_whoever_does_not_know_the_password_can_not_change_it(
    as_student: Client, student: User, wrong: str
) -> None:
    result = as_student(CHANGE, input=INPUT | {"currentPassword": wrong})

    errors = [{"field": ["currentPassword"], "code": "WRONG_PASSWORD"}]
    assert result.data == {"changePassword": {"user": None, "errors": errors}}
    student.refresh_from_db()
    assert student.check_password(PASSWORD)
    assert as_student(ME).data == {"me": {"username": student.username}}


@pytest.mark.parametrize(
    "weak", ["", "x7!kQ.p", "password", "84629175036", "lovelace", "ada@example.com"]
)
def test_a_weak_password_is_refused(
    as_student: Client, student: User, weak: str
) -> None:
    User.objects.update(last_name="Lovelace", email="ada@example.com")

    result = as_student(CHANGE, input=INPUT | {"newPassword": weak})

    errors = [{"field": ["newPassword"], "code": "PASSWORD_TOO_WEAK"}]
    assert result.data == {"changePassword": {"user": None, "errors": errors}}
    student.refresh_from_db()
    assert student.check_password(PASSWORD)
    assert as_student(ME).data == {"me": {"username": student.username}}


def test_a_visitor_has_no_password_to_change(visitor: Client, student: User) -> None:
    result = visitor(CHANGE, input=INPUT)

    assert result.codes == ["UNAUTHENTICATED"]
    student.refresh_from_db()
    assert student.check_password(PASSWORD)


def test_an_expired_token_changes_no_password(student: User) -> None:
    with ago(minutes=5):
        client = Client(student)

    result = client(CHANGE, input=INPUT)

    assert result.codes == ["UNAUTHENTICATED"]
    student.refresh_from_db()
    assert student.check_password(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_the_second_is_too_late(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    user = UserFactory()
    ways = {f"{NEW} {number}": Client(user) for number in (1, 2)}
    changes = [
        partial(client, CHANGE, input=INPUT | {"newPassword": new})
        for new, client in ways.items()
    ]

    result = at_once(*changes)

    done = ['"errors":[]' in answer.response.content.decode() for answer in result]
    user.refresh_from_db()
    assert sorted(done) == [False, True]
    assert [user.check_password(new) for new in ways] == done
