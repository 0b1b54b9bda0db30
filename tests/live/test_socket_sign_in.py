"""Who is at the other end of a WebSocket, and until when."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from tests.client import Client
from tests.live.sockets import LEGACY, MODERN, Socket
from users import tokens
from users.models import User

ME = "{ me { username } }"
UNREAD = "subscription { unreadNotificationCount }"
REVOKE = """
mutation ($token: String!) { revokeToken(refreshToken: $token) { revoked } }
"""

Connect = Callable[..., Socket]


@pytest.fixture(params=[MODERN, LEGACY])
def protocol(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def signed_in(student: User, server: object) -> tokens.Tokens:
    return tokens.issue(student)


@pytest.mark.parametrize("scheme", ["Bearer", "JWT", "bearer"])
@pytest.mark.parametrize("name", ["Authorization", "authorization"])
def test_the_first_message_says_who_it_is(
    student: User, signed_in: tokens.Tokens, connect: Connect, scheme: str, name: str
) -> None:
    socket = connect(init={name: f"{scheme} {signed_in.token}"})
    socket.subscribe(ME)

    result = socket.next()

    assert result == {"me": {"username": student.username}}


@pytest.mark.parametrize(
    ("header", "form"),
    [("Authorization", "Bearer {}"), ("Cookie", "lyceum-access={}")],
)
def test_a_header_or_a_cookie_says_who_it_is(
    student: User, signed_in: tokens.Tokens, connect: Connect, header: str, form: str
) -> None:
    socket = connect(init={}, headers={header: form.format(signed_in.token)})
    socket.subscribe(ME)

    result = socket.next()

    assert result == {"me": {"username": student.username}}


@pytest.mark.parametrize("nothing", [None, ""])
def test_an_empty_word_of_who_it_is_counts_for_nothing(
    student: User, signed_in: tokens.Tokens, connect: Connect, nothing: str | None
) -> None:
    headers = {"Cookie": f"lyceum-access={signed_in.token}"}
    socket = connect(init={"Authorization": nothing}, headers=headers)
    socket.subscribe(ME)

    result = socket.next()

    assert result == {"me": {"username": student.username}}


@pytest.mark.parametrize(
    "authorization", ["Bearer nonsense", "nonsense", "Bearer ", "Basic eDp5", 5]
)
def test_a_garbled_token_is_refused(
    connect: Connect, protocol: str, authorization: Any
) -> None:
    socket = connect(init={"Authorization": authorization}, protocol=protocol)

    result = [socket.greeting, socket.receive()]

    if protocol == LEGACY:
        assert result[0]["type"] == "connection_error"
    assert result[-1] == 4403


def test_an_expired_token_is_refused(
    student: User, connect: Connect, settings: Any
) -> None:
    settings.GRAPHQL_JWT = settings.GRAPHQL_JWT | {
        "JWT_EXPIRATION_DELTA": timezone.timedelta(seconds=-1)
    }
    socket = connect(student)

    result = socket.greeting

    assert result == 4403


def test_a_token_that_expires_ends_the_subscription_so_that_it_can_be_resumed(
    student: User, connect: Connect, settings: Any
) -> None:
    settings.GRAPHQL_JWT = settings.GRAPHQL_JWT | {
        "JWT_EXPIRATION_DELTA": timezone.timedelta(seconds=2)
    }
    socket = connect(student)
    socket.subscribe(UNREAD)
    socket.next()

    result = socket.receive(timeout=40)

    assert result == 4403


def test_signing_out_ends_the_subscription(
    student: User, signed_in: tokens.Tokens, connect: Connect
) -> None:
    socket = connect(init={"Authorization": f"Bearer {signed_in.token}"})
    socket.subscribe(UNREAD)
    socket.next()
    Client()(REVOKE, token=signed_in.refresh_token).data

    result = socket.receive(timeout=40)

    assert result == 4403
