from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models

from notifications.querysets import NotificationQuerySet


class NotificationType(models.TextChoices):
    SYSTEM = "system", "system"
    EMAIL = "email", "e-mail"
    REMINDER = "reminder", "reminder"


class Notification(models.Model):
    """Something that one person is told, once.

    ``key`` names the fact; the database refuses to tell it to a user twice. Whether
    it is shown in the app, and how it is mailed, is what the person preferred when
    it was made; ``email`` is the e-mail that carries it, the digest's once that is
    made. One user's rows are inserted under the lock of the user's row, so their keys
    stand in the order in which they were committed.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    progress = models.ForeignKey(
        "courses.Progress",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="notifications",
    )
    course = models.ForeignKey(
        "courses.Course",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="notifications",
    )
    type = models.CharField(
        max_length=8, choices=NotificationType, default=NotificationType.SYSTEM
    )
    message = models.TextField(validators=[MaxLengthValidator(2000)])
    link = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=200)
    in_app = models.BooleanField(default=True)
    email_cadence = models.CharField(max_length=9, default="never")
    email = models.ForeignKey(
        "notifications.Email",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="notifications",
    )
    is_read = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], name="user_is_told_of_a_fact_once"
            ),
            models.CheckConstraint(
                condition=models.Q(type__in=NotificationType.values),
                name="notification_type_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(is_read=True, read_at__isnull=False)
                | models.Q(is_read=False, read_at__isnull=True),
                name="notification_is_read_when_it_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "-created_at", "-id"], name="notification_newest"
            ),
            models.Index(
                fields=["user"],
                name="notification_unread",
                condition=models.Q(is_read=False, in_app=True),
            ),
            models.Index(
                fields=["user", "created_at"],
                name="notification_for_digest",
                condition=models.Q(email_cadence="daily", email__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.message
