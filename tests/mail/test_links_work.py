"""Where the links of e-mails lead: to the site, or to this server."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from courses.models import Course
from notifications.account_mail import (
    change_password,
    request_password_reset,
    request_verification,
)
from tests.factories import PASSWORD
from tests.mail.conftest import html_of, links_in, path_of, sent
from users.models import User


@pytest.fixture
def mailed(student: User, course: Course, tell: Callable[..., None]) -> None:
    """``student`` has an e-mail of every kind coming."""
    tell(link=f"/courses/{course.slug}/reviews")
    request_verification(user=student)
    request_password_reset(email=student.email)
    change_password(user=student, current_password=PASSWORD, new_password="other words")


def all_links() -> set[str]:
    messages = sent()
    assert len(messages) == 4
    return {
        link.rstrip(".")
        for one in messages
        for link in links_in(one.body) + links_in(html_of(one))
    }


def test_on_a_development_server_every_link_opens_a_page(
    browser: Browser, debug: None, mailed: None
) -> None:
    links = all_links()

    result = {link: browser.get(path_of(link)).status_code for link in links}

    assert len(result) == 6  # home, the course, both account pages, two to unsubscribe
    assert result.pop("http://127.0.0.1:8000/") in (200, 302)
    assert set(result.values()) == {200}


def test_elsewhere_they_lead_to_the_site_and_to_this_server(
    mailed: None, course: Course, settings: Any
) -> None:
    settings.FRONTEND_URL = "https://school.example/app"
    settings.PUBLIC_URL = "https://api.school.example"
    settings.FRONTEND_RESET_PATH = "/#/forgotten/{token}"
    settings.FRONTEND_VERIFY_PATH = "/verify?t={token}&utm=mail"

    result = sorted(all_links())

    assert [link.rpartition("/unsubscribe/")[0] for link in result[:2]] == [
        "https://api.school.example"
    ] * 2
    addresses = [link.removeprefix("https://school.example/app") for link in result[2:]]
    assert addresses[0] == "/"
    assert addresses[1].startswith("/#/forgotten/")
    assert addresses[2] == f"/courses/{course.slug}/reviews"
    assert addresses[3].startswith("/verify?t=")
    assert addresses[3].endswith(("&utm=mail", "&amp;utm=mail"))


@pytest.mark.parametrize(
    "path", ["/verify-email?token=x", "/reset-password?token=x", "/courses/algebra"]
)
def test_a_production_server_has_no_pages_of_a_site(
    browser: Browser, path: str
) -> None:
    result = browser.get(path)

    assert result.status_code == 404


def test_what_stands_in_for_the_site_tells_what_to_ask_of_the_api(
    browser: Browser, debug: None
) -> None:
    result = browser.get("/verify-email", {"token": 'a"<script>'})

    page = result.content.decode()
    assert "verifyEmail(input: { token: &quot;a\\&quot;&lt;script&gt;&quot; })" in page
