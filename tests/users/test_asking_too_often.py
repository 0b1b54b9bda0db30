"""How many accounts are made, and e-mails asked for, from one address."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from notifications.models import Email
from tests.client import Client
from tests.factories import PASSWORD
from tests.users.clock import at
from users.models import User

REGISTER = """
    mutation ($input: RegisterInput!) {
      register(input: $input) { user { username } errors { code } }
    }
"""
RESET = """
    mutation ($input: RequestPasswordResetInput!) {
      requestPasswordReset(input: $input) { errors { code } }
    }
"""
ADA = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}


def client_at(address: str) -> Client:
    client = Client()
    client.address = address
    return client


@pytest.fixture
def sixty_registrations(db: None) -> None:
    for _ in range(60):
        Client()(REGISTER, input=ADA | {"email": "no address"}).data


@pytest.fixture
def thirty_resets(db: None) -> None:
    for n in range(30):
        Client()(RESET, input={"email": f"nobody{n}@example.com"}).data


def test_more_than_sixty_registrations_in_an_hour_are_too_many(
    sixty_registrations: None,
) -> None:
    result = Client()(REGISTER, input=ADA)

    [error] = result.errors
    assert result.body["data"] == {"register": None}
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert 3500 < error["extensions"]["retryAfter"] <= 3600
    assert not User.objects.exists()


def test_others_register_meanwhile(sixty_registrations: None) -> None:
    result = client_at("203.0.113.9")(REGISTER, input=ADA)

    assert result.data["register"]["user"] == {"username": "ada"}


def test_after_an_hour_it_goes_on(sixty_registrations: None) -> None:
    with at(timezone.now() + timedelta(hours=1)):
        result = Client()(REGISTER, input=ADA)

    assert result.data["register"]["user"] == {"username": "ada"}


@pytest.mark.parametrize("known", [True, False])
def test_more_than_thirty_links_in_an_hour_are_too_many(
    student: User, thirty_resets: None, known: bool
) -> None:
    email = student.email if known else "nobody@example.com"

    result: Any = Client()(RESET, input={"email": email})

    assert result.body["data"] == {"requestPasswordReset": None}
    assert result.codes == ["RATE_LIMITED"]
    assert not Email.objects.exists()
    assert not mail.outbox
