"""What has to be set before the e-mails of a production server reach anybody."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def check_email_settings(**options: Any) -> list[CheckMessage]:
    """For ``check --deploy``; development needs none of it."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    checks = {
        "EMAIL_URL": (
            settings.EMAIL_BACKEND != "notifications.emails.folder.EmailBackend",
            "smtp+tls://user:password@host:587; no e-mail leaves this machine without",
        ),
        "DEFAULT_FROM_EMAIL": (
            not sender.endswith("@localhost"),
            "Your platform <name@your.domain>; mail servers refuse localhost",
        ),
        "PUBLIC_URL": (
            settings.PUBLIC_URL.startswith("https://"),
            "the https address of this server; e-mails link to it",
        ),
        "FRONTEND_URL": (
            settings.FRONTEND_URL.startswith("https://"),
            "the https address of your site; e-mails link to it",
        ),
    }
    return [
        Error(f"{name} is missing or unfit: set it to {value}.", id=f"lyceum.{name}")
        for name, (is_fit, value) in checks.items()
        if not is_fit
    ]
