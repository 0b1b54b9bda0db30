"""What the e-mails of each kind say, before they are laid out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.text import Truncator

from notifications import unsubscribing
from notifications.emails import links
from notifications.models import EmailKind, Notification, NotificationType
from notifications.unsubscribing import Subscription
from users.links import RESET, VERIFICATION
from users.models import User

CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
SUBJECT_LENGTH = 100  # characters
LISTED = 50  # notifications of a digest that are shown


@dataclass(frozen=True)
class Letter:
    """``reason`` tells why somebody gets it; what they can ``stop`` has a link each."""

    kind: EmailKind
    subject: str
    reason: str
    preheader: str = ""
    stop: Sequence[Subscription] = ()
    details: dict[str, Any] = field(default_factory=dict)


def verification(user: User) -> Letter:
    return Letter(
        EmailKind.VERIFY_EMAIL,
        subject="Confirm your e-mail address",
        preheader="One click, and we know that our e-mails reach you.",
        reason=f"the account {user.username} was made with this address.",
        details={
            "link": links.verification(user),
            "days": VERIFICATION.lifetime.days,
        },
    )


def password_reset(user: User) -> Letter:
    return Letter(
        EmailKind.PASSWORD_RESET,
        subject="Choose a new password",
        preheader="If it was not you who asked, do nothing.",
        reason=f"somebody asked for a new password of the account {user.username}.",
        details={
            "link": links.reset(user),
            "minutes": RESET.lifetime.seconds // 60,
        },
    )


def password_changed(user: User, at: datetime) -> Letter:
    return Letter(
        EmailKind.PASSWORD_CHANGED,
        subject="Your password was changed",
        preheader="If it was you, all is well.",
        reason=f"the password of the account {user.username} was changed.",
        details={"at": at, "link": links.site()},
    )


def notification(told: Notification) -> Letter:
    stop = [unsubscribing.to_type(told.user, NotificationType(told.type))]
    if told.course:
        stop.append(unsubscribing.to_course(told.user, told.course))
    return Letter(
        EmailKind.NOTIFICATION,
        subject=_subject(told),
        preheader=Truncator(one_line(told.message)).chars(SUBJECT_LENGTH),
        reason=f"your settings ask for {stop[0].name}.",
        stop=stop,
        details={"notification": told, "link": links.site(told.link)},
    )


def digest(user: User, told: Sequence[Notification]) -> Letter:
    count = len(told)
    stop = unsubscribing.to_digests(user)
    return Letter(
        EmailKind.DIGEST,
        subject=f"{count} {'notification' if count == 1 else 'notifications'} for you",
        preheader=Truncator(one_line(told[0].message)).chars(SUBJECT_LENGTH),
        reason=f"your settings ask for {stop.name}.",
        stop=[stop],
        details={
            "items": [(one, links.site(one.link)) for one in told[:LISTED]],
            "more": max(0, count - LISTED),
            "link": links.site(),
        },
    )


def one_line(text: str) -> str:
    """The text in one line, without what would break it or turn it round."""
    return " ".join(CONTROLS.sub(" ", text).split())


def _subject(told: Notification) -> str:
    """What is told, and of which course where that is not in it already.

    An instructor's words stand behind the course's title: they are not ours.
    """
    message = one_line(told.message)
    title = one_line(told.course.title) if told.course else ""
    if title and title not in message:
        message = f"{title}: {message}"
    return Truncator(message).chars(SUBJECT_LENGTH)
