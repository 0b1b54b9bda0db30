"""Wrong passwords are counted by account and by address, for five minutes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.client import Answer, Client
from tests.factories import PASSWORD, UserFactory
from tests.users.clock import at
from tests.users.guessing import (
    LIMITED,
    SIGNED_IN,
    WRONG,
    outcome,
    outcomes,
    sign_in,
    waits,
)
from users.models import RefreshToken, User

CHANGE = """
    mutation ($input: ChangePasswordInput!) {
      changePassword(input: $input) { errors { code } }
    }
"""
START = """
    mutation ($input: StartSessionInput!) {
      startSession(input: $input) { user { username } }
    }
"""


@pytest.fixture
def ada(db: None) -> User:
    return UserFactory(username="Ada", email="ada@example.com")


def told(answer: Answer) -> Any:
    """All that it says, but for the points that its cost left."""
    return answer.status, [*answer.response.headers], answer.body


def guess_after(begun: datetime, seconds: int) -> str | int:
    """What comes of a guess at that moment, or for how long it has to wait."""
    with at(begun + timedelta(seconds=seconds)):
        answer = sign_in("ada")
    return waits(answer) if outcome(answer) == LIMITED else outcome(answer)


@pytest.mark.parametrize("name", ["Ada", "ada@example.com", "nobody", "x@example.com"])
def test_after_five_wrong_passwords_there_is_no_sixth(ada: User, name: str) -> None:
    result = outcomes(7, name)

    assert result == [WRONG] * 5 + [LIMITED] * 2


def test_the_right_password_is_not_looked_at_then(ada: User) -> None:
    outcomes(5, "ada")

    result = sign_in("ada", PASSWORD)

    [error] = result.errors
    assert result.status == 200
    assert result.body["data"] == {"tokenAuth": None}
    assert error["message"].startswith("Too many wrong passwords: try again in ")
    assert error["extensions"].keys() == {"code", "retryAfter"}
    assert 290 <= waits(result) <= 300
    assert not RefreshToken.objects.exists()


def test_an_account_is_one_by_whatever_name(ada: User) -> None:
    names = ["Ada", "ADA", " ada ", "Ａｄａ", "ADA@Example.com"]

    result = [outcome(sign_in(name)) for name in [*names, "ada"]]

    assert result == [WRONG] * 5 + [LIMITED]


def test_a_name_of_nobody_is_one_in_whatever_form(db: None) -> None:
    names = ["Nobody", "NOBODY", " nobody ", "Ｎobody", "nobodY"]

    result = [outcome(sign_in(name)) for name in [*names, "nobody"]]

    assert result == [WRONG] * 5 + [LIMITED]


def test_others_sign_in_meanwhile(ada: User, student: User) -> None:
    outcomes(6, "ada")

    result = sign_in(student.username, PASSWORD)

    assert outcome(result) == SIGNED_IN


def test_many_guesses_in_one_document_are_many(ada: User) -> None:
    guesses = "".join(
        f'a{n}: tokenAuth(username: "ada", password: "{n}") {{ token }}'
        for n in range(8)
    )

    result = Client()(f"mutation {{ {guesses} }}")

    assert result.codes == [WRONG] * 5 + [LIMITED] * 3


def test_from_one_address_there_is_no_thirty_first(db: None) -> None:
    names = [f"person {n}" for n in range(31)]

    result = [outcome(sign_in(name)) for name in names]

    assert result == [WRONG] * 30 + [LIMITED]


def test_a_right_password_does_not_clear_the_address(ada: User) -> None:
    for n in range(29):
        sign_in(f"person {n}")
    sign_in("ada", PASSWORD)

    result = [outcome(sign_in(name)) for name in ("x", "y")]

    assert result == [WRONG, LIMITED]


def test_a_right_password_does_not_clear_the_account(ada: User) -> None:
    outcomes(4, "ada")
    sign_in("ada", PASSWORD)

    result = outcomes(2, "ada")

    assert result == [WRONG, LIMITED]


def test_right_passwords_are_not_counted(ada: User) -> None:
    result = outcomes(40, "ada", password=PASSWORD)

    assert result == [SIGNED_IN] * 40


def test_a_refused_guess_does_not_make_the_wait_longer(ada: User) -> None:
    now = timezone.now()
    with at(now):
        outcomes(5, "ada")
    with at(now + timedelta(seconds=299)):
        outcomes(10, "ada")

    with at(now + timedelta(seconds=300)):
        result = sign_in("ada", PASSWORD)

    assert outcome(result) == SIGNED_IN


def test_an_account_is_guarded_from_every_address(ada: User) -> None:
    addresses = [f"203.0.113.{n}" for n in range(6)]

    result = [outcome(sign_in("ada", address=address)) for address in addresses]

    assert result == [WRONG] * 5 + [LIMITED]


@pytest.mark.parametrize(
    ("form", "last"),
    [
        ("2001:db8::{:x}", LIMITED),  # of one network of 64 bits
        ("2001:db8:0:{:x}::1", WRONG),
        ("::ffff:203.0.113.9", LIMITED),
        ("203.0.113.{}", WRONG),
        ("fe80::1%eth{}", LIMITED),
        ("", WRONG),  # one that is not known is not everybody's
    ],
)
def test_what_one_customer_has_is_one_address(db: None, form: str, last: str) -> None:
    for n in range(30):
        sign_in(f"person {n}", address=form.format(n))

    result = sign_in("another", address=form.format(31))

    assert outcome(result) == last


def test_five_in_any_five_minutes(ada: User) -> None:
    begun = timezone.now()
    for minute in range(5):
        with at(begun + timedelta(minutes=minute)):
            sign_in("ada")

    result = [
        guess_after(begun, seconds) for seconds in (250, 299, 300, 301, 359, 360, 361)
    ]

    assert result == [50, 1, WRONG, 59, 1, WRONG, 59]


@pytest.mark.parametrize("name", ["nobody", "nobody@example.com", "left"])
def test_the_answers_tell_nobody_whether_there_is_an_account(
    ada: User, name: str
) -> None:
    UserFactory(username="left", is_active=False)
    with at(timezone.now()):
        known = [told(sign_in("ada")) for _ in range(7)]

        result = [told(sign_in(name)) for _ in range(7)]

    assert result == known


def test_passwords_are_not_guessed_by_changing_them_either(student: User) -> None:
    client = Client(student)
    guess = {"currentPassword": "wrong", "newPassword": "a quite unusual phrase"}
    for _ in range(5):
        client(CHANGE, input=guess)

    result = client(CHANGE, input=guess | {"currentPassword": PASSWORD})

    assert result.body["data"] == {"changePassword": None}
    assert result.codes == [LIMITED]
    assert outcome(sign_in(student.username, PASSWORD)) == LIMITED
    student.refresh_from_db()
    assert student.check_password(PASSWORD)


def test_a_weak_new_password_is_no_guess(student: User) -> None:
    client = Client(student)
    weak = {"currentPassword": PASSWORD, "newPassword": "1234"}

    result = [client(CHANGE, input=weak).data for _ in range(7)]

    assert LIMITED not in str(result)
    assert outcome(sign_in(student.username, PASSWORD)) == SIGNED_IN


def test_nor_by_beginning_sessions(ada: User) -> None:
    guess = {"username": "ada", "password": "wrong"}
    answers = [Client()(START, input=guess) for _ in range(5)]

    result = Client()(START, input=guess | {"password": PASSWORD})

    assert [outcome(answer) for answer in answers] == [WRONG] * 5
    assert outcome(result) == LIMITED
    assert not result.response.cookies
