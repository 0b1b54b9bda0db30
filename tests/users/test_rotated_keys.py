"""What the key of before signed holds while that is among the fallbacks, no longer."""

from collections.abc import Callable
from typing import Any

import jwt
import pytest
from django.test import Client as Desk

from files.signing import Ticket, path_of, ticket_of
from notifications.models import NotificationType
from notifications.unsubscribing import subscription_of, to_type
from tests.client import Client
from tests.factories import PASSWORD, UserFactory
from tests.users.browser import Browser
from tests.users.conftest import sign_in, with_header
from users.links import RESET, VERIFICATION
from users.models import User

REFRESH = """
    mutation ($token: String!) { refreshToken(refreshToken: $token) { token } }
"""
RESET_PASSWORD = """
    mutation ($input: ResetPasswordInput!) {
      resetPassword(input: $input) { user { username } errors { code } }
    }
"""
VERIFY_EMAIL = """
    mutation ($input: VerifyEmailInput!) {
      verifyEmail(input: $input) { user { username } errors { code } }
    }
"""
ME = "{ me { username } }"
NEW = "the-second-key-" + "2" * 50
NEWEST = "the-third-key-" + "3" * 50

Holds = Callable[[], bool]
Rotate = Callable[..., None]


@pytest.fixture
def rotate(settings: Any) -> Rotate:
    """Makes another key the secret one; the ones of before become ``fallbacks``."""

    def to(key: str, fallbacks: list[str] | None = None) -> None:
        if fallbacks is None:
            fallbacks = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        settings.SECRET_KEY_FALLBACKS = fallbacks
        settings.SECRET_KEY = key
        settings.GRAPHQL_JWT = settings.GRAPHQL_JWT | {"JWT_SECRET_KEY": key}

    return to


def access_token(user: User) -> Holds:
    client = with_header(f"Bearer {sign_in(user)['token']}")
    return lambda: not client(ME).errors


def refresh_token(user: User) -> Holds:
    token = sign_in(user)["refreshToken"]
    return lambda: not Client()(REFRESH, token=token).errors


def session_of_a_browser(user: User) -> Holds:
    browser = Browser()
    browser.start(user.username)
    return lambda: browser.viewer == user.username


def session_of_the_admin(user: User) -> Holds:
    User.objects.filter(pk=user.pk).update(is_staff=True)
    desk = Desk()
    desk.login(username=user.username, password=PASSWORD)
    return lambda: desk.get("/admin/password_change/done/").status_code == 200


def address_of_a_file(user: User) -> Holds:
    ticket = Ticket("video", 1, user.pk)
    path = path_of(ticket, "film.mp4")
    return lambda: ticket_of(path) == ticket


def link_to_unsubscribe(user: User) -> Holds:
    token = to_type(user, NotificationType.EMAIL).token
    return lambda: subscription_of(token) is not None


def link_to_reset_the_password(user: User) -> Holds:
    values = {"token": RESET.token(user), "newPassword": "a quite unusual phrase"}
    return lambda: not Client()(RESET_PASSWORD, input=values).data["resetPassword"][
        "errors"
    ]


def link_to_verify_the_address(user: User) -> Holds:
    values = {"token": VERIFICATION.token(user)}
    return lambda: not Client()(VERIFY_EMAIL, input=values).data["verifyEmail"][
        "errors"
    ]


THINGS: list[Callable[[User], Holds]] = [
    access_token,
    session_of_a_browser,
    session_of_the_admin,
    address_of_a_file,
    link_to_unsubscribe,
    link_to_reset_the_password,
    link_to_verify_the_address,
    refresh_token,
]


@pytest.mark.parametrize("thing", THINGS)
def test_what_was_signed_before_a_rotation_holds(
    student: User, rotate: Rotate, thing: Callable[[User], Holds]
) -> None:
    holds = thing(student)
    rotate(NEW)
    rotate(NEWEST)

    result = holds()

    assert result


@pytest.mark.parametrize("thing", THINGS)
def test_what_a_removed_key_signed_does_not(
    student: User, rotate: Rotate, thing: Callable[[User], Holds]
) -> None:
    holds = thing(student)
    rotate(NEW, fallbacks=[NEWEST])

    result = holds()

    assert not result


@pytest.mark.parametrize("thing", THINGS)
def test_what_is_signed_after_a_rotation_is_by_the_new_key(
    student: User, rotate: Rotate, thing: Callable[[User], Holds]
) -> None:
    rotate(NEW)
    holds = thing(student)
    rotate(NEW, fallbacks=[])

    result = holds()

    assert result


def test_a_sign_in_outlives_its_key_by_refreshing(
    student: User, rotate: Rotate
) -> None:
    browser = Browser()
    browser.start(student.username)
    rotate(NEW)
    browser.renew()
    rotate(NEW, fallbacks=[])

    result = browser.viewer

    assert result == student.username
    assert browser.renew().data["renewSession"]["user"]


@pytest.mark.parametrize("key", ["", "x" * 64])
def test_a_token_by_no_key_of_ours_is_not_believed(
    student: User, rotate: Rotate, key: str
) -> None:
    claims = sign_in(student)["payload"]
    rotate(NEW)
    algorithm = "HS256" if key else "none"
    forged = jwt.encode(claims, key or None, algorithm)

    result = with_header(f"Bearer {forged}")(ME)

    assert result.codes == ["UNAUTHENTICATED"]


def test_a_changed_password_ends_tokens_of_the_key_before_too(
    student: User, rotate: Rotate
) -> None:
    client = with_header(f"Bearer {sign_in(student)['token']}")
    rotate(NEW)
    other = UserFactory()
    still = with_header(f"Bearer {sign_in(other)['token']}")
    student.set_password("a quite unusual phrase")
    student.save()

    result = client(ME)

    assert result.codes == ["UNAUTHENTICATED"]
    assert still(ME).data["me"]
