"""Resetting a password by the link that was mailed."""

from collections.abc import Callable
from functools import partial

import pytest

from notifications.models import Email, EmailKind
from tests.client import Answer, Client
from tests.factories import PASSWORD, UserFactory
from tests.mail.conftest import only_sent, sent, token_in
from tests.users.clock import ago
from tests.users.conftest import sign_in, with_header
from tests.users.threads import at_once
from users.models import User

REQUEST = """
    mutation ($input: RequestPasswordResetInput!) {
      requestPasswordReset(input: $input) { errors { code } }
    }
"""
RESET = """
    mutation ($input: ResetPasswordInput!) {
      resetPassword(input: $input) { user { username email } errors { field code } }
    }
"""
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
ME = "{ me { isEmailVerified } }"
NEW = "another long password"
REFUSED = {
    "resetPassword": {
        "user": None,
        "errors": [{"field": ["token"], "code": "INVALID_TOKEN"}],
    }
}


def request(email: str) -> Answer:
    return Client()(REQUEST, input={"email": email})


def reset(token: str, password: str = NEW) -> Answer:
    return Client()(RESET, input={"token": token, "newPassword": password})


def opens(user: User, password: str) -> bool:
    answer = Client()(TOKEN_AUTH, username=user.username, password=password)
    return answer.codes == []


@pytest.fixture
def token(student: User) -> str:
    """The token of the link that was mailed to ``student``."""
    request(student.email)
    message = only_sent()
    return token_in(message)


def test_who_forgot_their_password_sets_another(student: User) -> None:
    request(student.email)
    message = only_sent()

    result = reset(token_in(message))

    user = {"username": student.username, "email": None}  # they are not signed in yet
    assert result.data == {"resetPassword": {"user": user, "errors": []}}
    assert (opens(student, PASSWORD), opens(student, NEW)) == (False, True)


def test_it_ends_every_sign_in(student: User, token: str) -> None:
    devices = [sign_in(student), sign_in(student)]

    result = reset(token)

    assert result.data["resetPassword"]["errors"] == []
    for each in devices:
        refused = [
            with_header(f"Bearer {each['token']}")(ME),
            Client()(REFRESH, refreshToken=each["refreshToken"]),
        ]
        assert [answer.codes for answer in refused] == [["UNAUTHENTICATED"]] * 2
    assert not student.refresh_tokens.live().exists()


def test_it_leaves_others_signed_in(
    as_other_student: Client, other_student: User, token: str
) -> None:
    result = reset(token)

    assert result.data["resetPassword"]["errors"] == []
    assert as_other_student(ME).data["me"] == {"isEmailVerified": False}
    assert opens(other_student, PASSWORD)


def test_it_verifies_the_address(student: User, token: str) -> None:
    result = reset(token)

    assert result.data["resetPassword"]["errors"] == []
    assert Client(User.objects.get())(ME).data == {"me": {"isEmailVerified": True}}


def test_an_address_that_was_verified_keeps_its_date(student: User, token: str) -> None:
    User.objects.update(email_verified_at=student.date_joined)

    result = reset(token)

    assert result.data["resetPassword"]["errors"] == []
    assert User.objects.get().email_verified_at == student.date_joined


def test_the_user_is_told_of_it(student: User, token: str) -> None:
    reset(token)

    result = sent()

    assert [message.subject for message in result] == [
        "Choose a new password",
        "Your password was changed",
    ]
    assert result[1].to == [student.email]


def test_a_link_works_once(student: User, token: str) -> None:
    reset(token)

    result = reset(token, "a third long password")

    assert result.data == REFUSED
    assert opens(student, NEW)
    assert Email.objects.filter(kind=EmailKind.PASSWORD_CHANGED).count() == 1


def test_of_two_links_one_works(student: User) -> None:
    with ago(minutes=10):
        request(student.email)
    request(student.email)
    first, second = map(token_in, sent())
    reset(first)

    result = reset(second)

    assert result.data == REFUSED


@pytest.mark.django_db(transaction=True)
def test_of_those_who_use_a_link_at_once_one_gets_in() -> None:
    user = UserFactory()
    request(user.email)
    message = only_sent()
    passwords = [f"{NEW} {number}" for number in range(4)]

    result = at_once(*[partial(reset, token_in(message), one) for one in passwords])

    is_done = [not answer.data["resetPassword"]["errors"] for answer in result]
    user.refresh_from_db()
    assert sorted(is_done) == [False, False, False, True]
    assert [user.check_password(one) for one in passwords] == is_done


@pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
def test_a_link_works_for_an_hour(student: User, minutes: int, works: bool) -> None:
    with ago(minutes=minutes):
        request(student.email)
        message = only_sent()

    result = reset(token_in(message))

    assert (result.data != REFUSED) == works
    assert opens(student, NEW) == works


def by_another_password(user: User) -> None:
    user.set_password("words that they remembered")
    user.save()


def by_another_address(user: User) -> None:
    User.objects.update(email="elsewhere@example.com")


def by_deactivation(user: User) -> None:
    User.objects.update(is_active=False)


@pytest.mark.parametrize(
    "spend", [by_another_password, by_another_address, by_deactivation]
)
def test_a_link_is_spent(
    student: User, token: str, spend: Callable[[User], None]
) -> None:
    spend(student)

    result = reset(token)

    assert result.data == REFUSED
    assert not User.objects.get().check_password(NEW)


def test_a_link_to_verify_an_address_resets_no_password(as_student: Client) -> None:
    as_student("mutation { requestEmailVerification { errors { code } } }")
    message = only_sent()

    result = reset(token_in(message))

    assert result.data == REFUSED


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "",
        lambda token: token[:-1],
        lambda token: f"A{token}",
        lambda token: token.partition(".")[0],
        lambda token: f"{token.partition('.')[0]}.",
        lambda token: f"{token} ",
        lambda token: "é\0",
        lambda token: "." * 100_000,
    ],
)
def test_what_is_no_token_is_refused(
    student: User, token: str, spoil: Callable[[str], str]
) -> None:
    result = reset(spoil(token))

    assert result.data == REFUSED
    assert opens(student, PASSWORD)


def test_a_weak_password_is_refused_and_the_link_stays_good(
    student: User, token: str
) -> None:
    result = reset(token, student.username)

    assert result.data["resetPassword"]["user"] is None
    assert {
        (*error["field"], error["code"])
        for error in result.data["resetPassword"]["errors"]
    } == {("newPassword", "PASSWORD_TOO_WEAK")}
    assert opens(student, PASSWORD)
    assert reset(token).data != REFUSED
