"""The threads in which operations run, each no longer than it may.

There are GRAPHQL_THREADS of them, so that many database connections are in use
at most; further operations wait their turn in the order in which they came.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Lock, local
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.db import OperationalError, close_old_connections, connections

from schema.base.errors import DeadlineExceeded

T = TypeVar("T")

_here = local()


async def run_in_thread(
    work: Callable[..., T], *args: Any, seconds: float | None = None
) -> T:
    """Run ``work`` in one of the threads and return what it returns.

    After GRAPHQL_DEADLINE, or so many ``seconds``, the statement that it has running
    in the database is cancelled, and it ends with :class:`DeadlineExceeded`.
    """
    loop = asyncio.get_running_loop()
    deadline = Deadline(seconds or settings.GRAPHQL_DEADLINE)
    timer = loop.call_later(
        deadline.seconds, lambda: loop.run_in_executor(None, deadline.cancel)
    )
    try:
        return await loop.run_in_executor(_pool(), _run, deadline, work, args)
    finally:
        timer.cancel()


def check_deadline() -> None:
    """Raise :class:`DeadlineExceeded` in a thread whose time is over."""
    deadline = getattr(_here, "deadline", None)
    if deadline is not None:
        deadline.check()


class Deadline:
    """Until when some work may take, and what ends its waiting for the database."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = monotonic() + seconds
        self.lock = Lock()
        self.connection: Any = None

    def check(self) -> None:
        if monotonic() >= self.end:
            raise DeadlineExceeded(
                f"The answer took longer than {self.seconds:g} s: ask for less at once."
            )

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep this thread's work, which uses the default connection, to it."""
        self.check()
        self.connection, _here.deadline = connections["default"], self
        try:
            with self.connection.execute_wrapper(self._execute):
                yield
        finally:
            with self.lock:  # a cancellation under way must not hit what comes next
                self.connection = _here.deadline = None

    def cancel(self) -> None:
        """End the statement that runs; any thread may call this."""
        with self.lock:
            raw = self.connection and self.connection.connection
            if raw is None:
                return
            if self.connection.vendor == "sqlite":
                raw.interrupt()
            else:
                raw.cancel_safe(timeout=1)

    def _execute(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.check()
        try:
            return execute(*args)
        except OperationalError:
            self.check()
            raise


def _run(deadline: Deadline, work: Callable[..., T], args: tuple[Any, ...]) -> T:
    close_old_connections()
    try:
        with deadline.kept():
            return work(*args)
    finally:
        # With a connection pool this gives the thread's connection back to it.
        close_old_connections()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.GRAPHQL_THREADS, thread_name_prefix="graphql")
