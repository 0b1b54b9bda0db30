"""Words that people chose stay words: no markup, no headers, no other addresses."""

import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import pytest

from courses.models import Course
from notifications.account_mail import request_verification
from notifications.emails import folder
from notifications.models import Notification
from tests.mail.conftest import html_of, links_in, only_sent
from users.models import User

MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 }}{% now %}&amp;'
LINES = "Hello\r\nBcc: all@example.com\n\n<b>Body</b>\x0b\u2028More\u202egnp.exe"


@pytest.mark.parametrize("words", [MARKUP, LINES, "\r\n", "é\nBcc: x@example.com"])
def test_a_title_and_a_message(
    tell: Callable[..., None], course: Course, words: str
) -> None:
    Course.objects.update(title=words[:200])
    tell(message=words)

    result = only_sent()

    parsed = message_from_bytes(result.message().as_bytes(), policy=default)
    assert parsed["Bcc"] is None
    assert not re.search(r"[\x00-\x1f\u2028\u202e]", str(parsed["Subject"]))
    assert len(parsed["Subject"]) <= 100
    assert result.recipients() == parsed["To"].split(", ")
    assert not re.search(r"<(script|img|b)\b", html_of(result))
    assert "{{ 7 }}" in html_of(result) or words != MARKUP


def test_a_name(student: User) -> None:
    names = {"first_name": MARKUP[:150], "last_name": LINES}
    User.objects.filter(pk=student.pk).update(**names)
    request_verification(user=student)

    result = only_sent()

    assert result.to == [student.email]
    assert "<script" not in html_of(result)
    assert "&lt;script&gt;" in html_of(result)
    assert result.body.startswith('Hello "><script>alert(1)</script>')


def test_a_name_of_several_lines(student: User) -> None:
    User.objects.filter(pk=student.pk).update(first_name=LINES)
    request_verification(user=student)

    result = only_sent()

    assert result.body.startswith(
        "Hello Hello Bcc: all@example.com <b>Body</b> More gnp.exe,\n\nPlease confirm"
    )


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/",
        "//evil.example/",
        ".evil.example/",
        "@evil.example/",
        ":80@evil.example/",
        "javascript:alert(1)",
        '/"><script>alert(1)</script>',
    ],
)
def test_a_link(tell: Callable[..., None], link: str) -> None:
    tell(message="News.")
    Notification.objects.update(link=link)

    result = only_sent()

    hrefs = re.findall(r'href="([^"]*)"', html_of(result))
    for address in [*hrefs, *links_in(result.body)]:
        assert address.startswith("http://127.0.0.1:8000/")
    assert "<script" not in html_of(result)


def test_a_line_that_is_very_long_is_no_line_on_its_way(
    tell: Callable[..., None],
) -> None:
    tell(message="é" * 2000)

    result = only_sent()

    raw = result.message().as_bytes()
    assert max(map(len, raw.splitlines())) <= 998  # RFC 5322, 2.1.1
    received = folder.parsed("name", raw)
    assert "é" * 2000 in received.text
    assert "é" * 2000 in received.html
