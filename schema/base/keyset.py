"""Keysets: rows in an order, the places in it, and what lies beyond a place.

A cursor names a place by the sort keys of the row that is there, so rows that are
added or removed meanwhile neither repeat others nor hide them.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Field, Func, Model, Q, Value

from database.prepared import Slot
from schema.base.errors import BadUserInput


@dataclass(frozen=True)
class Key:
    """A column or annotation to sort by; never null.

    An annotation has no model field to read its cursors by: ``column`` is one.
    """

    name: str
    descending: bool = False
    column: Field | None = None

    def column_of(self, model: type[Model]) -> Any:
        column = self.column or model._meta.get_field(self.name)
        return getattr(column, "output_field", column)

    def reversed(self) -> "Key":
        return Key(self.name, not self.descending, self.column)

    def __str__(self) -> str:
        return f"-{self.name}" if self.descending else self.name


@dataclass(frozen=True)
class Rows:
    """Which rows a connection has, and how they are sorted.

    The primary key is always the last sort key, in the direction of the one
    before. ``of`` is the object that the list belongs to and ``link`` the
    foreign key from the rows to it.
    """

    queryset: Any
    order: tuple[Key, ...] = ()
    of: Model | None = None
    link: str = ""

    @property
    def keys(self) -> tuple[Key, ...]:
        is_descending = bool(self.order) and self.order[-1].descending
        return (*self.order, Key("id", is_descending))

    @property
    def keys_backward(self) -> tuple[Key, ...]:
        return tuple(key.reversed() for key in self.keys)


def beyond(rows: Rows, keys: tuple[Key, ...], place: tuple[Any, ...]) -> Q:
    """The condition that a row comes after a place: its keys compared as one tuple.

    With one direction SQL compares the tuples, and an index finds the place at once.
    That comparison lets equals in, and the row itself is taken out: PostgreSQL guesses
    the number of rows by the first key, and a strict one would leave its ties out.
    With several, the first comparison follows from the rest; it is for the index.
    """
    if len({key.descending for key in keys}) == 1:
        columns = [key.column_of(rows.queryset.model) for key in keys]
        comparison = Func(
            _tuple(F(key.name) for key in keys),
            _tuple(map(_parameter, place, columns)),
            template="%(expressions)s",
            arg_joiner=" <= " if keys[0].descending else " >= ",
            output_field=BooleanField(),
        )
        return Q(comparison) & ~Q(pk=place[-1])
    condition = Q()
    for key, value in reversed(list(zip(keys, place, strict=True))):
        further = Q(**{f"{key.name}__{'lt' if key.descending else 'gt'}": value})
        equal = Q(**{key.name: value})
        condition = further | (equal & condition) if condition else further
    first = f"{keys[0].name}__{'lte' if keys[0].descending else 'gte'}"
    return Q(**{first: place[0]}) & condition


def _parameter(value: Any, column: Any) -> Any:
    return value if isinstance(value, Slot) else Value(value, column)


def _tuple(expressions: Iterable[Any]) -> Func:
    return Func(*expressions, function="", output_field=BooleanField())


def cursor_of(rows: Rows, row: Any) -> str:
    """The row's sort keys, under the name of the ordering, as URL-safe base 64."""
    return cursor_at(rows, [getattr(row, key.name) for key in rows.keys])


def cursor_at(rows: Rows, place: Iterable[Any]) -> str:
    """The cursor of a place: the values of the sort keys there."""
    names = ",".join(map(str, rows.keys))
    return base64.urlsafe_b64encode(orjson.dumps([names, *place])).decode()


def place_of(rows: Rows, cursor: str, argument: str) -> tuple[Any, ...]:
    """The sort keys in a cursor. Raises :class:`BadUserInput`.

    Only what :func:`cursor_of` could have made is taken, to the letter.
    """
    columns = [key.column_of(rows.queryset.model) for key in rows.keys]
    try:
        _, *values = orjson.loads(base64.urlsafe_b64decode(cursor))
        place = tuple(_read(*pair) for pair in zip(columns, values, strict=True))
        if cursor_at(rows, place) == cursor:
            return place
    except (ValidationError, ValueError, TypeError, OverflowError):
        pass
    raise BadUserInput(
        f"`{argument}` is not a cursor of this list in this ordering: pass one that "
        "this list gave, with the same ordering."
    )


def _read(column: Any, value: Any) -> Any:
    """The value as Python has it in a row. Raises what the column raises."""
    if value is None:
        raise ValueError("A sort key is never null.")
    value = column.to_python(value)
    column.run_validators(value)
    return value.astimezone(UTC) if isinstance(value, datetime) else value
