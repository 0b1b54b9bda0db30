"""What a request asks of PostgreSQL in an event loop: statements that go together."""

import asyncio
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any, Optional

if TYPE_CHECKING:
    from database.libpq import Connection

Request = tuple[str, list[Any]]  # SQL with the placeholders of Django's, and its values
Rows = list[Any]


class Unanswered(Exception):
    """Raised where a statement failed, or its connection, or there is none."""


class Asked:
    """Statements of one request, and the future of the rows of each.

    ``at`` is when they came, of ``time.monotonic``; ``connection`` has them now.
    """

    def __init__(
        self,
        requests: Sequence[Request],
        is_transaction: bool,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self.requests, self.is_transaction, self.loop = requests, is_transaction, loop
        self.at = monotonic()
        self.future: asyncio.Future[list[Rows]] = loop.create_future()
        self.connection: Optional["Connection"] = None

    @property
    def is_over(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.future.done() or self.loop.is_closed()

    def tell(self, found: list[Rows]) -> None:
        if not self.is_over:
            self.future.set_result(found)

    def fail(self, error: Exception) -> None:
        if not self.is_over:
            self.future.set_exception(error)
