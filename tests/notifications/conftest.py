from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from notifications.delivery import deliver_due
from notifications.models import Email, NotificationType
from notifications.services import notify
from tests.notifications.smtp import MailServer, running
from users.models import User

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def absent_server(settings: Any) -> MailServer:
    """The mail server of the settings, which does not run."""
    server = MailServer()
    with running(server):
        pass  # now it has a port
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    return server


@pytest.fixture
def mail_server(absent_server: MailServer) -> Iterator[MailServer]:
    """The mail server of the settings, which runs."""
    with running(absent_server) as server:
        yield server


@pytest.fixture
def mailed(db: None) -> Callable[..., Email]:
    """Tells somebody something that is to be mailed, and gives the e-mail."""

    def tell(user: User, message: str = "News.") -> Email:
        type = NotificationType.EMAIL
        notify(user=user, type=type, key=f"test:{message}", message=message)
        return Email.objects.get(user=user, key=f"notification:test:{message}")

    return tell


@pytest.fixture
def deliver() -> Callable[..., bool]:
    """Has a worker deliver what is due in so many minutes."""

    def deliver(minutes: float = 0) -> bool:
        then = timezone.now() + timedelta(minutes=minutes)
        return deliver_due(lambda: then)

    return deliver
