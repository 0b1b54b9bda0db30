"""/mail: the e-mails of a development server, and previews of all kinds."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser

from notifications.account_mail import request_verification
from notifications.delivery import deliver_due
from notifications.emails.folder import EmailBackend
from notifications.models import EmailKind
from users.models import User


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where the e-mails go."""
    settings.EMAIL_BACKEND = f"{EmailBackend.__module__}.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


@pytest.fixture
def mailed(folder: Path, student: User, tell: Callable[..., None]) -> list[str]:
    """The names of two e-mails, of which the newer is about news."""
    request_verification(user=student)
    deliver_due()
    tell(message="There is <b>news</b>.")
    deliver_due()
    return sorted(file.stem for file in folder.iterdir())


def test_each_email_is_a_file_that_mail_programs_open(
    folder: Path, mailed: list[str]
) -> None:
    result = [(folder / f"{name}.eml").read_bytes() for name in mailed]

    assert [b"\r\nSubject: Confirm your e-mail" in content for content in result] == [
        True,
        False,
    ]
    assert all(b"\n" not in content.replace(b"\r\n", b"") for content in result)
    assert len(list(folder.iterdir())) == 2


def test_the_newest_is_on_top(
    browser: Browser, debug: None, mailed: list[str], student: User
) -> None:
    result = browser.get("/mail")

    page = result.content.decode()
    older, newer = mailed
    names = re.findall(r'href="/mail/([\w-]+)"', page)
    assert names == [newer, older]
    assert ": There is &lt;b&gt;news&lt;/b&gt;.</a>" in page
    assert page.count(student.email) == 2


def test_an_empty_folder_says_where_it_is(
    browser: Browser, debug: None, folder: Path
) -> None:
    result = browser.get("/mail")

    assert f"There is none yet in {folder}." in result.content.decode()


def test_an_email_is_shown_whole(
    browser: Browser, debug: None, mailed: list[str], student: User
) -> None:
    result = browser.get(f"/mail/{mailed[1]}")

    page = result.content.decode()
    assert f'<th scope="row">To</th><td>{student.email}</td>' in page
    assert '<th scope="row">List-Unsubscribe-Post</th>' in page
    assert "There is &lt;b&gt;news&lt;/b&gt;." in page
    [html] = re.findall(r'srcdoc="([^"]*)"', page)
    assert "There is &lt;b&gt;news&lt;/b&gt;." in unescape(html)


def test_nothing_in_an_email_runs(
    browser: Browser, debug: None, mailed: list[str]
) -> None:
    result = browser.get(f"/mail/{mailed[1]}")

    [sandbox] = re.findall(r'sandbox="([^"]*)"', result.content.decode())
    assert not {"allow-scripts", "allow-same-origin", "allow-top-navigation"} & set(
        sandbox.split()
    )
    policy = result.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "script-src" not in policy


@pytest.mark.parametrize("kind", EmailKind.values)
def test_every_kind_has_a_preview(
    browser: Browser, debug: None, folder: Path, kind: str
) -> None:
    result = browser.get(f"/mail/preview/{kind}")

    page = result.content.decode()
    assert result.status_code == 200
    assert '<th scope="row">To</th><td>ada@example.com</td>' in page
    assert "Hello Ada," in page
    assert not folder.exists()


def test_the_list_leads_to_the_previews(
    browser: Browser, debug: None, folder: Path
) -> None:
    result = browser.get("/mail")

    kinds = re.findall(r'href="/mail/preview/([\w-]+)"', result.content.decode())
    assert kinds == EmailKind.values


@pytest.mark.parametrize(
    "path", ["/mail/none", "/mail/preview/none", "/mail/../../db", "/mail/%2e%2e%2fx"]
)
def test_there_is_nothing_else(
    browser: Browser, debug: None, folder: Path, path: str
) -> None:
    result = browser.get(path)

    assert result.status_code == 404


def test_a_production_server_shows_no_email(
    browser: Browser, mailed: list[str]
) -> None:
    paths = ["/mail", f"/mail/{mailed[0]}", "/mail/preview/digest"]

    result = [browser.get(path).status_code for path in paths]

    assert result == [404, 404, 404]
