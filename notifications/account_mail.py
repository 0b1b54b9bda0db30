"""Deeds of accounts that are told by e-mail: both stand, or neither does."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from notifications.models import Email, EmailKind
from notifications.tasks import deliver_due
from users import recovery, services
from users.models import User

BETWEEN_RESETS = timedelta(minutes=5)
BETWEEN_VERIFICATIONS = timedelta(minutes=1)
ANSWER_AFTER = 0.2  # seconds; longer than any of what is done for a known address


def register(**account: Any) -> User:
    """As :func:`users.services.register`; has the address verified."""
    return services.register(
        **account, then=lambda user: request_verification(user=user)
    )


def request_verification(*, user: User) -> None:
    """Mail a verification link, once in a minute at most.

    Does nothing when the address is verified.
    """
    if user.email_verified_at is None:
        _queue(user, EmailKind.VERIFY_EMAIL, _period(BETWEEN_VERIFICATIONS))


def request_password_reset(*, email: str) -> None:
    """Mail a reset link to the account of this address, once in 5 minutes at most.

    Does nothing when there is none: answer after :data:`ANSWER_AFTER`, so that nobody
    learns who is here.
    Raises ``ValidationError`` for what is no e-mail address.
    """
    email = User.objects.normalize_email(email.strip())
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError({"email": error}) from None
    user = User.objects.known_as(email).filter(is_active=True).first()
    if user is not None:
        _queue(user, EmailKind.PASSWORD_RESET, _period(BETWEEN_RESETS))


def reset_password(*, token: str, new_password: str) -> User:
    """As :func:`users.recovery.reset_password`; tells the user of it."""
    return recovery.reset_password(
        token=token, new_password=new_password, then=_tell_of_new_password
    )


def change_password(*, user: User, current_password: str, new_password: str) -> User:
    """As :func:`users.services.change_password`; tells the user of it."""
    return services.change_password(
        user=user,
        current_password=current_password,
        new_password=new_password,
        then=_tell_of_new_password,
    )


def _tell_of_new_password(user: User) -> None:
    _queue(user, EmailKind.PASSWORD_CHANGED, user.credentials_stamp)


def _period(length: timedelta) -> str:
    """A name of the present minute, or five, of the clock."""
    return str(int(timezone.now().timestamp() // length.total_seconds()))


@transaction.atomic
def _queue(user: User, kind: EmailKind, reason: str) -> None:
    """Have it sent, unless there is one of the kind for this reason."""
    email = Email(user=user, kind=kind, key=f"{kind.value}:{reason}")
    Email.objects.bulk_create([email], ignore_conflicts=True)
    transaction.on_commit(deliver_due.send, robust=True)
