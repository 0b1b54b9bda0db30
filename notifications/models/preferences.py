from django.conf import settings
from django.db import models

from notifications.models.notification import NotificationType


class EmailCadence(models.TextChoices):
    IMMEDIATE = "immediate", "at once"
    DAILY = "daily", "in a daily digest"
    NEVER = "never", "never"


class NotificationPreference(models.Model):
    """How a person wants to be told of one type; without a row, as by default."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notification_preferences",
    )
    type = models.CharField(max_length=8, choices=NotificationType)
    in_app = models.BooleanField(default=True)
    email = models.CharField(max_length=9, choices=EmailCadence)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "type"], name="user_has_one_preference_a_type"
            ),
            models.CheckConstraint(
                condition=models.Q(type__in=NotificationType.values),
                name="preference_type_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(email__in=EmailCadence.values),
                name="preference_cadence_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.type}"


class CourseMute(models.Model):
    """A person who wants to hear nothing of a course, in-app or by e-mail."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="course_mutes"
    )
    course = models.ForeignKey("courses.Course", models.CASCADE, related_name="mutes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course"], name="user_mutes_a_course_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.course_id}"
