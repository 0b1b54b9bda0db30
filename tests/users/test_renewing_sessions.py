"""``renewSession``: new cookies for old ones, also for tabs that ask at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.users.browser import Browser
from tests.users.clock import ago, at
from tests.users.threads import at_once
from users.models import RefreshToken, User

REFRESH = """
    mutation ($token: String!) { refreshToken(refreshToken: $token) { token } }
"""
LATE = {
    "renewSession": {
        "user": None,
        "expiresAt": None,
        "errors": [{"field": None, "code": "ALREADY_RENEWED"}],
    }
}


@pytest.fixture
def browser(student: User) -> Browser:
    """That of ``student``, who is signed in."""
    browser = Browser()
    browser.start(student.username)
    return browser


def test_a_session_goes_on_in_new_cookies(browser: Browser, student: User) -> None:
    before = dict(browser.cookies)

    result = browser.renew()

    payload = result.data["renewSession"]
    assert payload["user"] == {"username": student.username, "email": student.email}
    assert payload["expiresAt"] > timezone.now().isoformat()
    assert payload["errors"] == []
    assert browser.cookies.keys() == before.keys()
    assert not set(browser.cookies.values()) & set(before.values())
    assert browser.viewer == student.username


def test_it_goes_on_after_its_access_token_has_ended(student: User) -> None:
    browser = Browser()
    with ago(days=6):
        browser.start(student.username)

    result = browser.renew()

    assert result.data["renewSession"]["user"]
    assert browser.viewer == student.username


@pytest.mark.parametrize("days", [7, 30])
def test_it_does_not_go_on_after_seven_days(student: User, days: int) -> None:
    browser = Browser()
    with ago(days=days):
        browser.start(student.username)

    result = browser.renew()

    assert result.body["data"] == {"renewSession": None}
    assert result.codes == ["UNAUTHENTICATED"]
    assert browser.cookies == {}
    assert browser.viewer is None


@pytest.mark.parametrize("token", ["x", "é", "x" * 5000])
def test_cookies_of_no_session_are_thrown_away(db: None, token: str) -> None:
    browser = Browser(**{"lyceum-refresh": token, "lyceum-access": token})

    result = browser.renew()

    assert result.codes == ["UNAUTHENTICATED"]
    assert browser.cookies == {}


def test_without_cookies_there_is_nothing_to_renew(db: None) -> None:
    result = Browser().renew()

    assert result.codes == ["UNAUTHENTICATED"]


def test_a_tab_that_is_too_late_is_told_so_and_gets_nothing(
    browser: Browser, student: User
) -> None:
    tab = browser.tab()
    browser.renew()

    result = tab.renew()

    assert result.data == LATE
    assert not result.response.cookies
    assert browser.viewer == student.username
    assert browser.renew().data["renewSession"]["user"]


def test_after_ten_seconds_it_was_no_tab_but_a_thief(browser: Browser) -> None:
    stolen = browser.tab()
    browser.renew()

    with at(timezone.now() + timedelta(seconds=10)):
        result = stolen.renew()

    assert result.codes == ["UNAUTHENTICATED"]
    assert stolen.cookies == {}
    assert browser.viewer == ["UNAUTHENTICATED"]
    assert browser.renew().codes == ["UNAUTHENTICATED"]


def test_a_thief_who_was_first_is_found_out_at_the_next_renewal(
    browser: Browser,
) -> None:
    stolen = browser.tab()
    stolen.renew()
    assert browser.renew().data == LATE

    with at(timezone.now() + timedelta(minutes=4)):
        result = browser.renew()

    assert result.codes == ["UNAUTHENTICATED"]
    assert stolen.viewer == ["UNAUTHENTICATED"]


def test_a_spent_token_shown_as_a_bearers_gets_no_ten_seconds(
    browser: Browser,
) -> None:
    stolen = browser.cookies["lyceum-refresh"]
    browser.renew()

    result = browser(REFRESH, token=stolen)

    assert result.codes == ["UNAUTHENTICATED"]
    assert browser.viewer == ["UNAUTHENTICATED"]


def test_a_session_that_has_just_ended_was_not_renewed(browser: Browser) -> None:
    tab = browser.tab()
    browser.end()

    result = tab.renew()

    assert result.codes == ["UNAUTHENTICATED"]
    assert tab.cookies == {}


@pytest.mark.django_db(transaction=True)
def test_of_tabs_that_renew_at_once_one_does(browser: Browser) -> None:
    tabs = [browser.tab() for _ in range(6)]

    result = [answer.data for answer in at_once(*[tab.renew for tab in tabs])]

    assert result.count(LATE) == 5
    assert RefreshToken.objects.live().count() == 1
    [renewed] = [tab for tab in tabs if tab.cookies != browser.cookies]
    assert renewed.renew().data["renewSession"]["user"]
