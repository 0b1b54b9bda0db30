"""Statements run by the connection of the event loop or of the thread they come from.

One that PostgreSQL has ended is replaced, so that a restart of it is nobody's error
who only reads.
"""

import select
from collections.abc import Sequence
from typing import Any

import psycopg
from django.conf import settings
from django.db import NotSupportedError, OperationalError, connections, transaction

from database import loop

PREPARED = 1_000  # statements that a connection of PostgreSQL remembers
SEEN = 2  # times that a statement comes before PostgreSQL prepares it
SHUTDOWN = "57P0"  # by an administrator, in a crash, or while it starts again

IDLE = psycopg.pq.TransactionStatus.IDLE


def execute(sql: str, params: list[Any]) -> list[Any]:
    """The rows that the statement, which reads, gives; PostgreSQL keeps its plan.

    What listens to Django's cursors (tests, the debug mode) hears of it too.
    """
    if loop.is_here():
        return loop.ask([(sql, params)])[0]
    connection = connections["default"]
    try:
        return _execute(connection, sql, params)
    except (NotSupportedError, OperationalError) as error:
        if connection.in_atomic_block or not _is_of_no_use(connection, error):
            raise
    _drop(connection)
    return _execute(connection, sql, params)


def execute_together(statements: Sequence[tuple[str, list[Any]]]) -> list[list[Any]]:
    """The rows of each statement; they are one transaction.

    PostgreSQL gets them all at once, so that none can depend on the rows of another,
    and locks are held for no longer than it takes it to do them.

    psycopg needs the BEGIN and COMMIT that :mod:`database.libpq` does without: it ends
    a pipeline, which commits, also when it refuses a statement, and takes an error of
    that end for another's.
    """
    if loop.is_here():
        return loop.ask(statements, is_transaction=True)
    connection = connections["default"]
    if connection.in_atomic_block or not _is_direct(connection):
        with transaction.atomic():
            return [execute(sql, params) for sql, params in statements]
    raw, _ = _prepared(connection)
    with connection.wrap_database_errors:
        try:
            with raw.pipeline():
                psycopg.Cursor(raw).execute("BEGIN")
                cursors = [
                    psycopg.Cursor(raw).execute(sql, params)
                    for sql, params in statements
                ]
                psycopg.Cursor(raw).execute("COMMIT")
            return [cursor.fetchall() for cursor in cursors]
        finally:
            if not raw.closed and raw.info.transaction_status != IDLE:
                raw.rollback()


def _is_direct(connection: Any) -> bool:
    """Whether statements go past Django's cursors, to which nobody listens."""
    return connection.vendor == "postgresql" and not connection.queries_logged


def _execute(connection: Any, sql: str, params: list[Any]) -> list[Any]:
    if not _is_direct(connection):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()
    cursor = _prepared(connection)[1]
    with connection.wrap_database_errors:
        rows: list[Any] = cursor.execute(sql, params).fetchall()
        return rows


def recover() -> bool:
    """Give up a connection that an error came over, so that what follows has a new one.

    Returns whether it had ended. Within a transaction that is not for us to do.
    """
    connection = connections["default"]
    is_doubtful = connection.connection is not None and connection.errors_occurred
    if not is_doubtful or connection.in_atomic_block:
        return False
    has_ended = not connection.is_usable()
    connection.close_if_unusable_or_obsolete()
    return has_ended


def drop_if_ended() -> None:
    """Close a connection that PostgreSQL ended while nothing was asked of it.

    It would have said so: nothing else comes on a connection that is idle.
    """
    connection = connections["default"]
    raw = connection.connection
    if raw is None or connection.vendor != "postgresql" or connection.in_atomic_block:
        return
    try:
        while _has_received(raw.fileno()):
            raw.pgconn.consume_input()
    except psycopg.OperationalError:
        _drop(connection)


def _is_of_no_use(connection: Any, error: Exception) -> bool:
    """Whether PostgreSQL has ended it, which may be told before it is closed.

    Or a migration changed what one of its prepared statements gives.
    """
    raw = connection.connection
    if raw is None or connection.vendor != "postgresql":
        return False
    sqlstate = getattr(error.__cause__, "sqlstate", None) or ""
    has_ended = sqlstate.startswith(SHUTDOWN) or raw.closed
    return isinstance(error, NotSupportedError) or has_ended


def _drop(connection: Any) -> None:
    connection.connection.close()  # so that no pool keeps it
    connection.close()


def _has_received(socket: int) -> bool:
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))


def _prepared(connection: Any) -> tuple[Any, Any]:
    """The connection below Django's, which prepares statements, and a cursor of it.

    Django's own cursors write values into the SQL, which can't be prepared.
    """
    connection.ensure_connection()
    raw = connection.connection
    if not hasattr(raw, "own_cursor"):
        raw.prepare_threshold = SEEN if settings.DATABASE_PREPARE else None
        raw.prepared_max = PREPARED
        raw.own_cursor = psycopg.Cursor(raw)
    return raw, raw.own_cursor
