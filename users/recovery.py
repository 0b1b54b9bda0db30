"""What people do by the links in account mail."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from users import tokens
from users.exceptions import InvalidLink
from users.links import RESET, VERIFICATION
from users.models import User
from users.services import Deed, nothing, refuse_weak


def reset_password(*, token: str, new_password: str, then: Deed = nothing) -> User:
    """Set a new password by a reset link, and do ``then`` in the same transaction.

    It ends every sign-in of the user. Who has the link reads the address's mail, so
    that is verified by it too. Raises :class:`InvalidLink`, or ``ValidationError`` for
    a weak password.
    """
    user = RESET.user(token)
    refuse_weak(new_password, user)
    new = make_password(new_password)
    unused = User.objects.filter(pk=user.pk, password=user.password, is_active=True)
    with transaction.atomic():
        if not unused.update(
            password=new,
            email_verified_at=Coalesce("email_verified_at", timezone.now()),
        ):
            raise InvalidLink
        tokens.revoke_all(user)
        user.refresh_from_db(fields=["password", "email_verified_at"])
        then(user)
    return user


def verify_email(*, token: str) -> User:
    """Note that the user reads mail to their address. Raises :class:`InvalidLink`."""
    user = VERIFICATION.user(token)
    user.email_verified_at = timezone.now()
    unused = User.objects.filter(pk=user.pk, email=user.email, email_verified_at=None)
    if not unused.update(email_verified_at=user.email_verified_at):
        raise InvalidLink
    return user
