"""Deleting what nobody needs any more."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from notifications.models import Email, EmailCadence, EmailStatus, Notification
from users.batches import delete_in_batches

KEEP = timedelta(days=90)


def purge(now: datetime | None = None) -> int:
    """Delete what is done with and older than :data:`KEEP`; return how many rows.

    That is notifications that were read or are not shown, and e-mails that were sent
    or were no longer wanted; those that failed stay for an operator to see. Nobody is
    told of a fact again for it: that it was told stands with the fact, as users may
    delete their notifications at any time.
    """
    old = (now or timezone.now()) - KEEP
    done_with = Q(is_read=True) | Q(in_app=False)
    notifications = Notification.objects.filter(done_with, created_at__lt=old)
    count = delete_in_batches(notifications)
    # Without its e-mail, what went out in a digest would go into the next one.
    digested = Notification.objects.filter(
        email=OuterRef("pk"), email_cadence=EmailCadence.DAILY
    )
    emails = Email.objects.filter(
        ~Exists(digested),
        status__in=[EmailStatus.SENT, EmailStatus.SKIPPED],
        created_at__lt=old,
    )
    return count + delete_in_batches(emails)
