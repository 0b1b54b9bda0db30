"""A connection to PostgreSQL that an event loop uses without waiting.

The protocol is libpq's own (https://www.postgresql.org/docs/current/libpq-async.html
and libpq-pipeline-mode.html), by the functions that psycopg has for it.
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from time import monotonic
from typing import Any

import psycopg
from django.conf import settings
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus

Request = tuple[str, list[Any]]  # SQL with the placeholders of Django's, and its values

PREPARED = 1_000  # statements that a connection has prepared when it is given up
IDLE = 30.0  # seconds after which a connection may have broken unnoticed
SLOW = 0.1  # seconds of one request, from which nobody should count on its end
CANCEL = 1.0  # seconds, at most, to tell PostgreSQL that nobody waits any more

PLACEHOLDERS = re.compile("%[s%]")
# What a prepared statement gives by a migration, and where it is another's by a pooler.
FORGET = {b"0A000", b"26000"}
GOOD = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}


class Unanswered(Exception):
    """Raised where a statement failed, or its connection, or there is none."""


class Connection:
    """A connection of psycopg's; one request at a time has it."""

    def __init__(self, raw: Any, loop: asyncio.AbstractEventLoop) -> None:
        self.raw, self.pgconn, self.loop = raw, raw.pgconn, loop
        self.pgconn.nonblocking = 1
        self.socket: int = self.pgconn.socket
        self.is_watched = True
        self.transformer = Transformer(raw)
        self.names: dict[Any, bytes] = {}
        self.prepared = 0
        self.used_at = monotonic()
        self.future: asyncio.Future[list[Any]] | None = None
        self.found: list[Any] = []
        self.wanted: list[bool] = []
        self.has_failed = self.is_cancelled = False
        loop.add_reader(self.socket, self._read)

    @property
    def is_good(self) -> bool:
        """Whether another request may have it now."""
        return (
            self.is_watched
            and not self.is_cancelled
            and self.future is None
            and self.pgconn.status == ConnStatus.OK
            and self.pgconn.transaction_status == TransactionStatus.IDLE
            and self.prepared < PREPARED
            and monotonic() - self.used_at < IDLE
        )

    @property
    def is_slow(self) -> bool:
        return self.future is not None and monotonic() - self.used_at > SLOW

    def send(
        self, requests: Sequence[Request], is_transaction: bool
    ) -> "asyncio.Future[list[Any]]":
        """The results of the statements, when they are there, or :class:`Unanswered`.

        A value that psycopg refuses is refused before anything is sent.
        """
        bound = [self._bound(*request) for request in requests]
        self.used_at = monotonic()
        self.future = future = self.loop.create_future()
        self.found, self.wanted, self.has_failed = [], [], False
        try:
            if len(bound) == 1 and not self._unprepared(*bound[0]):
                self.wanted.append(True)
                self._send(*bound[0])
            else:
                self._send_together(bound, is_transaction)
            self._flush()
        except psycopg.Error:
            self._break()
        return future

    def rows(self, result: Any) -> list[Any]:
        self.transformer.set_pgresult(result)
        rows: list[Any] = self.transformer.load_rows(0, result.ntuples, tuple)
        return rows

    def cancel(self) -> None:
        """Have PostgreSQL end what it has running, whose future fails when it did.

        Nobody has it afterwards, of whom something else could be cancelled.
        """
        self.is_cancelled = True
        self.loop.run_in_executor(None, _cancel, self.raw)

    def close(self) -> None:
        """Close it; what it has running is cancelled, and its future has failed."""
        is_running = self.future is not None
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

    def _send(self, text: bytes, params: Any, types: Any, formats: Any) -> None:
        name = self.names.get((text, types))
        if name is None:
            self.pgconn.send_query_params(text, params, types, formats)
        else:
            self.pgconn.send_query_prepared(name, params, formats)

    def _send_together(self, bound: list[Any], is_transaction: bool) -> None:
        self.pgconn.enter_pipeline_mode()
        if is_transaction:
            self.wanted.append(False)
            self.pgconn.send_query_params(b"BEGIN", None)
        for one in bound:
            if self._unprepared(*one):
                text, _, types, _ = one
                name = self.names[text, types] = b"l%d" % self.prepared
                self.prepared += 1
                self.wanted.append(False)
                self.pgconn.send_prepare(name, text, types)
            self.wanted.append(True)
            self._send(*one)
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
        except psycopg.Error:
            self._break()

    def _read(self) -> None:
        pgconn = self.pgconn
        try:
            pgconn.consume_input()
            while self.future and not pgconn.is_busy():
                self._take(pgconn.get_result())
        except Exception:
            self._break()

    def _take(self, result: Any) -> None:
        """One result of those that were asked for; ``None`` stands after each."""
        if result is None:
            if not self.wanted:
                self._end()
            return
        if result.status == ExecStatus.PIPELINE_SYNC:
            self.pgconn.exit_pipeline_mode()
            self._end()
            return
        if result.status not in GOOD:
            self.has_failed = True
            if result.error_field(DiagnosticField.SQLSTATE) in FORGET:
                self.names.clear()
        if self.wanted.pop(0):
            self.found.append(result)

    def _end(self) -> None:
        future, self.future = self.future, None
        found, self.found = self.found, []
        self.used_at = monotonic()
        if future is None or future.done() or self.loop.is_closed():
            return
        if self.has_failed:
            future.set_exception(Unanswered())
        else:
            future.set_result(found)

    def _break(self) -> None:
        """It is of no use any more, and is found to be so."""
        if self.is_watched and not self.loop.is_closed():
            self.loop.remove_reader(self.socket)
            self.loop.remove_writer(self.socket)
        self.is_watched = False
        self.has_failed = True
        self._end()


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
