"""Sending the e-mails that are due, by any number of workers at once.

A worker claims e-mails for a while. It renews its claim of each right before it sends
it, and leaves alone what another has claimed since; what a dead worker had claimed is
free again in time. So each is sent once, unless a worker dies or stands still, or a
connection breaks, between the last byte and the record of the answer: nobody can know
then whether the mail server took it. It is sent again, with the Message-ID that it had.
"""

import logging
import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from notifications import absence
from notifications.emails import compose
from notifications.models import Email, EmailStatus

logger = logging.getLogger(__name__)

BATCH = 20  # e-mails claimed at once
RUN = timedelta(minutes=1)  # of sending, after which others may use the thread
# From a try that failed to the next; the last one holds for all further tries.
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720)]
MAX_TRIES = 8
MAX_ERROR_LENGTH = 500  # characters


class NotSent(Exception):
    """Raised when an e-mail was not sent, and not because the mail server failed."""


def deliver_due(clock: Callable[[], datetime] = timezone.now) -> bool:
    """Send what is due, and say whether there may be more for another run to send.

    While the mail server is away it gives up early: one e-mail a run has a failed try,
    the others stay due.
    """
    start = clock()
    if not absence.may_try(start):
        return False
    courier = Courier(clock)
    try:
        while claimed := courier.claim_some():
            for key in claimed:
                is_over = clock() >= start + RUN
                if is_over or not courier.deliver(key):
                    courier.release()
                    return is_over
    finally:
        courier.close()
    return False


@dataclass
class Courier:
    """A worker's run: what it has claimed, and its connection to the mail server."""

    clock: Callable[[], datetime]
    claim: UUID = field(default_factory=uuid4)
    connection: Any = field(default_factory=mail.get_connection)

    def claim_some(self) -> list[int]:
        """The keys of e-mails that are due and now ours, account mail first."""
        now = self.clock()
        due = Email.objects.due(now).order_by("due_at", "pk")
        free = due.select_for_update(skip_locked=True)
        with transaction.atomic():
            chosen = free.account_mail()[:BATCH] or free[:BATCH]
            keys = [email.pk for email in chosen]
            Email.objects.filter(pk__in=keys).update(
                claim=self.claim, claimed_until=now + _claim_length()
            )
        return keys

    def deliver(self, key: int) -> bool:
        """Send an e-mail that was claimed; ``False`` when the mail server is away."""
        failure = self._connect()
        email = self._begin(key)
        if email is None:
            return failure is None
        try:
            if email.tries > MAX_TRIES:
                raise NotSent("Each worker that sent it died meanwhile.")
            if failure:
                raise failure
            message = compose(email)
            if message and not self.connection.send_messages([message]):
                raise NotSent("It has no recipient.")
        except Exception as error:
            self._record_failure(email, error)
            self.close()
        else:
            self._record(email, EmailStatus.SENT if message else EmailStatus.SKIPPED)
        return failure is None

    def release(self) -> None:
        """Let others have what is claimed and was not begun."""
        Email.objects.filter(claim=self.claim).update(claim=None, claimed_until=None)

    def close(self) -> None:
        with suppress(OSError):  # it may be the connection that is broken
            self.connection.close()

    def _connect(self) -> Exception | None:
        try:
            self.connection.open()
        except Exception as error:
            absence.begin(self.clock())
            return error
        absence.end()
        return None

    def _begin(self, key: int) -> Email | None:
        """The e-mail as it is now, for a claim's length ours; else ``None``."""
        own = Email.objects.filter(
            pk=key, claim=self.claim, status=EmailStatus.QUEUED
        ).update(claimed_until=self.clock() + _claim_length(), tries=F("tries") + 1)
        rows = Email.objects.select_related("user")
        return rows.filter(pk=key).first() if own else None

    def _record(self, email: Email, status: EmailStatus) -> None:
        # That it was sent is so whoever has claimed it since, who will find it sent.
        is_sent = status == EmailStatus.SENT
        rows = Email.objects.filter(pk=email.pk)
        rows = rows if is_sent else rows.filter(claim=self.claim)
        rows.update(
            status=status,
            sent_at=self.clock() if is_sent else None,
            last_error="",
            claim=None,
            claimed_until=None,
        )

    def _record_failure(self, email: Email, error: Exception) -> None:
        is_last = email.tries >= MAX_TRIES or _is_permanent(error)
        wait = BACKOFF[min(email.tries, len(BACKOFF)) - 1]
        reason = _in_one_line(error)
        Email.objects.filter(pk=email.pk, claim=self.claim).update(
            status=EmailStatus.FAILED if is_last else EmailStatus.QUEUED,
            due_at=self.clock() + wait,
            last_error=reason,
            claim=None,
            claimed_until=None,
        )
        log = logger.error if is_last else logger.warning
        log("E-mail %s was not sent, try %s: %s", email.pk, email.tries, reason)


def _claim_length() -> timedelta:
    """As long as sending takes where each of its six steps takes until the timeout."""
    return timedelta(seconds=6 * settings.EMAIL_TIMEOUT)


def _is_permanent(error: Exception) -> bool:
    """Whether the mail server refused the recipient for good (RFC 5321, 4.2.1)."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _ in error.recipients.values())


def _in_one_line(error: Exception) -> str:
    text = str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = error.recipients.values()
        text = "; ".join(f"{code} {answer!r}" for code, answer in answers)
    printable = "".join(one if one.isprintable() else " " for one in text)
    line = f"{type(error).__name__}: {' '.join(printable.split())}"
    return line[:MAX_ERROR_LENGTH]
