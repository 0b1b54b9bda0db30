"""The headers of e-mails, by which programs know what to do with them."""

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.utils import timezone

from notifications.account_mail import (
    change_password,
    request_password_reset,
    request_verification,
)
from notifications.models import Email, EmailKind
from tests.factories import PASSWORD
from tests.mail.conftest import composed, links_in, sent
from users.models import User


@pytest.fixture
def mailed(student: User, tell: Callable[..., None]) -> None:
    """``student`` has an e-mail of every kind coming."""
    tell()
    request_verification(user=student)
    request_password_reset(email=student.email)
    change_password(user=student, current_password=PASSWORD, new_password="other words")


def test_all_say_that_a_program_wrote_them(mailed: None) -> None:
    result = sent()

    assert [one.message()["Auto-Submitted"] for one in result] == ["auto-generated"] * 4


def test_all_are_dated(mailed: None) -> None:
    result = sent()

    for one in result:
        date = parsedate_to_datetime(f"{one.message()['Date'][:-5]}+0000")
        assert abs((timezone.now() - date).total_seconds()) < 60


def test_what_preferences_govern_can_be_unsubscribed_by_one_click(mailed: None) -> None:
    news = next(one for one in sent() if one.subject.endswith("There is news."))

    result = news.message()

    assert result["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [address] = links_in(result["List-Unsubscribe"])
    assert result["List-Unsubscribe"].strip() == f"<{address}>"
    assert address in news.body


def test_a_digest_can_be_unsubscribed_by_one_click(
    student: User, tell: Callable[..., None]
) -> None:
    tell()
    email = Email.objects.get()
    email.kind = EmailKind.DIGEST

    result = composed(email).message()

    assert result["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert links_in(result["List-Unsubscribe"])


def test_account_mail_can_not_be_unsubscribed(mailed: None) -> None:
    account_mail = [one for one in sent() if "news" not in one.subject]

    result = [sorted(one.extra_headers) for one in account_mail]

    assert result == [["Auto-Submitted", "Message-ID"]] * 3
    assert not any("unsubscribe" in one.body for one in account_mail)


def test_an_email_has_one_message_id_however_often_it_is_sent(
    tell: Callable[..., None],
) -> None:
    tell()
    once = composed(Email.objects.get()).message()["Message-ID"]

    result = composed(Email.objects.get()).message()["Message-ID"]

    assert result == once
    assert result.startswith(f"<email-{Email.objects.get().pk}-")


def test_no_two_emails_have_one_message_id(mailed: None, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Lyceum <lyceum@school.example>"

    result = {one.message()["Message-ID"] for one in sent()}

    assert len(result) == 4
    assert all(one.endswith("@school.example>") for one in result)
