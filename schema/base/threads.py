"""The threads in which operations run, each no longer than it may.

There are GRAPHQL_THREADS of them, so that many database connections are in use
at most; further operations wait their turn in the order in which they came.
"""

import asyncio
import weakref
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from queue import SimpleQueue
from threading import Lock, Thread, local
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.db import OperationalError, close_old_connections, connections

from database import loop
from database.executing import drop_if_ended
from schema.base.errors import DeadlineExceeded

T = TypeVar("T")

LOOK_EVERY = 0.1  # seconds between two looks for what takes too long
IDLE = 30.0  # seconds after which a connection may have broken unnoticed

_here = local()


async def run(work: Callable[..., T], *args: Any) -> T:
    """Run ``work`` in the event loop, or in a thread from the moment it needs one.

    It may be begun twice, then. The deadline is that of :func:`run_in_thread`.
    """
    begun, seconds = monotonic(), settings.GRAPHQL_DEADLINE
    if loop.is_possible():
        with suppress(loop.Left):
            return await loop.run(work, *args, seconds=seconds)
    return await run_in_thread(work, *args, begun=begun)


async def run_in_thread(
    work: Callable[..., T],
    *args: Any,
    seconds: float | None = None,
    begun: float | None = None,
) -> T:
    """Run ``work`` in one of the threads and return what it returns.

    After GRAPHQL_DEADLINE, or so many ``seconds``, the statement that it has running
    in the database is cancelled, and it ends with :class:`DeadlineExceeded`. They count
    from when it was ``begun``, of ``time.monotonic``, which is now unless told.
    """
    own = asyncio.get_running_loop()
    deadline = Deadline(
        seconds or settings.GRAPHQL_DEADLINE, monotonic() if begun is None else begun
    )
    future: asyncio.Future[T] = own.create_future()
    watch = _watch_of(own)
    watch.begin(deadline)
    _pool().jobs.put((own, future, watch, deadline, work, args))
    return await future


def stop() -> None:
    """End the threads, and what they keep open; asked again, there are new ones."""
    if _pool.cache_info().currsize:
        _pool().stop()
        _pool.cache_clear()


def check_deadline() -> None:
    """Raise :class:`DeadlineExceeded` in a thread whose time is over."""
    deadline = getattr(_here, "deadline", None)
    if deadline is not None:
        deadline.check()


class Deadline:
    """Until when some work may take, and what ends its waiting for the database."""

    def __init__(self, seconds: float, begun: float) -> None:
        self.seconds = seconds
        self.end = begun + seconds
        self.lock = Lock()
        self.connection: Any = None

    def check(self) -> None:
        if monotonic() >= self.end:
            raise DeadlineExceeded(
                f"The answer took longer than {self.seconds:g} s: ask for less at once."
            )

    def keep(self, work: Callable[..., T], args: tuple[Any, ...]) -> T:
        """Keep this thread's work, which uses the default connection, to it."""
        self.check()
        self.connection, _here.deadline = connections["default"], self
        wrappers = self.connection.execute_wrappers
        wrappers.append(self._execute)
        try:
            return work(*args)
        finally:
            wrappers.remove(self._execute)
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
    """Each thread keeps its connection while there is work for it.

    One that an error came over, or that was idle for long, is looked at first.
    """
    now = monotonic()
    drop_if_ended()
    if now - getattr(_here, "used_at", 0.0) > IDLE:
        close_old_connections()
    try:
        return deadline.keep(work, args)
    finally:
        _here.used_at = now
        connection = connections["default"]
        is_doubtful = connection.errors_occurred or connection.in_atomic_block
        if is_doubtful or not settings.DATABASE_KEEP:
            close_old_connections()


class _Watch:
    """Cancels what takes too long in an event loop; a timer each would take time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = weakref.ref(loop)
        self.deadlines: set[Deadline] = set()
        self.is_looking = False

    def begin(self, deadline: Deadline) -> None:
        self.deadlines.add(deadline)
        if not self.is_looking:
            self._look_later()

    def end(self, deadline: Deadline) -> None:
        self.deadlines.discard(deadline)

    def _look_later(self) -> None:
        loop = self.loop()
        self.is_looking = loop is not None and bool(self.deadlines)
        if loop and self.is_looking:
            loop.call_later(LOOK_EVERY, self._look)

    def _look(self) -> None:
        now, loop = monotonic(), self.loop()
        for deadline in [one for one in self.deadlines if one.end <= now]:
            if loop:  # again and again: it may have been between two statements
                loop.run_in_executor(None, deadline.cancel)
        self._look_later()


class _Pool:
    """Threads that take the jobs in their order.

    They do less for each than those of concurrent.futures.
    """

    def __init__(self, threads: int) -> None:
        self.jobs: SimpleQueue[Any] = SimpleQueue()
        self.threads = [
            Thread(target=self._work, name=f"graphql_{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Return when what was asked before is done, and the threads have ended."""
        for _ in self.threads:
            self.jobs.put(None)
        for thread in self.threads:
            thread.join()

    def _work(self) -> None:
        while asked := self.jobs.get():
            loop, future, watch, deadline, *job = asked
            told: tuple[Any, ...] = (future.cancel,)
            if not future.cancelled():  # while it waited for a thread
                try:
                    told = future.set_result, _run(deadline, *job)
                except BaseException as error:
                    told = future.set_exception, error
            del asked, job  # what they lead to is not needed while there is no other
            with suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(_end, watch, deadline, future, *told)
            del loop, future, watch, deadline, told
        connections.close_all()


def _end(watch: Any, deadline: Any, future: Any, tell: Any, *outcome: Any) -> None:
    watch.end(deadline)
    if not future.done():  # nobody waits any more for one that was cancelled
        tell(*outcome)


_watches: weakref.WeakKeyDictionary[Any, _Watch] = weakref.WeakKeyDictionary()


def _watch_of(loop: asyncio.AbstractEventLoop) -> _Watch:
    watch = _watches.get(loop)
    if watch is None:
        watch = _watches[loop] = _Watch(loop)
    return watch


@cache
def _pool() -> _Pool:
    return _Pool(settings.GRAPHQL_THREADS)
