from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from notifications import models  # noqa: F401 (names the models in annotations)


class NotificationQuerySet(QuerySet["models.Notification"]):
    def visible_to(self, viewer: Any) -> "NotificationQuerySet":
        """The viewer's own; nobody else sees them, staff included."""
        return self.filter(user=viewer.pk, in_app=True)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(is_read=False, in_app=True)

    def for_digest(self) -> "NotificationQuerySet":
        """Those that wait for the next daily e-mail to their user."""
        return self.filter(email_cadence="daily", email=None)


class EmailQuerySet(QuerySet["models.Email"]):
    def due(self, now: datetime) -> "EmailQuerySet":
        """Those to be sent by now that no worker is at."""
        unclaimed = Q(claimed_until=None) | Q(claimed_until__lt=now)
        return self.filter(unclaimed, status="queued", due_at__lte=now)

    def account_mail(self) -> "EmailQuerySet":
        """Those for which a person sits and waits."""
        return self.filter(kind__in=models.ACCOUNT_MAIL)
