"""Every kind of e-mail: its words, as text and as HTML."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest

from notifications.account_mail import (
    change_password,
    request_password_reset,
    request_verification,
)
from notifications.models import Email, EmailKind, Notification, NotificationType
from notifications.preferences import update_preferences
from tests.factories import PASSWORD, CourseFactory, UserFactory
from tests.mail.conftest import composed, html_of, links_in, only_sent
from users.models import User

NEW_YEAR = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
NOTIFICATION = """Hello Ada,

Algebra

There is news.
And more of it.

http://127.0.0.1:8000/courses/algebra

31 December 2026, 23:30 (UTC)

--
Lyceum, http://127.0.0.1:8000/
You get this e-mail because your settings ask for e-mails with news of your \
courses, such as announcements.

Stop e-mails with news of your courses, such as announcements:
http://127.0.0.1:8000/unsubscribe/…

Stop notifications of the course “Algebra”:
http://127.0.0.1:8000/unsubscribe/…
"""
DIGEST = """Hello Ada,

This is what happened since your last summary.

Algebra
First.
http://127.0.0.1:8000/courses/algebra
31 December 2026, 23:30 (UTC)

Second.
31 December 2026, 23:30 (UTC)

--
Lyceum, http://127.0.0.1:8000/
You get this e-mail because your settings ask for daily summaries by e-mail.

Stop daily summaries by e-mail:
http://127.0.0.1:8000/unsubscribe/…
"""
VERIFICATION = """Hello Ada,

Please confirm that this is your e-mail address:

http://127.0.0.1:8000/verify-email?token=…

The link works once, within 3 days. If you made no account at Lyceum, do nothing.

--
Lyceum, http://127.0.0.1:8000/
You get this e-mail because the account ada was made with this address.
"""
RESET = """Hello Ada,

Choose a new password for your account here:

http://127.0.0.1:8000/reset-password?token=…

The link works once, within 60 minutes. If it was not you who asked, do nothing: \
your password stays as it is.

--
Lyceum, http://127.0.0.1:8000/
You get this e-mail because somebody asked for a new password of the account ada.
"""
CHANGED = """Hello Ada,

Your password was changed on 31 December 2026, 23:30 (UTC). Every device has been \
signed out.

If it was not you, somebody else has your account. Ask for a new password at once \
where you sign in: http://127.0.0.1:8000/

--
Lyceum, http://127.0.0.1:8000/
You get this e-mail because the password of the account ada was changed.
"""


@pytest.fixture
def student(db: None) -> User:
    return UserFactory(username="ada", email="ada@example.com")


def without_tokens(text: str) -> str:
    return re.sub(r"(/unsubscribe/|\?token=)[\w.-]+", r"\1…", text)


def words(html: str) -> str:
    """What HTML says: its text, in one line."""
    body = re.sub(r"<style>.*?</style>|<title>.*?</title>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_a_notification(student: User, tell: Callable[..., None]) -> None:
    course = CourseFactory(title="Algebra")
    tell(course_id=course.pk, message="There is news.\nAnd more of it.")
    Notification.objects.update(created_at=NEW_YEAR)

    result = only_sent()

    assert result.subject == "Algebra: There is news. And more of it."
    assert result.from_email == "Lyceum <lyceum@localhost>"
    assert result.recipients() == ["ada@example.com"]
    assert without_tokens(result.body) == NOTIFICATION
    assert words(html_of(result)) == (
        "There is news. And more of it. Lyceum Hello Ada, Algebra There is news. And "
        "more of it. Open 31 December 2026, 23:30 (UTC) You get this e-mail because "
        "your settings ask for e-mails with news of your courses, such as "
        "announcements. Stop e-mails with news of your courses, such as announcements "
        "Stop notifications of the course “Algebra” Lyceum"
    )


def test_a_notification_that_names_its_course_does_not_say_it_twice(
    student: User, tell: Callable[..., None]
) -> None:
    course = CourseFactory(title="Algebra")
    tell(course_id=course.pk, message="Welcome to Algebra!")

    result = only_sent()

    assert result.subject == "Welcome to Algebra!"


def test_a_notification_of_nothing_to_open(
    student: User, tell: Callable[..., None]
) -> None:
    tell(course_id=None, link="")

    result = only_sent()

    assert result.subject == "There is news."
    assert result.body.startswith("Hello Ada,\n\nThere is news.\n\n")
    assert "Open" not in words(html_of(result))
    assert len(links_in(result.body)) == 2  # the site, and to unsubscribe


def test_a_digest(student: User, tell: Callable[..., None]) -> None:
    daily = {NotificationType.EMAIL: {"email": "daily"}}
    update_preferences(user=student, changes=daily)
    tell(key="1", course_id=CourseFactory(title="Algebra").pk, message="First.")
    tell(key="2", course_id=None, message="Second.", link="")
    email = Email.objects.create(user=student, kind=EmailKind.DIGEST, key="digest")
    Notification.objects.update(created_at=NEW_YEAR, email=email)

    result = composed(email)

    assert result.subject == "2 notifications for you"
    assert without_tokens(result.body) == DIGEST
    assert words(html_of(result)) == (
        "First. Lyceum Hello Ada, This is what happened since your last summary. "
        "Algebra First. 31 December 2026, 23:30 (UTC) · Open Second. "
        "31 December 2026, 23:30 (UTC) You get this e-mail because your settings ask "
        "for daily summaries by e-mail. Stop daily summaries by e-mail Lyceum"
    )


def test_a_digest_of_very_much(student: User, tell: Callable[..., None]) -> None:
    daily = {NotificationType.EMAIL: {"email": "daily"}}
    update_preferences(user=student, changes=daily)
    for number in range(53):
        tell(key=str(number), message=f"News {number}.")
    email = Email.objects.create(user=student, kind=EmailKind.DIGEST, key="digest")
    Notification.objects.update(email=email)

    result = composed(email)

    assert result.subject == "53 notifications for you"
    assert "News 49." in result.body
    assert "News 50." not in result.body
    assert "And 3 more: http://127.0.0.1:8000/\n" in result.body
    assert "And 3 more: see them all" in words(html_of(result))


def test_a_verification_of_the_address(student: User) -> None:
    request_verification(user=student)

    result = only_sent()

    assert result.subject == "Confirm your e-mail address"
    assert without_tokens(result.body) == VERIFICATION
    assert words(html_of(result)).startswith(
        "One click, and we know that our e-mails reach you. Lyceum Hello Ada, Please "
        "confirm that this is your e-mail address. Confirm the address The link works"
    )


def test_a_password_reset(student: User) -> None:
    request_password_reset(email=student.email)

    result = only_sent()

    assert result.subject == "Choose a new password"
    assert without_tokens(result.body) == RESET
    assert "Choose a new password The link works once" in words(html_of(result))


def test_a_changed_password(student: User) -> None:
    change_password(user=student, current_password=PASSWORD, new_password="other words")
    Email.objects.update(created_at=NEW_YEAR)

    result = only_sent()

    assert result.subject == "Your password was changed"
    assert result.body == CHANGED
    assert words(html_of(result)).startswith(
        "If it was you, all is well. Lyceum Hello Ada, Your password was changed on "
        "31 December 2026, 23:30 (UTC). Every device has been signed out. If it was"
    )


@pytest.mark.parametrize(
    ("time_zone", "time"),
    [
        ("UTC", "31 December 2026, 23:30 (UTC)"),
        ("Europe/Paris", "1 January 2027, 00:30 (CET)"),
        ("Asia/Kathmandu", "1 January 2027, 05:15 (+0545)"),
        ("America/New_York", "31 December 2026, 18:30 (EST)"),
        ("Gone/Nowhere", "31 December 2026, 23:30 (UTC)"),
    ],
)
def test_times_are_those_of_the_persons_clock(
    student: User, tell: Callable[..., None], time_zone: str, time: str
) -> None:
    tell()
    User.objects.filter(pk=student.pk).update(time_zone=time_zone)
    Notification.objects.update(created_at=NEW_YEAR)

    result = only_sent()

    assert time in result.body
    assert time in html_of(result)


@pytest.mark.parametrize(("first_name", "name"), [("Ada", "Ada"), ("", "ada")])
def test_people_are_called_by_their_name(
    student: User, first_name: str, name: str
) -> None:
    User.objects.filter(pk=student.pk).update(first_name=first_name)
    request_verification(user=student)

    result = only_sent()

    assert result.body.startswith(f"Hello {name},\n")
    assert f"Hello {name}," in html_of(result)


def test_the_platform_is_called_as_its_sender_is(student: User, settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Académie Zoé <zoe@school.example>"
    request_verification(user=student)

    result = only_sent()

    assert "If you made no account at Académie Zoé, do nothing." in result.body
    assert "Lyceum" not in result.body + html_of(result)


@pytest.mark.parametrize("kind", list(EmailKind))
def test_no_html_needs_anything_from_elsewhere(
    student: User, tell: Callable[..., None], kind: EmailKind
) -> None:
    tell()
    email = Email.objects.get()
    email.kind = kind

    result = html_of(composed(email))

    assert not re.search(r"<(script|img|link|iframe|form)|src=|url\(|@import", result)
    assert result.startswith("<!doctype html>")
