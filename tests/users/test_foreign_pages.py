"""Which pages may use a session's cookies: ours, and those that the settings name."""

from typing import Any

import pytest

from tests.users.browser import Browser
from tests.users.conftest import sign_in
from users.models import Profile, RefreshToken, User

WRITE = """
    mutation { updateProfile(input: {bio: "Pwned."}) { user { username } } }
"""
ME = "{ me { username } }"
FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "http://localhost:8000"},
    {"origin": "https://localhost"},
    {"origin": "http://localhost.evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    {"origin": "https://evil.example", "sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "nonsense"},
]
OURS = [
    {},  # what is no browser
    {"origin": "http://localhost"},
    {"origin": "http://localhost", "sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": "null", "sec-fetch-site": "same-origin"},
    {"origin": "https://school.example"},
    {"origin": "https://school.example", "sec-fetch-site": "cross-site"},
]


@pytest.fixture(autouse=True)
def school(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://school.example"]


@pytest.fixture
def browser(student: User) -> Browser:
    """That of ``student``, who is signed in."""
    browser = Browser()
    browser.start(student.username)
    return browser


@pytest.mark.parametrize("page", FOREIGN, ids=str)
def test_a_foreign_page_can_not_use_the_cookies(
    browser: Browser, page: dict[str, str]
) -> None:
    browser.page = page

    result = browser(WRITE)

    assert result.status == 403
    assert "data" not in result.body
    assert result.codes == ["FORBIDDEN"]
    assert not Profile.objects.exclude(bio="").exists()


@pytest.mark.parametrize("page", OURS, ids=str)
def test_our_pages_can(browser: Browser, page: dict[str, str]) -> None:
    browser.page = page

    result = browser(WRITE)

    assert result.data["updateProfile"]["user"]


@pytest.mark.parametrize("page", FOREIGN, ids=str)
@pytest.mark.parametrize("what", ["renew", "end"])
def test_a_foreign_page_does_nothing_to_a_session(
    browser: Browser, student: User, page: dict[str, str], what: str
) -> None:
    tab = browser.tab()
    del tab.cookies["lyceum-access"]
    tab.page = page

    result = getattr(tab, what)()

    assert result.status == 403
    assert not result.response.cookies
    assert browser.viewer == student.username
    assert browser.renew().data["renewSession"]["user"]


@pytest.mark.parametrize("page", FOREIGN, ids=str)
def test_a_foreign_page_signs_no_browser_in(
    student: User, page: dict[str, str]
) -> None:
    browser = Browser()
    browser.page = page

    result = browser.start(student.username)

    assert result.body["data"] == {"startSession": None}
    assert result.codes == ["BAD_USER_INPUT"]
    assert not result.response.cookies
    assert not RefreshToken.objects.exists()


@pytest.mark.parametrize("page", FOREIGN, ids=str)
def test_a_foreign_page_that_has_a_token_may_use_that(
    browser: Browser, other_student: User, page: dict[str, str]
) -> None:
    token = sign_in(other_student)["token"]
    browser.page = page | {"authorization": f"Bearer {token}"}

    result = browser(ME)

    assert result.data == {"me": {"username": other_student.username}}
    assert browser.end().codes == ["BAD_USER_INPUT"]


def test_a_foreign_page_reads_what_everybody_may(db: None) -> None:
    browser = Browser(theme="dark")
    browser.page = {"origin": "https://evil.example"}

    result = browser(ME)

    assert result.data == {"me": None}
