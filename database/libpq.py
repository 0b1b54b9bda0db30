"""A connection to PostgreSQL that an event loop uses without waiting.

The protocol is libpq's own (https://www.postgresql.org/docs/current/libpq-async.html
and libpq-pipeline-mode.html), by the functions that psycopg has for it.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from time import monotonic
from typing import Any

import psycopg
from django.conf import settings
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import (
    ConnStatus,
    DiagnosticField,
    ExecStatus,
    PipelineStatus,
    TransactionStatus,
)

from database.asked import Asked, Rows, Unanswered

PREPARED = 1_000  # statements that a connection has prepared when it is given up
IDLE = 30.0  # seconds after which a connection may have broken unnoticed
SLOW = 0.1  # seconds of one request, from which nobody should count on its end
AGAIN = 0.1  # seconds from one cancellation to the next
CANCEL = 1.0  # seconds, at most, to tell PostgreSQL that nobody waits any more

PLACEHOLDERS = re.compile("%[s%]")
# What a prepared statement gives by a migration, and where it is another's by a pooler.
FORGET = {b"0A000", b"26000"}
GOOD = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}


class _Turn:
    """What is asked, while a connection has it.

    ``wanted`` says of each statement still to do whether it has rows for who asked;
    ``prepared`` are the statements that are prepared in this turn.
    """

    def __init__(self, asked: Asked, bound: list[Any]) -> None:
        self.asked, self.bound = asked, bound
        self.wanted: deque[bool] = deque()
        self.prepared: list[Any] = []
        self.found: list[Rows] = []
        self.has_failed = False


class Connection:
    """A connection of psycopg's. ``when_free`` is called whenever it has nothing to do.

    What several ask at once it does in their order; each has a transaction of its own,
    so that what fails for one fails for nobody else. It needs no BEGIN and no COMMIT:
    to PostgreSQL all that is sent up to a sync is one transaction.
    """

    def __init__(
        self,
        raw: Any,
        loop: asyncio.AbstractEventLoop,
        when_free: Callable[["Connection"], None],
    ) -> None:
        self.raw, self.pgconn, self.loop = raw, raw.pgconn, loop
        self.when_free = when_free
        self.pgconn.nonblocking = 1
        self.socket: int = self.pgconn.socket
        self.is_watched = True
        self.transformer = Transformer(raw)
        self.names: dict[Any, bytes] = {}
        self.prepared = 0
        self.used_at = monotonic()  # when it got its turn that it has, or was free
        self.turns: deque[_Turn] = deque()
        self.is_cancelled = False
        self.cancelled_at = 0.0
        loop.add_reader(self.socket, self._read)

    @property
    def is_good(self) -> bool:
        """Whether others may ask it now."""
        return (
            self.is_watched
            and not self.is_cancelled
            and not self.turns
            and self.pgconn.status == ConnStatus.OK
            and self.pgconn.transaction_status == TransactionStatus.IDLE
            and self.prepared < PREPARED
            and monotonic() - self.used_at < IDLE
        )

    @property
    def has_transaction(self) -> bool:
        """Whether what it does holds it for itself, until the disk has it."""
        return bool(self.turns) and self.turns[0].asked.is_transaction

    @property
    def is_slow(self) -> bool:
        return bool(self.turns) and monotonic() - self.used_at > SLOW

    @property
    def is_unwanted(self) -> bool:
        """Whether it does something for long of which nobody waits for the rows."""
        return self.is_slow and all(turn.asked.is_over for turn in self.turns)

    def send(self, several: Sequence[Asked]) -> None:
        """Ask what they ask, all at once; their futures have the rows then.

        A value that psycopg refuses is refused before anything is sent.
        """
        self.used_at = monotonic()
        for asked in several:
            if asked.is_over:
                continue
            try:
                bound = [self._bound(*request) for request in asked.requests]
            except Exception as error:
                asked.fail(error)
            else:
                asked.connection = self
                self.turns.append(_Turn(asked, bound))
        if not self.turns:
            self.when_free(self)
            return
        try:
            self._send_all()
            self._flush()
        except psycopg.Error:
            self._break()

    def is_doing(self, asked: Asked) -> bool:
        """Whether it is what PostgreSQL has begun with, as far as is known."""
        return bool(self.turns) and self.turns[0].asked is asked

    def waiting(self) -> list[Asked]:
        """Those who have been sent, and for whom nothing is done yet."""
        return [turn.asked for turn in [*self.turns][1:]]

    def cancel(self) -> None:
        """Have PostgreSQL end what it has running, whose future fails when it did.

        Nobody has the connection afterwards, of whom something else could be cancelled.
        It may come too early: call it again while there is something.
        """
        self.is_cancelled = True
        if monotonic() - self.cancelled_at > AGAIN:
            self.cancelled_at = monotonic()
            self.loop.run_in_executor(None, _cancel, self.raw)

    def close(self) -> None:
        """Close it; what it has running is cancelled, and its future has failed."""
        is_running = bool(self.turns)
        self._break()
        if is_running and not self.loop.is_closed():
            self.loop.run_in_executor(None, _end, self.raw)
        else:
            self.raw.close()

    def _bound(self, sql: str, values: list[Any]) -> Any:
        transformer = self.transformer
        params = transformer.dump_sequence(values, [PyFormat.AUTO] * len(values))
        return numbered(sql), params, transformer.types, transformer.formats

    def _unprepared(self, text: bytes, _params: Any, types: Any, _formats: Any) -> bool:
        return settings.DATABASE_PREPARE and (text, types) not in self.names

    def _send_all(self) -> None:
        [first, *others] = self.turns
        if not others and len(first.bound) == 1:
            [one] = first.bound
            if not self._unprepared(*one):
                first.wanted.append(True)
                self._send(*one)
                return
        self.pgconn.enter_pipeline_mode()
        for turn in self.turns:
            self._send_turn(turn)

    def _send_turn(self, turn: _Turn) -> None:
        for one in turn.bound:
            if self._unprepared(*one):
                text, _, types, _ = one
                name = self.names[text, types] = b"l%d" % self.prepared
                turn.prepared.append((text, types))
                self.prepared += 1
                turn.wanted.append(False)
                self.pgconn.send_prepare(name, text, types)
            turn.wanted.append(True)
            self._send(*one)
        self.pgconn.pipeline_sync()

    def _send(self, text: bytes, params: Any, types: Any, formats: Any) -> None:
        name = self.names.get((text, types))
        if name is None:
            self.pgconn.send_query_params(text, params, types, formats)
        else:
            self.pgconn.send_query_prepared(name, params, formats)

    def _flush(self) -> None:
        if self.pgconn.flush():
            self.loop.add_writer(self.socket, self._write)

    def _write(self) -> None:
        try:
            if not self.pgconn.flush():
                self.loop.remove_writer(self.socket)
        except psycopg.Error:
            self._break()

    def _read(self) -> None:
        pgconn = self.pgconn
        try:
            pgconn.consume_input()
            while self.turns and not pgconn.is_busy():
                self._take(self.turns[0], pgconn.get_result())
        except Exception:
            self._break()

    def _take(self, turn: _Turn, result: Any) -> None:
        """One result of those that were asked for; ``None`` stands after each.

        In a pipeline the turn ends with its transaction, which may fail in its end.
        """
        if result is None:
            if self.pgconn.pipeline_status == PipelineStatus.OFF:
                self._end(turn)
        elif result.status == ExecStatus.PIPELINE_SYNC:
            if len(self.turns) == 1:
                self.pgconn.exit_pipeline_mode()
            self._end(turn)
        elif result.status not in GOOD:
            turn.has_failed = True
            if result.error_field(DiagnosticField.SQLSTATE) in FORGET:
                self.names.clear()
        elif turn.wanted.popleft() and not turn.has_failed:
            self._keep(turn, result)

    def _keep(self, turn: _Turn, result: Any) -> None:
        self.transformer.set_pgresult(result)
        try:
            turn.found.append(self.transformer.load_rows(0, result.ntuples, tuple))
        except Exception:  # a value that Python has not
            turn.has_failed = True

    def _end(self, turn: _Turn) -> None:
        self.turns.popleft()
        self.used_at = monotonic()
        if turn.has_failed:
            for one in turn.prepared:  # unless it failed before
                self.names.pop(one, None)
            turn.asked.fail(Unanswered())
        else:
            turn.asked.tell(turn.found)
        if not self.turns:
            self.when_free(self)

    def _break(self) -> None:
        """It is of no use any more, and is found to be so."""
        if self.is_watched and not self.loop.is_closed():
            self.loop.remove_reader(self.socket)
            self.loop.remove_writer(self.socket)
        self.is_watched = False
        turns, self.turns = self.turns, deque()
        for turn in turns:
            turn.asked.fail(Unanswered())
        if turns:
            self.when_free(self)


def _cancel(raw: Any) -> None:
    with suppress(psycopg.Error):
        raw.cancel_safe(timeout=CANCEL)


def _end(raw: Any) -> None:
    _cancel(raw)
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
