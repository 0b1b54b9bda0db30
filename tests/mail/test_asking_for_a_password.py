"""Asking for a link to reset a password: it tells nobody whose accounts there are."""

from typing import Any

import pytest
from django.core import mail

from notifications.models import Email
from tests.client import Answer, Client
from tests.factories import UserFactory
from tests.mail.conftest import sent
from tests.users.clock import ago
from users.models import User

REQUEST = """
    mutation ($input: RequestPasswordResetInput!) {
      requestPasswordReset(input: $input) { errors { field message code } }
    }
"""
ME = "{ me { isEmailVerified } }"
DONE: dict[str, Any] = {"requestPasswordReset": {"errors": []}}


def request(email: str) -> Answer:
    return Client()(REQUEST, input={"email": email})


@pytest.mark.parametrize(
    "typed", ["ada@example.com", " ADA@Example.COM\n", "ａｄａ@example.com"]
)
def test_the_address_is_known_however_it_is_typed(db: None, typed: str) -> None:
    UserFactory(username="ada", email="Ada@example.com")

    result = request(typed)

    assert result.data == DONE
    assert [message.to for message in sent()] == [["Ada@example.com"]]


@pytest.mark.parametrize("email", ["nobody@example.com", "left@example.com"])
def test_nobody_learns_whether_there_is_an_account(student: User, email: str) -> None:
    UserFactory(email="left@example.com", is_active=False)
    known = request(student.email)

    result = request(email)

    # The id tells one request from another, and nothing else.
    del known.response["X-Request-Id"], result.response["X-Request-Id"]
    assert result.body == known.body
    assert result.response.headers == known.response.headers
    assert [message.to for message in sent()] == [[student.email]]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "INVALID"),
        ("ada", "INVALID"),
        ("person@", "INVALID"),
        ("a\0@example.com", "INVALID"),
        ("ada@example.com, x@example.com", "INVALID"),
        (f"{'a' * 400}@example.com", "INVALID"),
    ],
)
def test_what_is_no_address_is_refused(student: User, typed: str, code: str) -> None:
    result = request(typed)

    [error] = result.data["requestPasswordReset"]["errors"]
    assert (error["field"], error["code"]) == (["email"], code)
    assert not Email.objects.exists()


def test_a_username_is_no_address(student: User) -> None:
    result = request(student.username)

    assert result.data != DONE
    assert not Email.objects.exists()


def test_whoever_asks_again_at_once_gets_no_second_email(student: User) -> None:
    answers = [request(student.email).data for _ in range(3)]

    result = sent()

    assert answers == [DONE] * 3
    # Two when five minutes of the clock ended in between.
    assert 1 <= len(result) <= 2


def test_whoever_asks_again_later_gets_another(student: User) -> None:
    with ago(minutes=5, seconds=1):
        request(student.email)
    request(student.email)

    result = sent()

    assert len(result) == 2


def test_asking_changes_nothing(as_student: Client, student: User) -> None:
    before = User.objects.values().get()

    result = request(student.email)

    assert result.data == DONE
    assert User.objects.values().get() == before
    assert as_student(ME).data["me"]
    assert mail.outbox == []
