"""Telling people something, and what they do with it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from notifications import preferences
from notifications.exceptions import NotificationGone
from notifications.live import wake_after_commit
from notifications.models import (
    Email,
    EmailCadence,
    EmailKind,
    EmailStatus,
    Notification,
    NotificationType,
)
from notifications.tasks import deliver_due
from users.models import User


def notify(
    *,
    user: User,
    key: str,
    message: str,
    link: str = "",
    type: NotificationType = NotificationType.SYSTEM,
    course_id: int | None = None,
    progress_id: int | None = None,
) -> None:
    """Tell ``user`` of the fact that ``key`` names, unless that was done before.

    Call it in the transaction in which the fact is written: both stand or neither
    does. How the user is told is as they prefer, also by muting the course. It locks
    the user's row: lock other rows before.
    """
    notify_all(
        [
            Notification(
                user=user,
                key=key,
                message=message,
                link=link,
                type=type,
                course_id=course_id,
                progress_id=progress_id,
            )
        ]
    )


def notify_all(
    notifications: Iterable[Notification], in_app_only: Iterable[Notification] = ()
) -> None:
    """Tell several people at once, as :func:`notify` does one.

    Those ``in_app_only`` are mailed to nobody. It takes as many statements for a
    thousand as for one.
    """
    mailed, unmailed = list(notifications), list(in_app_only)
    told = mailed + unmailed
    if not told:
        return
    with transaction.atomic(savepoint=False):
        users = User.objects.filter(pk__in={one.user_id for one in told})
        # Under its user's lock a notification gets a key above all that the user was
        # told before; in one order, so that two who tell many can't block each other.
        list(users.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        preferences.apply_to(told)
        for one in unmailed:
            one.email_cadence = EmailCadence.NEVER
        _queue_emails(mailed)
        Notification.objects.bulk_create(told, ignore_conflicts=True)
        wake_after_commit(one.user_id for one in told)


def _queue_emails(notifications: list[Notification]) -> None:
    """Make an e-mail for each that is to be mailed at once, and link it to that."""
    emails = {
        (one.user_id, one.key): Email(
            user_id=one.user_id,
            kind=EmailKind.NOTIFICATION,
            key=f"{EmailKind.NOTIFICATION}:{one.key}",
        )
        for one in notifications
        if one.email_cadence == EmailCadence.IMMEDIATE
    }
    # Of a fact that was mailed before this gives the e-mail that there is.
    Email.objects.bulk_create(
        emails.values(),
        update_conflicts=True,
        unique_fields=["user", "key"],
        update_fields=["key"],
    )
    for one in notifications:
        one.email = emails.get((one.user_id, one.key))
    if emails:
        transaction.on_commit(deliver_due.send, robust=True)


def send_again(*, email: Email) -> None:
    """Give an e-mail that failed a new start.

    Raises ``ValidationError`` for any other: what was sent is sent once, and what was
    skipped would be skipped again.
    """
    failed = Email.objects.filter(pk=email.pk, status=EmailStatus.FAILED)
    if not failed.update(status=EmailStatus.QUEUED, due_at=timezone.now(), tries=0):
        raise ValidationError("Only an e-mail that failed is sent again.")
    transaction.on_commit(deliver_due.send, robust=True)


def mark_read(*, notification: Notification) -> Notification:
    """Mark it as read; the time of the first reading is kept.

    Raises :class:`NotificationGone`.
    """
    own = Notification.objects.filter(pk=notification.pk)
    if own.unread().update(is_read=True, read_at=timezone.now()):
        wake_after_commit([notification.user_id])
    marked = own.first()
    if marked is None:
        raise NotificationGone
    return marked


@transaction.atomic
def mark_all_read(*, user: User, up_to: Notification | None = None) -> int:
    """Mark the user's notifications as read and return how many were not.

    With ``up_to``, only that one and those older than it.
    """
    unread = user.notifications.unread()
    if up_to is not None:
        older = unread.filter(created_at__lt=up_to.created_at)
        same_time = unread.filter(created_at=up_to.created_at, pk__lte=up_to.pk)
        unread = older | same_time
    # Two devices that do this at once lock the rows in one order. As a subquery this
    # could be planned as a loop in a loop, where PostgreSQL guesses that there are few.
    list(unread.order_by("pk").select_for_update().values_list("pk"))
    count = unread.update(is_read=True, read_at=timezone.now())
    wake_after_commit([user.pk])
    return count


def delete(*, notification: Notification) -> None:
    """Delete it. Does nothing twice."""
    notification.delete()
    wake_after_commit([notification.user_id])
