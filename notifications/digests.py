"""One e-mail in the morning for all that a person wants to hear of daily."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Min, OuterRef, Subquery
from django.utils import timezone

from notifications.models import Email, EmailKind, Notification
from users.models import User
from users.time_zones import zone_of

MORNING = time(8)
BATCH = 1000  # people of one transaction


def queue_digests(now: datetime | None = None) -> int:
    """Queue a digest for everybody in whose time zone it is past :data:`MORNING`.

    It tells what came before that hour of their day; what came later waits for the
    next one. Nobody gets two a day. Returns how many were queued.
    """
    now = now or timezone.now()
    total = 0
    waiting = Notification.objects.for_digest().filter(user__is_active=True)
    by_user = waiting.values("user", "user__time_zone").order_by("user")
    people: Any = by_user.annotate(oldest=Min("created_at"))
    batch = list(people[:BATCH])
    while batch:
        mornings = {row["user"]: _morning(row["user__time_zone"], now) for row in batch}
        total += _queue(
            {
                row["user"]: mornings[row["user"]]
                for row in batch
                if row["oldest"] < mornings[row["user"]] <= now
            }
        )
        batch = list(people.filter(user__gt=batch[-1]["user"])[:BATCH])
    return total


def _morning(time_zone: str, now: datetime) -> datetime:
    """When it is, or was, morning on the day that it is now in the time zone."""
    zone = zone_of(time_zone)
    return datetime.combine(now.astimezone(zone).date(), MORNING, zone)


@transaction.atomic
def _queue(mornings: Mapping[int, datetime]) -> int:
    """Queue the digests of users by their mornings, but no second one for a day."""
    people = User.objects.filter(pk__in=mornings).order_by("pk").only("pk")
    # Of two that do this at once the second waits here, then finds the e-mails.
    locked = [user.pk for user in people.select_for_update(no_key=True)]
    keys = {pk: f"digest:{mornings[pk]:%Y-%m-%d}" for pk in locked}
    days = set(keys.values())
    queued = Email.objects.filter(user__in=locked, key__in=days)
    known = set(queued.values_list("user", "key"))
    emails = Email.objects.bulk_create(
        Email(user_id=pk, kind=EmailKind.DIGEST, key=key, due_at=mornings[pk])
        for pk, key in keys.items()
        if (pk, key) not in known
    )
    # The newest is the one just queued; others may be of the day before.
    own = Email.objects.filter(user=OuterRef("user"), key__in=days).order_by("-due_at")
    told = Notification.objects.for_digest().filter(
        user__in=[email.user_id for email in emails],
        created_at__lt=Subquery(own.values("due_at")[:1]),
    )
    # In one order, so that somebody who marks them all as read can't block this; and
    # not as a subquery, see mark_all_read.
    list(told.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    told.update(email=Subquery(own.values("pk")[:1]))
    return len(emails)
