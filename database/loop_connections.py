"""The few connections of an event loop, which its requests take turns with."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connections
from psycopg.types.datetime import TimestamptzLoader

from database.libpq import SLOW, Connection, Unanswered

logger = logging.getLogger(__name__)

REST = 5.0  # seconds for which none is opened after one could not be


class Connections:
    """Those of one event loop: at most DATABASE_LOOP_CONNECTIONS.

    A statement that takes long, such as one that waits for a lock, holds up no others:
    who would have to wait for it is told so.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.all: set[Connection] = set()
        self.free: list[Connection] = []
        self.waiting: deque[asyncio.Future[Connection]] = deque()
        self.opening = 0
        self.rests_until = 0.0
        self.is_closed = False

    def are_there(self) -> bool:
        """Whether any is open; more are opened as long as they are too few."""
        if not self.all:
            self._open()
        return bool(self.all)

    def taken(self) -> Connection | None:
        """A free connection; the one used last, so that others can fall idle."""
        while self.free:
            connection = self.free.pop()
            if connection.is_good:
                return connection
            self._give_up(connection)
        self._open()
        return None

    def next_free(self) -> "asyncio.Future[Connection]":
        """The next that somebody gives back, unless it takes too long."""
        future: asyncio.Future[Connection] = self.loop.create_future()
        if all(one.is_slow for one in self.all):
            future.set_exception(Unanswered())
        else:
            self.waiting.append(future)
            self.loop.call_later(SLOW, _end, future)
        return future

    def unwanted(self, future: "asyncio.Future[Connection]") -> None:
        """Whoever waited for a connection does no longer."""
        if not future.cancel() and not future.cancelled() and not future.exception():
            self.give_back(future.result())

    def give_back(self, connection: Connection) -> None:
        """For the next who needs one; what is still running on it is cancelled."""
        if self.is_closed or not connection.is_good:
            self._give_up(connection)
            return
        while self.waiting:
            future = self.waiting.popleft()
            if not future.done():
                future.set_result(connection)
                return
        self.free.append(connection)

    def close(self) -> None:
        self.is_closed = True
        for connection in [*self.all]:
            self._give_up(connection)
        self.free.clear()

    def _give_up(self, connection: Connection) -> None:
        self.all.discard(connection)
        connection.close()
        while self.waiting and not self.all and not self.loop.is_closed():
            _end(self.waiting.popleft())

    def _open(self) -> None:
        there = len(self.all) + self.opening
        if there < settings.DATABASE_LOOP_CONNECTIONS and (
            monotonic() >= self.rests_until
        ):
            self.opening += 1
            self.loop.run_in_executor(None, _opened).add_done_callback(self._opened)

    def _opened(self, done: "asyncio.Future[Any]") -> None:
        self.opening -= 1
        if done.cancelled():
            return
        if error := done.exception():
            logger.warning("The event loop has no connection: %s", error)
            self.rests_until = monotonic() + REST
            return
        connection = Connection(done.result(), self.loop)
        self.all.add(connection)
        self.give_back(connection)


def _opened() -> Any:
    """A connection as Django sets them up, but of no pool and of no thread."""
    own = connections["default"]
    options = {**own.settings_dict["OPTIONS"]}
    options.pop("pool", None)
    wrapper = type(own)({**own.settings_dict, "OPTIONS": options}, "default")
    try:
        wrapper.connect()
        raw: Any = wrapper.connection
        # Django's own, in Python, says the same: the time zone is UTC.
        raw.adapters.register_loader("timestamptz", TimestamptzLoader)
        return raw
    finally:
        own.close()  # which has been asked what types there are


def _end(future: "asyncio.Future[Connection]") -> None:
    if not future.done():
        future.set_exception(Unanswered())


_all: dict[asyncio.AbstractEventLoop, Connections] = {}


def connections_of(loop: asyncio.AbstractEventLoop) -> Connections:
    found = _all.get(loop)
    if found is None:
        close(lambda other: other.is_closed())
        found = _all[loop] = Connections(loop)
    return found


def close(
    which: Callable[[asyncio.AbstractEventLoop], bool] = lambda loop: True,
) -> None:
    """Close the connections of the event loops."""
    for loop, own in list(_all.items()):
        if which(loop):
            own.close()
            del _all[loop]
