"""The few connections of an event loop, which its requests take turns with."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

import greenlet
from django.conf import settings
from django.db import connections
from psycopg.types.datetime import TimestamptzLoader

from database.asked import Asked, Request, Unanswered
from database.libpq import SLOW, Connection

logger = logging.getLogger(__name__)

TOGETHER = 8  # requests, at most, that a connection is asked at once
LANES = 64  # that are kept for later
FEW = 2  # connections that are enough for what is answered promptly
PROMPTLY = 0.01  # seconds
REST = 5.0  # seconds for which none is opened after one could not be


class Connections:
    """Those of one event loop: at most DATABASE_LOOP_CONNECTIONS.

    What is asked at about the same time goes to one of them together, which costs both
    ends much less than each for itself; so a few are used, and the others while those
    are held up. A transaction has one of its own. A statement that takes long, such as
    one that waits for a lock, holds up nobody for long: who would have to wait for it
    is told so.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.all: set[Connection] = set()
        self.free: list[Connection] = []
        self.queue: deque[Asked] = deque()
        self.lanes: list[Any] = []  # greenlets that wait for work
        self.is_due = self.is_watching = False
        self.opening = 0
        self.rests_until = 0.0
        self.is_closed = False

    def are_there(self) -> bool:
        """Whether any is open; more are opened as long as they are too few."""
        if not self.all:
            self._open()
        return bool(self.all)

    def asked(self, requests: Sequence[Request], is_transaction: bool) -> Asked:
        """Have them asked as soon as a connection is free, unless it takes too long."""
        one = Asked(requests, is_transaction, self.loop)
        if not self.free and all(other.is_slow for other in self.all):
            self._open()
            one.fail(Unanswered())
            return one
        self.queue.append(one)
        self._send_soon()
        if not self.is_watching:
            self.is_watching = True
            self.loop.call_later(PROMPTLY, self._watch)
        return one

    def cancel(self, one: Asked) -> bool:
        """Have PostgreSQL end it; whether it has begun with it."""
        connection = one.connection
        if connection is None or not connection.is_doing(one):
            return False
        connection.cancel()
        return True

    def unwanted(self, one: Asked) -> None:
        """Whoever asked waits no longer; what is running for them is ended."""
        one.future.cancel()
        if one in self.queue:
            self.queue.remove(one)
        elif one.connection and one.connection.is_doing(one):
            if one.connection.waiting():  # it would go on with theirs
                one.connection.cancel()
            else:
                self._give_up(one.connection)

    def keep(self, lane: Any) -> None:
        """Keep a greenlet that has nothing to do, or end it: nobody collects those."""
        if self.is_closed or len(self.lanes) >= LANES:
            lane.throw()
        else:
            self.lanes.append(lane)

    def close(self) -> None:
        self.is_closed = True
        while self.lanes:
            with suppress(greenlet.error):  # another thread's, which ends with it
                self.lanes.pop().throw()
        for connection in [*self.all]:
            self._give_up(connection)
        self.free.clear()

    def _send_soon(self) -> None:
        """With what others ask in this turn of the loop."""
        if self.queue and not self.is_due and not self.loop.is_closed():
            self.is_due = True
            self.loop.call_soon(self._send)

    def _send(self) -> None:
        self.is_due = False
        while several := self._next():
            connection = self._taken()
            if connection is None:
                return
            for one in several:
                self.queue.remove(one)
            connection.send(several)

    def _next(self) -> list[Asked]:
        """The next to be sent: a transaction, or some others that are not to wait."""
        others_wait = self._are_enough()
        several: list[Asked] = []
        for one in self.queue:
            if one.is_transaction and not several:
                return [one]
            if not one.is_transaction and not others_wait:
                several.append(one)
                if len(several) == TOGETHER:
                    break
        return several

    def _are_enough(self) -> bool:
        """Whether those that are busy will soon be free for some more."""
        latest = monotonic() - PROMPTLY
        busy = [one for one in self.all if one.turns and not one.has_transaction]
        return sum(one.used_at > latest for one in busy) >= FEW

    def _taken(self) -> Connection | None:
        """A free connection; the one used last, so that others can fall idle."""
        while self.free:
            connection = self.free.pop()
            if connection.is_good:
                return connection
            self._give_up(connection)
        self._open()
        return None

    def _is_free(self, connection: Connection) -> None:
        if self.is_closed or not connection.is_good:
            self._give_up(connection)
            return
        self.free.append(connection)
        self._send_soon()

    def _give_up(self, connection: Connection) -> None:
        if connection not in self.all:
            return
        self.all.discard(connection)
        connection.close()
        while self.queue and not self.all:
            self.queue.popleft().fail(Unanswered())

    def _watch(self) -> None:
        """Tell those who have waited for too long that somebody is in their way.

        And end what takes long when everybody has gone.
        """
        latest = monotonic() - SLOW
        waiting = [one for connection in self.all for one in connection.waiting()]
        for one in (*waiting, *self.queue):
            if one.at < latest:
                one.fail(Unanswered())
        self.queue = deque(one for one in self.queue if not one.is_over)
        for connection in self.all:
            if connection.is_unwanted:
                connection.cancel()
        self.is_watching = bool(self.queue) or any(one.turns for one in self.all)
        if self.is_watching:
            self.loop.call_later(PROMPTLY, self._watch)
            self._send_soon()

    def _open(self) -> None:
        there = len(self.all) + self.opening
        if (
            not self.is_closed
            and there < settings.DATABASE_LOOP_CONNECTIONS
            and monotonic() >= self.rests_until
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
        connection = Connection(done.result(), self.loop, self._is_free)
        self.all.add(connection)
        self._is_free(connection)


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
