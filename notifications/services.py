"""Telling people something, and what they do with it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from notifications.exceptions import NotificationGone
from notifications.models import Notification, NotificationType
from users.models import User


def notify(
    *,
    user: User,
    key: str,
    message: str,
    link: str = "",
    type: NotificationType = NotificationType.SYSTEM,
    progress_id: int | None = None,
) -> None:
    """Tell ``user`` of the fact that ``key`` names, unless that was done before.

    Call it in the transaction in which the fact is written: both stand or
    neither does. Whatever carries a notification further (live, by e-mail)
    belongs here, after that transaction's commit.
    """
    notify_all(
        [
            Notification(
                user=user,
                key=key,
                message=message,
                link=link,
                type=type,
                progress_id=progress_id,
            )
        ]
    )


def notify_all(notifications: Iterable[Notification]) -> None:
    """Tell several people at once, as :func:`notify` does one."""
    Notification.objects.bulk_create(notifications, ignore_conflicts=True)


def mark_read(*, notification: Notification) -> Notification:
    """Mark it as read; the time of the first reading is kept.

    Raises :class:`NotificationGone`.
    """
    own = Notification.objects.filter(pk=notification.pk)
    own.unread().update(is_read=True, read_at=timezone.now())
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
    # Two devices that do this at once lock the rows in one order.
    locked = unread.order_by("pk").select_for_update()
    return Notification.objects.filter(pk__in=locked.values("pk")).update(
        is_read=True, read_at=timezone.now()
    )


def delete(*, notification: Notification) -> None:
    """Delete it. Does nothing twice."""
    notification.delete()
