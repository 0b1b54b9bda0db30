"""A mail server that keeps who was sent what, and when it said yes."""

import time
from collections import defaultdict
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from faults.services import free_port


class MailServer:
    """``accepted`` has the times at which each message, by its id, was accepted."""

    def __init__(self) -> None:
        self.accepted: dict[str, list[float]] = defaultdict(list)
        self.port = free_port()
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> "MailServer":
        self.controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content)
        self.accepted[message["Message-ID"]].append(time.time())
        return "250 OK"
