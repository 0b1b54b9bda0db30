"""Absolute addresses of what e-mails link to."""

from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from notifications.unsubscribing import Subscription
from users.links import RESET, VERIFICATION
from users.models import User


def site(path: str = "/") -> str:
    """A page of the site; an empty text for a path that is none."""
    return f"{settings.FRONTEND_URL}{path}" if path.startswith("/") else ""


def reset(user: User) -> str:
    """The page that sets a new password, once."""
    return _with_token(settings.FRONTEND_RESET_PATH, RESET.token(user))


def verification(user: User) -> str:
    """The page that verifies the address, once."""
    return _with_token(settings.FRONTEND_VERIFY_PATH, VERIFICATION.token(user))


def unsubscribing(subscription: Subscription) -> str:
    """A page of this server: programs that know no site send a POST to it."""
    path = reverse("unsubscribe", args=[subscription.token])
    return f"{settings.PUBLIC_URL}{path}"


def _with_token(path: str, token: str) -> str:
    return site(path.replace("{token}", quote(token)))
