"""Guesses at the same time: none is one too many, and no right one is refused."""

from functools import partial
from typing import Any

import pytest

from tests.factories import PASSWORD, UserFactory
from tests.users.guessing import LIMITED, SIGNED_IN, WRONG, outcome, sign_in
from tests.users.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slow_passwords(settings: Any) -> None:
    """As in production: while one is checked others come."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def counted(answers: list[Any]) -> dict[str, int]:
    all_ = [outcome(answer) for answer in answers]
    return {one: all_.count(one) for one in set(all_)}


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_of_many_wrong_passwords_at_once_five_are_looked_at(
    slow_passwords: None, name: str
) -> None:
    UserFactory(username="ada")

    result = at_once(*[partial(sign_in, name)] * 16)

    assert counted(result) == {WRONG: 5, LIMITED: 11}


def test_of_many_from_one_address_thirty_are_looked_at() -> None:
    result = at_once(*[partial(sign_in, f"person {n}") for n in range(36)])

    assert counted(result) == {WRONG: 30, LIMITED: 6}


def test_whoever_knows_the_password_gets_in_however_many_do_at_once(
    slow_passwords: None,
) -> None:
    UserFactory(username="ada")

    result = at_once(*[partial(sign_in, "ada", PASSWORD)] * 12)

    assert counted(result) == {SIGNED_IN: 12}


def test_a_wrong_password_among_right_ones_is_counted(slow_passwords: None) -> None:
    UserFactory(username="ada")
    right, wrong = partial(sign_in, "ada", PASSWORD), partial(sign_in, "ada")

    result = at_once(*[right] * 6, *[wrong] * 4)

    assert counted(result) == {SIGNED_IN: 6, WRONG: 4}
    assert outcome(wrong()) == WRONG
    assert outcome(wrong()) == LIMITED
