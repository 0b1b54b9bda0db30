"""Unsubscribing by the link in an e-mail, after RFC 8058."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from courses.models import Course
from notifications.models import (
    CourseMute,
    Email,
    EmailKind,
    NotificationPreference,
    NotificationType,
)
from notifications.preferences import preferences_of, update_preferences
from tests.mail.conftest import composed, links_in, only_sent, path_of, sent
from users.models import User

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def links(tell: Callable[..., None], course: Course) -> dict[str, str]:
    """The paths at the foot of a notification: to stop its type, and its course."""
    tell()
    message = only_sent()
    links = [link for link in links_in(message.body) if "unsubscribe" in link]
    return dict(zip(["type", "course"], map(path_of, links), strict=True))


def stored() -> tuple[list[Any], list[Any]]:
    preferences = NotificationPreference.objects.values_list(
        "user", "type", "in_app", "email"
    )
    mutes = CourseMute.objects.values_list("user", "course")
    return list(preferences), list(mutes)


@pytest.mark.parametrize("link", ["type", "course"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_does_nothing(
    browser: Browser, links: dict[str, str], link: str, method: str
) -> None:
    result = getattr(browser, method)(links[link])

    assert result.status_code == 200
    assert stored() == ([], [])


def test_the_page_asks_before_it_stops_anything(
    browser: Browser, links: dict[str, str], course: Course
) -> None:
    result = browser.get(links["course"])

    page = result.content.decode()
    assert f"Do you want no more notifications of the course “{course}”?" in page
    assert '<form method="post">' in page
    assert '<input type="hidden" name="List-Unsubscribe" value="One-Click">' in page
    assert result.headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert result.headers["Referrer-Policy"] == "no-referrer"
    assert result.headers["Cache-Control"] == "no-store"


def test_one_click_stops_the_emails_of_a_type(
    browser: Browser, links: dict[str, str], student: User
) -> None:
    result = browser.post(links["type"], "List-Unsubscribe=One-Click", FORM)

    assert result.status_code == 200
    assert "You will get no more e-mails with news of your courses" in (
        result.content.decode()
    )
    assert stored() == ([(student.pk, "email", True, "never")], [])


def test_a_program_may_send_it_as_a_form_with_parts(
    browser: Browser, links: dict[str, str], student: User
) -> None:
    result = browser.post(links["type"], ONE_CLICK)

    assert result.status_code == 200
    assert stored() == ([(student.pk, "email", True, "never")], [])


def test_one_click_mutes_a_course(
    browser: Browser, links: dict[str, str], student: User, course: Course
) -> None:
    result = browser.post(links["course"], ONE_CLICK)

    assert result.status_code == 200
    assert stored() == ([], [(student.pk, course.pk)])


def test_one_click_stops_the_digest(
    browser: Browser, student: User, tell: Callable[..., None]
) -> None:
    tell()
    daily = {"email": "daily", "in_app": False}
    changes = {NotificationType.EMAIL: daily, NotificationType.SYSTEM: daily}
    update_preferences(user=student, changes=changes)
    email = Email.objects.get()
    email.kind = EmailKind.DIGEST
    [link] = links_in(composed(email).extra_headers["List-Unsubscribe"])

    result = browser.post(path_of(link), ONE_CLICK)

    assert result.status_code == 200
    assert {one.type: (one.in_app, one.email) for one in preferences_of(student)} == {
        "system": (False, "never"),
        "email": (False, "never"),
        "reminder": (True, "immediate"),
    }


@pytest.mark.parametrize("link", ["type", "course"])
def test_twice_is_as_once(browser: Browser, links: dict[str, str], link: str) -> None:
    browser.post(links[link], ONE_CLICK)
    once = stored()

    result = browser.post(links[link], ONE_CLICK)

    assert result.status_code == 200
    assert stored() == once
    assert any(once)


@pytest.mark.parametrize("link", ["type", "course"])
def test_nothing_more_comes_after_it(
    browser: Browser, links: dict[str, str], tell: Callable[..., None], link: str
) -> None:
    browser.post(links[link], ONE_CLICK)
    tell(key="more news")

    result = sent()

    assert len(result) == 1  # the one with the link


def test_other_people_get_theirs_as_before(
    browser: Browser,
    links: dict[str, str],
    tell: Callable[..., None],
    other_student: User,
) -> None:
    for link in links.values():
        browser.post(link, ONE_CLICK)
    tell(user=other_student)

    result = sent()

    assert result[-1].to == [other_student.email]


@pytest.mark.parametrize(
    "body", ["", "List-Unsubscribe=Two-Clicks", "one-click", "List-Unsubscribe"]
)
def test_a_post_that_says_something_else_stops_nothing(
    browser: Browser, links: dict[str, str], body: str
) -> None:
    result = browser.post(links["type"], body, FORM)

    assert result.status_code == 400
    assert stored() == ([], [])


def _shortened(path: str) -> str:
    return path[:-1]


def _changed(path: str) -> str:
    return path.replace("/unsubscribe/", "/unsubscribe/A", 1)


def _of_nothing(path: str) -> str:
    return "/unsubscribe/é..\0"


@pytest.mark.parametrize("spoil", [_shortened, _changed, _of_nothing])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_not_ours_is_refused(
    browser: Browser,
    links: dict[str, str],
    spoil: Callable[[str], str],
    method: str,
) -> None:
    result = getattr(browser, method)(spoil(links["type"]), ONE_CLICK)

    assert result.status_code == 404
    assert "This link does not work" in result.content.decode()
    assert stored() == ([], [])


def test_a_link_of_a_course_that_is_no_more(
    browser: Browser, links: dict[str, str], course: Course
) -> None:
    course.delete()

    result = browser.post(links["course"], ONE_CLICK)

    assert result.status_code == 404
    assert stored() == ([], [])


def test_a_link_of_an_account_that_has_ended(
    browser: Browser, links: dict[str, str], student: User
) -> None:
    User.objects.filter(pk=student.pk).update(is_active=False)

    result = browser.post(links["type"], ONE_CLICK)

    assert result.status_code == 404
    assert stored() == ([], [])


def test_it_is_asked_for_in_no_other_way(
    browser: Browser, links: dict[str, str]
) -> None:
    result = browser.put(links["type"], ONE_CLICK)

    assert result.status_code == 405
    assert stored() == ([], [])
