"""A real mail server in a thread, which refuses, stalls or goes away as it is told."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from django.core.mail.backends.smtp import EmailBackend


@dataclass
class MailServer:
    """What it took, and what it answers.

    ``refused`` has its answers to addresses, ``answer`` is the one to messages;
    ``before_answer`` is called before that, in a thread of its own. ``connections``
    counts who came.
    """

    received: list[EmailMessage] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answer: str = "250 OK"
    before_answer: Callable[[], None] | None = None
    connections: int = 0
    port: int = 0

    @property
    def recipients(self) -> list[str]:
        return [str(message["To"]) for message in self.received]

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, host: str, answers: Any
    ) -> Any:
        self.connections += 1
        session.host_name = host
        return answers

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("2"):
            parsed: Any = message_from_bytes(envelope.content, policy=default)
            self.received.append(parsed)
        if self.before_answer is not None:
            call, self.before_answer = self.before_answer, None
            await asyncio.get_running_loop().run_in_executor(None, call)
        return self.answer


@contextmanager
def running(server: MailServer) -> Iterator[MailServer]:
    """The server listens, at the port that it had before if it has one."""
    if not server.port:
        with socket.create_server(("127.0.0.1", 0)) as free:
            server.port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


class Death(BaseException):
    """A worker's end, of which it tells nobody."""


class DiesBefore(EmailBackend):
    """Ends the worker before an e-mail is sent."""

    def send_messages(self, email_messages: Any) -> int:
        raise Death


class DiesAfter(EmailBackend):
    """Ends the worker after an e-mail was sent, before that was recorded."""

    def send_messages(self, email_messages: Any) -> int:
        super().send_messages(email_messages)
        raise Death
