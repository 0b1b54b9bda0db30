from typing import Any

from django.db.models import QuerySet

from notifications import models  # noqa: F401 (names the model in annotations)


class NotificationQuerySet(QuerySet["models.Notification"]):
    def visible_to(self, viewer: Any) -> "NotificationQuerySet":
        """The viewer's own; nobody else sees them, staff included."""
        return self.filter(user=viewer.pk)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(is_read=False)
