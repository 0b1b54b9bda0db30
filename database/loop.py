"""PostgreSQL for synchronous code that runs in an event loop, where no thread waits.

:func:`run` runs such code in a greenlet. While a statement of it is with PostgreSQL,
the loop goes on with other work; a change of threads takes longer than most statements.
What would have to wait for anything else says :func:`leave`, and is done again in a
thread. So only work may be run here that can be begun twice.

The protocol is libpq's own (https://www.postgresql.org/docs/current/libpq-async.html
and libpq-pipeline-mode.html), by the functions that psycopg has for it.
"""

import asyncio
import logging
import re
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.db import connections
from greenlet import getcurrent, greenlet
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus
from psycopg.types.datetime import TimestamptzLoader

logger = logging.getLogger(__name__)

T = TypeVar("T")
Request = tuple[str, list[Any]]  # SQL with the placeholders of Django's, and its values

PREPARED = 1_000  # statements that a connection has prepared when it is given up
IDLE = 30.0  # seconds after which a connection may have broken unnoticed
REST = 5.0  # seconds for which none is opened after one could not be

PLACEHOLDERS = re.compile("%[s%]")
CHANGED = b"0A000"  # what a prepared statement gives, by a migration
GOOD = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


class Left(BaseException):
    """Raised in the event loop by what needs a thread."""


class Refused(Exception):
    """Raised where a statement failed, but not its connection."""


class _Lane(greenlet):
    """A greenlet of synchronous code, with the connections that it may use."""

    connections: "_Connections"


def is_possible() -> bool:
    """Whether code can run in the event loop of this thread at all."""
    engine: str = settings.DATABASES["default"]["ENGINE"]
    has_debug = settings.DEBUG  # which tells of the statements of Django's connections
    return bool(settings.DATABASE_LOOP_CONNECTIONS) and (
        engine.endswith("postgresql") and not has_debug
    )


def leave() -> None:
    """Go on in a thread, when in an event loop: :class:`Left` is raised there."""
    if is_here():
        raise Left


def is_here() -> bool:
    """Whether the code that runs is in an event loop, by :func:`run`."""
    return type(getcurrent()) is _Lane


async def run(work: Callable[..., T], *args: Any, seconds: float) -> T:
    """What ``work`` returns. Raises :class:`Left` where it needs a thread.

    After so many ``seconds`` its statement is cancelled, and it is left as well.
    """
    loop = asyncio.get_running_loop()
    lane = _Lane(work, getcurrent())
    lane.connections = _connections_of(loop)
    if not lane.connections.are_there():
        raise Left
    found = lane.switch(*args)  # a future to wait for, or in the end what it returns

    is_late = False

    def end() -> None:
        nonlocal is_late
        is_late = True
        found.cancel()

    if lane.dead:
        return found
    timer = loop.call_later(seconds, end)
    try:
        while not lane.dead:
            try:
                value = await found
            except BaseException as error:
                found = lane.throw(Left() if is_late else error)
            else:
                found = lane.switch(value)
    finally:
        timer.cancel()
    return found


def wait(work: Awaitable[T]) -> T:
    """What comes of something else to wait for, in code that is in the loop."""
    parent: Any = getcurrent().parent
    found: T = parent.switch(asyncio.ensure_future(work))
    return found


def ask(
    requests: Sequence[Request], *, is_transaction: bool = False
) -> list[list[Any]]:
    """The rows of each statement, all of which are sent at once.

    After any error the code has :class:`Left`.
    """
    lane: Any = getcurrent()
    own = lane.connections
    connection = own.taken() or own.handed(lane)
    try:
        results = lane.parent.switch(connection.send(requests, is_transaction))
        rows = [connection.rows(result) for result in results]
    except Refused:
        own.give_back(connection)
        raise Left from None
    except BaseException:
        own.give_up(connection)
        raise
    own.give_back(connection)
    return rows


class _Connections:
    """Those of an event loop, each used by one request at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.all: set[_Connection] = set()
        self.free: list[_Connection] = []
        self.waiting: deque[asyncio.Future[_Connection]] = deque()
        self.opening = 0
        self.rests_until = 0.0

    def are_there(self) -> bool:
        """Whether any is open; more are opened as long as they are too few."""
        if self.all:
            return True
        self._open()
        return False

    def taken(self) -> "_Connection | None":
        """A free connection; the one used last, so that others can fall idle."""
        while self.free:
            connection = self.free.pop()
            if connection.is_good():
                return connection
            self.give_up(connection)
        if not self.all:
            raise Left
        self._open()
        return None

    def handed(self, lane: Any) -> "_Connection":
        """The next that somebody gives back."""
        future = self.loop.create_future()
        self.waiting.append(future)
        try:
            connection: _Connection = lane.parent.switch(future)
        except BaseException:
            if future.done() and not future.cancelled() and not future.exception():
                self.give_back(future.result())
            raise
        return connection

    def give_back(self, connection: "_Connection") -> None:
        connection.used_at = monotonic()
        if connection.is_full():
            self.give_up(connection)
            return
        while self.waiting:
            future = self.waiting.popleft()
            if not future.done():
                future.set_result(connection)
                return
        self.free.append(connection)

    def give_up(self, connection: "_Connection") -> None:
        self.all.discard(connection)
        connection.close(self.loop)
        while self.waiting and not self.all:
            future = self.waiting.popleft()
            if not future.done():
                future.set_exception(Left())

    def _open(self) -> None:
        there = len(self.all) + self.opening
        if there < settings.DATABASE_LOOP_CONNECTIONS and (
            monotonic() >= self.rests_until
        ):
            self.opening += 1
            opened = self.loop.run_in_executor(None, _opened)
            opened.add_done_callback(self._opened)

    def _opened(self, opened: "asyncio.Future[Any]") -> None:
        self.opening -= 1
        if opened.cancelled():
            return
        if error := opened.exception():
            logger.warning("The event loop has no connection: %s", error)
            self.rests_until = monotonic() + REST
            return
        connection = _Connection(opened.result(), self.loop)
        self.all.add(connection)
        self.give_back(connection)

    def close(self) -> None:
        for connection in self.all:
            connection.close(self.loop)
        self.all.clear()
        self.free.clear()


class _Connection:
    """A connection of psycopg's, of which libpq is used without waiting."""

    def __init__(self, raw: Any, loop: asyncio.AbstractEventLoop) -> None:
        self.raw, self.pgconn, self.loop = raw, raw.pgconn, loop
        self.pgconn.nonblocking = 1
        self.socket = self.pgconn.socket
        self.transformer = Transformer(raw)
        self.names: dict[Any, bytes] = {}
        self.prepared = 0
        self.used_at = monotonic()
        self.future: asyncio.Future[list[Any]] | None = None
        self.found: list[Any] = []
        self.wanted: list[bool] = []
        self.error: Exception | None = None
        loop.add_reader(self.socket, self._read)

    def is_good(self) -> bool:
        is_idle = monotonic() - self.used_at > IDLE
        return not is_idle and self.pgconn.status == ConnStatus.OK

    def is_full(self) -> bool:
        return self.prepared >= PREPARED

    def send(
        self, requests: Sequence[Request], is_transaction: bool
    ) -> "asyncio.Future[list[Any]]":
        """The results of the statements, when they are there."""
        self.future = self.loop.create_future()
        self.found, self.wanted, self.error = [], [], None
        bound = [self._bound(*request) for request in requests]
        if len(bound) == 1 and not bound[0][0]:
            self.wanted.append(True)
            self._send(*bound[0][1:])
        else:
            self._send_together(bound, is_transaction)
        self._flush()
        return self.future

    def _bound(self, sql: str, values: list[Any]) -> Any:
        """What prepares the statement, if that is needed, its name and its values."""
        text = numbered(sql)
        transformer = self.transformer
        params = transformer.dump_sequence(values, [PyFormat.AUTO] * len(values))
        types, formats = transformer.types, transformer.formats
        if not settings.DATABASE_PREPARE:
            return None, None, text, params, types, formats
        name = self.names.get((sql, types))
        if name is not None:
            return None, name, text, params, types, formats
        name = self.names[sql, types] = b"l%d" % self.prepared
        self.prepared += 1
        return (name, text, types), name, text, params, types, formats

    def _send(
        self, name: Any, text: Any, params: Any, types: Any, formats: Any
    ) -> None:
        if name is None:
            self.pgconn.send_query_params(text, params, types, formats)
        else:
            self.pgconn.send_query_prepared(name, params, formats)

    def _send_together(self, bound: list[Any], is_transaction: bool) -> None:
        self.pgconn.enter_pipeline_mode()
        if is_transaction:
            self.wanted.append(False)
            self.pgconn.send_query_params(b"BEGIN", None)
        for unprepared, *rest in bound:
            if unprepared:
                self.wanted.append(False)
                self.pgconn.send_prepare(*unprepared)
            self.wanted.append(True)
            self._send(*rest)
        if is_transaction:
            self.wanted.append(False)
            self.pgconn.send_query_params(b"COMMIT", None)
        self.wanted.append(False)
        self.pgconn.pipeline_sync()

    def _flush(self) -> None:
        if self.pgconn.flush():
            self.loop.add_writer(self.socket, self._write)

    def _write(self) -> None:
        try:
            if not self.pgconn.flush():
                self.loop.remove_writer(self.socket)
        except Exception as error:
            self._fail(error)

    def _read(self) -> None:
        pgconn = self.pgconn
        try:
            pgconn.consume_input()
            while self.future and not pgconn.is_busy():
                result = pgconn.get_result()
                if result is None:
                    if not self.wanted:
                        self._end()
                    continue
                if result.status == ExecStatus.PIPELINE_SYNC:
                    pgconn.exit_pipeline_mode()
                elif result.status not in GOOD:
                    if pgconn.pipeline_status:
                        raise ConnectionError  # it is within a transaction
                    if result.error_field(DiagnosticField.SQLSTATE) == CHANGED:
                        self.names.clear()
                    self.error = Refused()
                if self.wanted.pop(0):
                    self.found.append(result)
                if result.status == ExecStatus.PIPELINE_SYNC:
                    self._end()
        except Exception as error:
            self._fail(error)

    def _end(self) -> None:
        future, self.future = self.future, None
        if future and not future.done():
            if self.error:
                future.set_exception(self.error)
            else:
                future.set_result(self.found)
        self.found = []

    def _fail(self, error: Exception) -> None:
        """The connection is of no use any more, and is found to be so."""
        self.loop.remove_reader(self.socket)
        self.loop.remove_writer(self.socket)
        self.used_at = float("-inf")
        future, self.future = self.future, None
        if future and not future.done():
            future.set_exception(Left())

    def rows(self, result: Any) -> list[Any]:
        self.transformer.set_pgresult(result)
        rows: list[Any] = self.transformer.load_rows(0, result.ntuples, tuple)
        return rows

    def close(self, loop: asyncio.AbstractEventLoop) -> None:
        """Close it; what it has running is cancelled."""
        if not loop.is_closed():
            loop.remove_reader(self.socket)
            loop.remove_writer(self.socket)
        if self.future is None or loop.is_closed():
            self.raw.close()
        else:
            loop.run_in_executor(None, _cancelled, self.raw)


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


def _cancelled(raw: Any) -> None:
    try:
        raw.cancel_safe(timeout=1)
    finally:
        raw.close()


@lru_cache(10_000)
def numbered(sql: str) -> bytes:
    """The SQL with PostgreSQL's own placeholders in the place of Django's."""
    number = 0

    def placeholder(found: re.Match[str]) -> str:
        nonlocal number
        if found[0] == "%%":
            return "%"
        number += 1
        return f"${number}"

    return PLACEHOLDERS.sub(placeholder, sql).encode()


_all: dict[Any, _Connections] = {}


def _connections_of(loop: asyncio.AbstractEventLoop) -> _Connections:
    found = _all.get(loop)
    if found is None:
        close(lambda other: bool(other.is_closed()))
        found = _all[loop] = _Connections(loop)
    return found


def close(which: Callable[[Any], bool] = lambda loop: True) -> None:
    """Close the connections of the event loops."""
    for loop, own in list(_all.items()):
        if which(loop):
            own.close()
            del _all[loop]
