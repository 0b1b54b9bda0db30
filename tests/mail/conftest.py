"""E-mails as they reach the outbox, and a browser for what they link to."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client as Browser

from courses.models import Course
from notifications.delivery import deliver_due
from notifications.emails import compose
from notifications.models import Email, NotificationType
from notifications.services import notify
from users.models import User

Outbox = list[EmailMultiAlternatives]


def sent() -> Outbox:
    """What has been sent, after sending what is due."""
    deliver_due()
    return mail.outbox


def only_sent() -> EmailMultiAlternatives:
    """The one e-mail that there is."""
    [message] = sent()
    return message


def composed(email: Email) -> EmailMultiAlternatives:
    """The message of an e-mail that somebody wants."""
    message = compose(email)
    assert message is not None
    return message


def html_of(message: EmailMultiAlternatives) -> str:
    [alternative] = message.alternatives
    assert alternative.mimetype == "text/html"
    return alternative.content


def links_in(text: str) -> list[str]:
    return re.findall(r"https?://[^\s\"<>]+", text)


def token_in(message: EmailMultiAlternatives) -> str:
    """The token of the link in account mail."""
    [token] = re.findall(r"\?token=(\S+)", message.body)
    return token


def path_of(address: str) -> str:
    """Of an address on this server, as a browser asks for it."""
    return "/" + address.split("/", 3)[3]


@pytest.fixture
def browser(db: None) -> Browser:
    """The browser of somebody who is not signed in."""
    return Browser(enforce_csrf_checks=True)


@pytest.fixture
def debug(settings: Any) -> None:
    """A development server."""
    settings.DEBUG = True
    settings.INTERNAL_IPS = []  # no toolbar


@pytest.fixture
def tell(student: User, course: Course) -> Callable[..., None]:
    """Tells ``student`` something of ``course``, which is mailed at once."""
    return partial(
        notify,
        user=student,
        key="news",
        message="There is news.",
        link="/courses/algebra",
        type=NotificationType.EMAIL,
        course_id=course.pk,
    )
