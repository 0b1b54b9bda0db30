"""What can be refused about notifications; see courses/exceptions.py."""

from django.core.exceptions import ValidationError


class NotificationGone(ValidationError):
    """Raised when a notification was deleted while it was to be marked."""

    def __init__(self) -> None:
        error = ValidationError("There is no such object.", code="not_found")
        super().__init__({"notification_id": error})
