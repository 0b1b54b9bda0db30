"""Whether somebody reads mail to the address that they gave."""

from collections.abc import Callable
from typing import Any

import pytest

from notifications.account_mail import request_verification
from notifications.models import Email, EmailKind
from tests.client import Answer, Client
from tests.factories import PASSWORD
from tests.mail.conftest import only_sent, sent, token_in
from tests.users.clock import ago
from users.models import User

REGISTER = """
    mutation ($input: RegisterInput!) {
      register(input: $input) { user { id } errors { field } }
    }
"""
REQUEST = """
    mutation {
      requestEmailVerification { user { isEmailVerified } errors { code } }
    }
"""
VERIFY = """
    mutation ($input: VerifyEmailInput!) {
      verifyEmail(input: $input) { user { username } errors { field code } }
    }
"""
ME = "{ me { isEmailVerified } }"
NODE = "query ($id: ID!) { node(id: $id) { ... on User { isEmailVerified } } }"
ADA = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}
REFUSED = {
    "verifyEmail": {
        "user": None,
        "errors": [{"field": ["token"], "code": "INVALID_TOKEN"}],
    }
}


def verify(token: str) -> Answer:
    return Client()(VERIFY, input={"token": token})


def is_verified(user: User) -> bool:
    return Client(user)(ME).data["me"]["isEmailVerified"]


@pytest.fixture
def token(as_student: Client) -> str:
    """The token of the link that was mailed to ``student``."""
    as_student(REQUEST)
    message = only_sent()
    return token_in(message)


def test_a_new_account_is_mailed_a_link_that_verifies_its_address(
    visitor: Client,
) -> None:
    visitor(REGISTER, input=ADA)
    message = only_sent()

    result = verify(token_in(message))

    assert message.to == ["ada@example.com"]
    assert result.data == {"verifyEmail": {"user": {"username": "ada"}, "errors": []}}
    assert is_verified(User.objects.get())


def test_a_new_account_is_not_verified_yet(visitor: Client) -> None:
    visitor(REGISTER, input=ADA)

    result = is_verified(User.objects.get())

    assert result is False


def test_who_is_refused_an_account_is_mailed_nothing(
    visitor: Client, student: User
) -> None:
    result = visitor(REGISTER, input=ADA | {"username": student.username})

    assert result.data["register"]["user"] is None
    assert not Email.objects.exists()


def test_a_link_works_once(student: User, token: str) -> None:
    verify(token)

    result = verify(token)

    assert result.data == REFUSED
    assert is_verified(student)


@pytest.mark.parametrize(("hours", "works"), [(71, True), (73, False)])
def test_a_link_works_for_three_days(student: User, hours: int, works: bool) -> None:
    with ago(hours=hours):
        request_verification(user=student)
        message = only_sent()

    result = verify(token_in(message))

    assert (result.data != REFUSED) == works
    assert is_verified(student) == works


@pytest.mark.parametrize(
    "change", [{"email": "elsewhere@example.com"}, {"is_active": False}]
)
def test_a_link_is_for_the_account_as_it_was(
    student: User, token: str, change: dict[str, Any]
) -> None:
    User.objects.filter(pk=student.pk).update(**change)

    result = verify(token)

    assert result.data == REFUSED
    assert User.objects.get(pk=student.pk).email_verified_at is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "",
        lambda token: token[:-1],
        lambda token: f"A{token}",
        lambda token: "é\0",
    ],
)
def test_what_is_no_token_is_refused(
    student: User, token: str, spoil: Callable[[str], str]
) -> None:
    result = verify(spoil(token))

    assert result.data == REFUSED
    assert not is_verified(student)


def test_a_link_to_reset_a_password_verifies_nothing(
    visitor: Client, student: User
) -> None:
    visitor(
        "mutation ($email: String!) { requestPasswordReset(input: {email: $email}) "
        "{ errors { code } } }",
        email=student.email,
    )
    message = only_sent()

    result = verify(token_in(message))

    assert result.data == REFUSED
    assert not is_verified(student)


def test_who_asks_is_mailed_another_link(as_student: Client, student: User) -> None:
    with ago(minutes=2):
        request_verification(user=student)

    result = as_student(REQUEST)

    answer = {"user": {"isEmailVerified": False}, "errors": []}
    assert result.data == {"requestEmailVerification": answer}
    assert [message.to for message in sent()] == [[student.email]] * 2


def test_who_asks_again_at_once_is_mailed_no_other(as_student: Client) -> None:
    for _ in range(3):
        as_student(REQUEST)

    result = sent()

    # Two when a minute of the clock ended in between.
    assert 1 <= len(result) <= 2


def test_who_is_verified_is_mailed_nothing(as_student: Client, student: User) -> None:
    with ago(minutes=2):
        request_verification(user=student)
        message = only_sent()
    verify(token_in(message))

    result = as_student(REQUEST)

    answer = {"user": {"isEmailVerified": True}, "errors": []}
    assert result.data == {"requestEmailVerification": answer}
    assert Email.objects.filter(kind=EmailKind.VERIFY_EMAIL).count() == 1


def test_a_visitor_has_no_address_to_verify(visitor: Client) -> None:
    result = visitor(REQUEST)

    assert result.codes == ["UNAUTHENTICATED"]
    assert not Email.objects.exists()


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        ("visitor", None),
        ("student", False),
        ("other student", None),
        ("instructor", None),
        ("other instructor", None),
        ("staff", False),
    ],
)
def test_who_sees_whether_an_address_is_verified(
    clients: dict[str, Client], viewer: str, sees: bool | None
) -> None:
    id = clients["student"]("{ me { id } }").data["me"]["id"]

    result = clients[viewer](NODE, id=id)

    assert result.data == {"node": {"isEmailVerified": sees}}
