"""Writing many rows quickly: COPY on PostgreSQL, prepared inserts on SQLite.

``bulk_create`` would not do: it writes today into every ``auto_now_add`` field.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

BATCH_SIZE = 5000  # rows in one executemany
EPOCH = datetime(1970, 1, 1)


def stamp(seconds: int) -> str:
    """The text of a Unix time for both databases, whose sessions are in UTC."""
    return str(EPOCH + timedelta(seconds=seconds))


def reserve_ids(model: type[Model], number: int) -> int:
    """The first of ``number`` free ids in a row, which nobody else gets any more.

    On SQLite that holds until the transaction ends.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "pg_get_serial_sequence(%s, 'id')"
            cursor.execute(
                f"SELECT setval({sequence}, nextval({sequence}) + %s)",
                [table, table, number],
            )
            return cursor.fetchone()[0] - number
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        return last[0] + 1 if last else 1


def write(
    model: type[Model], names: list[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert the rows, each a tuple of the fields ``names``.

    What is not named gets its field's default, generated columns and an
    unnamed id get theirs from the database. Raises Django's ``DatabaseError``.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    others = [
        field
        for name, field in fields.items()
        if name not in names and not (field.generated or field.primary_key)
    ]
    constants = tuple(
        field.get_db_prep_save(field.get_default(), connection) for field in others
    )
    columns = [
        connection.ops.quote_name(str(field.column))
        for field in [*(fields[name] for name in names), *others]
    ]
    table = connection.ops.quote_name(model._meta.db_table)
    target = f"{table} ({', '.join(columns)})"
    full_rows = (row + constants for row in rows)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in full_rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            for batch in _batches(full_rows):
                cursor.executemany(f"INSERT INTO {target} VALUES ({marks})", batch)


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(rows, BATCH_SIZE)):
        yield batch


def analyze() -> None:
    """Let the database look at what is there, to plan well."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
