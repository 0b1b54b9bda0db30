"""People who signed in, as the API answered them."""

from typing import Any

import pytest

from tests.client import Client
from tests.factories import PASSWORD
from users.models import User

TOKEN_AUTH = """
    mutation ($username: String!, $password: String!) {
      tokenAuth(username: $username, password: $password) {
        token
        refreshToken
        refreshExpiresIn
        payload
      }
    }
"""


def sign_in(user: User) -> dict[str, Any]:
    return Client()(TOKEN_AUTH, username=user.username, password=PASSWORD).data[
        "tokenAuth"
    ]


def with_header(value: str) -> Client:
    """The client of somebody who sends this as the Authorization header."""
    client = Client()
    client.headers["authorization"] = value
    return client


@pytest.fixture
def signed_in(student: User) -> dict[str, Any]:
    """The tokens of ``student``."""
    return sign_in(student)


@pytest.fixture
def signed_in_elsewhere(student: User) -> dict[str, Any]:
    """The tokens of ``student`` on another device."""
    return sign_in(student)
