"""``startSession`` and ``endSession``: signed in by cookies that no script reads."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from tests.users.browser import Browser
from tests.users.clock import ago
from tests.users.conftest import sign_in, with_header
from users.models import RefreshToken, User

ME = "{ me { username } }"
ENROLLED = "mutation { updateProfile(input: {bio: %s}) { user { profile { bio } } } }"
WEEK = 7 * 24 * 60 * 60


@pytest.fixture
def browser(student: User) -> Browser:
    """That of ``student``, who is signed in."""
    browser = Browser()
    assert browser.start(student.username).data
    return browser


def test_a_browser_is_signed_in_by_cookies(student: User) -> None:
    browser = Browser()

    result = browser.start(student.username)

    payload = result.data["startSession"]
    left = datetime.fromisoformat(payload.pop("expiresAt")) - timezone.now()
    assert payload == {
        "user": {"username": student.username, "email": student.email},
        "errors": [],
    }
    assert 290 < left.total_seconds() <= 300
    assert browser.viewer == student.username


def test_no_token_is_in_the_body(student: User) -> None:
    browser = Browser()

    result = browser.start(student.username)

    body = result.response.content.decode()
    assert len(browser.cookies) == 2
    assert not [value for value in browser.cookies.values() if value in body]


@pytest.mark.parametrize("same_site", ["Lax", "Strict", "None"])
def test_the_cookies_are_kept_from_scripts_and_other_sites(
    student: User, settings: Any, same_site: str
) -> None:
    settings.COOKIE_SAMESITE = same_site

    result = Browser().start(student.username).response.cookies

    assert {name: cookie["path"] for name, cookie in result.items()} == {
        "lyceum-access": "/",
        "lyceum-refresh": "/graphql",
    }
    for cookie in result.values():
        assert cookie["httponly"] is True
        assert cookie["samesite"] == same_site
        assert cookie["domain"] == ""
        assert cookie["secure"] is (same_site == "None")
        assert WEEK - 5 <= cookie["max-age"] <= WEEK


def test_in_production_they_need_tls(student: User, settings: Any) -> None:
    settings.PRODUCTION = True

    result = Browser().start(student.username).response.cookies

    assert [cookie["secure"] for cookie in result.values()] == [True, True]


def test_a_wrong_password_begins_nothing(student: User) -> None:
    browser = Browser()

    result = browser.start(student.username, "wrong")

    assert result.body["data"] == {"startSession": None}
    assert result.codes == ["UNAUTHENTICATED"]
    assert not result.response.cookies
    assert browser.viewer is None
    assert not RefreshToken.objects.exists()


def test_a_session_lets_its_user_change_things(browser: Browser) -> None:
    result = browser(ENROLLED % '"Hello."')

    user = {"profile": {"bio": "Hello."}}
    assert result.data == {"updateProfile": {"user": user}}


def test_a_header_goes_before_the_cookies(
    browser: Browser, other_student: User
) -> None:
    token = sign_in(other_student)["token"]
    browser.headers["authorization"] = f"Bearer {token}"

    result = browser.viewer

    assert result == other_student.username


def test_an_ended_access_token_is_told_and_not_taken_for_a_visitors(
    student: User,
) -> None:
    browser = Browser()
    with ago(minutes=5):
        browser.start(student.username)

    result = browser(ME)

    [error] = result.errors
    assert result.body["data"] == {"me": None}
    assert error["message"] == "The access token has expired: refresh it."


def test_ending_a_session_ends_its_tokens_at_once(browser: Browser) -> None:
    before = browser.tab()

    result = browser.end()

    assert result.data == {"endSession": {"errors": []}}
    assert browser.cookies == {}
    assert browser.viewer is None
    assert before.viewer == ["UNAUTHENTICATED"]
    assert before.renew().codes == ["UNAUTHENTICATED"]


@pytest.mark.parametrize(
    "cookies", [{}, {"lyceum-refresh": "x"}, {"lyceum-access": "x"}]
)
def test_where_there_is_no_session_nothing_is_left_of_one(
    db: None, cookies: dict[str, str]
) -> None:
    browser = Browser(**cookies)

    result = browser.end()

    assert result.data == {"endSession": {"errors": []}}
    assert browser.cookies == {}


def test_ending_a_session_leaves_other_devices_signed_in(
    browser: Browser, signed_in: dict[str, Any]
) -> None:
    result = browser.end()

    assert result.data
    assert with_header(f"Bearer {signed_in['token']}")(ME).data["me"]


def test_ending_them_everywhere_ends_all(
    browser: Browser, signed_in: dict[str, Any], student: User
) -> None:
    elsewhere = Browser()
    elsewhere.start(student.username)

    result = browser.end(everywhere=True)

    assert result.data == {"endSession": {"errors": []}}
    assert elsewhere.viewer == ["UNAUTHENTICATED"]
    after = with_header(f"Bearer {signed_in['token']}")(ME)
    assert after.codes == ["UNAUTHENTICATED"]
    assert not RefreshToken.objects.live()


def test_ending_them_everywhere_works_when_the_access_token_has_ended(
    student: User, signed_in: dict[str, Any]
) -> None:
    browser = Browser()
    with ago(minutes=6):
        browser.start(student.username)

    result = browser.end(everywhere=True)

    assert result.data == {"endSession": {"errors": []}}
    assert not RefreshToken.objects.live()


def test_a_spent_token_does_not_end_them_everywhere(
    browser: Browser, signed_in: dict[str, Any]
) -> None:
    stolen = browser.tab()
    browser.renew()

    result = stolen.end(everywhere=True)

    assert result.body["data"] == {"endSession": None}
    assert result.codes == ["UNAUTHENTICATED"]
    assert stolen.cookies == {}
    assert with_header(f"Bearer {signed_in['token']}")(ME).data["me"]


def test_a_token_of_before_the_password_changed_ends_nothing_everywhere(
    browser: Browser, student: User
) -> None:
    student.set_password("a quite unusual phrase")
    student.save()
    new = Browser()
    new.start(student.username, "a quite unusual phrase")

    result = browser.end(everywhere=True)

    assert result.codes == ["UNAUTHENTICATED"]
    assert new.viewer == student.username
