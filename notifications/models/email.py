from django.conf import settings
from django.db import models
from django.utils import timezone

from notifications.querysets import EmailQuerySet


class EmailKind(models.TextChoices):
    """What an e-mail is; each has a template of its own."""

    NOTIFICATION = "notification", "notification"
    DIGEST = "digest", "daily digest"
    VERIFY_EMAIL = "verify-email", "verification of the address"
    PASSWORD_RESET = "password-reset", "password reset"
    PASSWORD_CHANGED = "password-changed", "password changed"


ACCOUNT_MAIL = [
    EmailKind.VERIFY_EMAIL,
    EmailKind.PASSWORD_RESET,
    EmailKind.PASSWORD_CHANGED,
]


class EmailStatus(models.TextChoices):
    QUEUED = "queued", "queued"
    SENT = "sent", "sent"
    FAILED = "failed", "failed"
    SKIPPED = "skipped", "no longer wanted"


class Email(models.Model):
    """An e-mail to one person: what is to be sent, and what came of it.

    ``key`` names the reason; the database refuses to mail a user twice for it. The
    text is made from the rows it is about when it is sent. A worker that sends it
    holds ``claim`` until ``claimed_until``; after that it is another's to take.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="emails"
    )
    kind = models.CharField(max_length=20, choices=EmailKind)
    key = models.CharField(max_length=220)
    status = models.CharField(
        max_length=7, choices=EmailStatus, default=EmailStatus.QUEUED
    )
    due_at = models.DateTimeField(default=timezone.now)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = EmailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], name="user_is_mailed_for_a_reason_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=EmailKind.values),
                name="email_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=EmailStatus.values),
                name="email_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status="sent", sent_at__isnull=False)
                | (~models.Q(status="sent") & models.Q(sent_at__isnull=True)),
                name="email_is_sent_when_it_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="email_due",
                condition=models.Q(status="queued"),
            ),
            models.Index(
                fields=["due_at", "id"],
                name="email_account_due",
                condition=models.Q(status="queued", kind__in=ACCOUNT_MAIL),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.user_id}: {self.status}"
