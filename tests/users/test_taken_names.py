"""Usernames and e-mail addresses are one person's, however they are written."""

from typing import Any

import pytest

from tests.client import Client
from tests.factories import PASSWORD, UserFactory
from tests.users.threads import at_once
from users.models import Profile, User

REGISTER = """
    mutation ($input: RegisterInput!) {
      register(input: $input) { user { username } errors { field code } }
    }
"""
ADA = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}


def refusals(*fields: str) -> dict[str, Any]:
    """The answer of a registration whose values of these fields are another's."""
    errors = [{"field": [field], "code": "ALREADY_TAKEN"} for field in fields]
    return {"register": {"user": None, "errors": errors}}


@pytest.mark.parametrize(
    ("taken", "wanted"),
    [
        ("ada", "ada"),
        ("ada", " ADA "),
        ("Ada", "aDa"),
        ("ada", "ａｄａ"),
        ("Émile", "éMILE"),
        ("ольга", "Ольга"),
        ("kim", "\u212aim"),  # the Kelvin sign
    ],
)
def test_a_username_that_somebody_has_is_refused(
    visitor: Client, taken: str, wanted: str
) -> None:
    UserFactory(username=taken, email="somebody@example.com")

    result = visitor(REGISTER, input=ADA | {"username": wanted})

    assert result.data == refusals("username")
    assert User.objects.get().username == taken


@pytest.mark.parametrize(
    ("taken", "wanted"),
    [
        ("ada@example.com", "ada@example.com"),
        ("ada@example.com", " ADA@Example.COM "),
        ("Ada@Example.com", "aDA@example.com"),
        ("ada@müller.example", "ada@MÜLLER.example"),
        ("sam@example.com", "\u017fam@example.com"),  # the long s
        ("kim@example.com", "\u212aim@example.com"),  # the Kelvin sign
    ],
)
def test_an_email_address_that_somebody_has_is_refused(
    visitor: Client, taken: str, wanted: str
) -> None:
    UserFactory(username="somebody", email=taken)

    result = visitor(REGISTER, input=ADA | {"email": wanted})

    assert result.data == refusals("email")
    assert User.objects.get().username == "somebody"


def test_the_names_of_somebody_who_left_stay_taken(visitor: Client) -> None:
    UserFactory(username="ada", email="ada@example.com", is_active=False)

    result = visitor(REGISTER, input=ADA)

    assert result.data == refusals("username", "email")
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_those_who_take_a_name_at_once_one_gets_it() -> None:
    inputs = [
        {"username": name, "email": f"{number}@example.com", "password": PASSWORD}
        for number, name in enumerate(["ada", "Ada", "ADA", "aDa"])
    ]

    result = at_once(*[lambda one=one: Client()(REGISTER, input=one) for one in inputs])

    answers = [answer.data for answer in result]
    assert answers.count(refusals("username")) == 3
    assert User.objects.count() == Profile.objects.count() == 1
