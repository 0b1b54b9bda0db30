"""E-mails of every kind as they would look, made without a row in the database."""

from datetime import timedelta
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from notifications.emails import letters
from notifications.emails.composition import lay_out
from notifications.emails.letters import Letter
from notifications.models import Email, EmailKind, Notification, NotificationType
from users.models import User


def sample(kind: EmailKind) -> EmailMultiAlternatives:
    user = User(
        pk=0,
        username="ada",
        first_name="Ada",
        email="ada@example.com",
        time_zone="Europe/Paris",
    )
    email = Email(pk=0, user=user, kind=kind, key="sample", created_at=timezone.now())
    return lay_out(email, _letter(email))


def _letter(email: Email) -> Letter:
    user = email.user
    told = _notifications(user)
    match email.kind:
        case EmailKind.VERIFY_EMAIL:
            return letters.verification(user)
        case EmailKind.PASSWORD_RESET:
            return letters.password_reset(user)
        case EmailKind.PASSWORD_CHANGED:
            return letters.password_changed(user, email.created_at)
        case EmailKind.DIGEST:
            return letters.digest(user, told)
    return letters.notification(told[0])


def _notifications(user: User) -> list[Notification]:
    course_model: Any = Notification._meta.get_field("course").related_model
    algebra = course_model(pk=0, title="Linear Algebra, Seen", slug="linear-algebra")
    link = f"/courses/{algebra.slug}"
    says = [
        (NotificationType.EMAIL, "The third exercise had a mistake.\nIt is mended."),
        (NotificationType.REMINDER, "“Eigenvalues” is waiting for you."),
        (NotificationType.SYSTEM, f"{algebra} has a new review: 5 of 5 stars."),
    ]
    return [
        Notification(
            user=user,
            course=algebra,
            type=type,
            message=message,
            link=link,
            created_at=timezone.now() - timedelta(hours=hours),
        )
        for hours, (type, message) in enumerate(says)
    ]
