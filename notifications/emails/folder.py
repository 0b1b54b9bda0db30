"""E-mails as files, one each, for machines that have no SMTP server."""

import email
import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage as Parsed
from email.policy import default as policy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmailBackend(BaseEmailBackend):
    """Writes each e-mail into the folder EMAIL_FILE_PATH."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{uuid.uuid4().hex[:8]}"
            unfinished = folder / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes(linesep="\r\n"))
            os.replace(unfinished, folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Mail:
    """An e-mail as it was sent; ``name`` is its file's, without the ending."""

    name: str
    message: Any

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return part.get_content() if part else ""


def parsed(name: str, content: bytes) -> Mail:
    return Mail(name, email.message_from_bytes(content, Parsed, policy=policy))


def newest(count: int) -> list[Mail]:
    """The e-mails of the folder, newest first, at most so many."""
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.eml"), reverse=True)
    return [parsed(file.stem, file.read_bytes()) for file in files[:count]]


def read(name: str) -> Mail | None:
    """The e-mail of this name, which has no slash in it; ``None`` for no such one."""
    file = Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
    return parsed(name, file.read_bytes()) if file.is_file() else None
