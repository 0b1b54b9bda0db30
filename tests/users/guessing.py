"""People who guess passwords."""

from typing import Any

from tests.client import Answer, Client

TOKEN_AUTH = """
    mutation ($username: String!, $password: String!) {
      tokenAuth(username: $username, password: $password) { token }
    }
"""
WRONG = "UNAUTHENTICATED"
LIMITED = "RATE_LIMITED"
SIGNED_IN = "signed in"


def sign_in(name: str, password: str = "wrong", address: str = "127.0.0.1") -> Answer:
    client = Client()
    client.address = address
    return client(TOKEN_AUTH, username=name, password=password)


def outcome(answer: Answer) -> str:
    """The code of what was refused, or that nothing was."""
    [code] = answer.codes or [SIGNED_IN]
    return code


def outcomes(count: int, name: str, **how: Any) -> list[str]:
    """What comes of so many guesses, one after the other."""
    return [outcome(sign_in(name, **how)) for _ in range(count)]


def waits(answer: Answer) -> int:
    """The seconds after which to try again."""
    [error] = answer.errors
    return error["extensions"]["retryAfter"]
