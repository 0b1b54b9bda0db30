from notifications.models.email import ACCOUNT_MAIL, Email, EmailKind, EmailStatus
from notifications.models.notification import Notification, NotificationType
from notifications.models.preferences import (
    CourseMute,
    EmailCadence,
    NotificationPreference,
)
from notifications.models.timers import Timer

__all__ = [
    "ACCOUNT_MAIL",
    "CourseMute",
    "Email",
    "EmailCadence",
    "EmailKind",
    "EmailStatus",
    "Notification",
    "NotificationPreference",
    "NotificationType",
    "Timer",
]
