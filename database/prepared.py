"""Querysets that become SQL once, and run with other values each time.

Building a queryset and its SQL takes Django longer than the database takes to run it.
Here that is done once; the values that change are slots, which are filled each time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, Expression, F, Field, Func, QuerySet

from database import loop
from database.executing import execute

# From the values of a run to what the database driver takes.
Binder = Callable[[Any], Any]


class Slot(Expression):
    """In SQL, the value that ``name`` has when the statement runs."""

    def __init__(self, name: str, output_field: Field | None = None) -> None:
        super().__init__(output_field=output_field)
        self.name, self.column = name, output_field

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]

    def adapted(self, value: Any) -> Any:
        """The value as the database driver takes it."""
        if self.column is None:
            return value
        return self.column.get_db_prep_value(value, _dialect(), prepared=False)


class Among(Func):
    """Whether a column's value is among those of a slot, which is a list of keys."""

    output_field = BooleanField()

    def __init__(self, column: str, slot: Slot) -> None:
        super().__init__(F(column), slot)

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        return self._sql(compiler, "{} = ANY({})")

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        return self._sql(compiler, "{} IN (SELECT value FROM json_each({}))")

    def _sql(self, compiler: Any, template: str) -> Any:
        column, slot = map(compiler.compile, self.source_expressions)
        return template.format(column[0], slot[0]), [*column[1], *slot[1]]


@dataclass(frozen=True)
class Joined:
    """Rows of another table of which a statement's own rows have the primary keys.

    The key is at ``place`` in the own rows; ``queryset`` is one of tuples, too, and
    has the primary key at ``pk`` in them.
    """

    queryset: QuerySet
    pk: int
    place: int


class Statement:
    """The SQL of a queryset of tuples.

    ``bind`` says for each parameter of it what finds its value in those of a run;
    ``None`` for one that is always the same. Those of what is ``joined`` come after
    the values of the own rows: ``starts`` says where.
    """

    def __init__(
        self,
        queryset: QuerySet,
        bind: Callable[[Any], Binder | None],
        *,
        is_count: bool = False,
        joined: Sequence[Joined] = (),
    ) -> None:
        self.sql: str | None = None
        self.binders: list[tuple[int, Binder]] = []
        self.converters: list[tuple[int, Callable[[Any], Any]]] = []
        self.starts: list[int] = []
        try:
            own = _Part(queryset, bool(joined))
        except EmptyResultSet:  # there can be no row
            return
        others = [_Part(one.queryset, is_named=True) for one in joined]
        parts = [own, *others]
        self.params = [param for part in parts for param in part.params]
        binders = enumerate(map(bind, self.params))
        self.binders = [(place, binder) for place, binder in binders if binder]
        self.sql = own.sql
        if is_count:
            self.sql = f"SELECT COUNT(*) FROM ({own.sql}) AS counted"
            return
        if others:
            self.sql = _joined(own, others, joined)
        end = 0
        for part in parts:
            self.starts.append(end)
            self.converters += [(end + place, one) for place, one in part.converters]
            end += len(part.names)

    def rows(self, values: Any) -> list[Any]:
        if self.sql is None:
            return []
        return self.converted(execute(self.sql, self.bound(values)))

    def bound(self, values: Any) -> list[Any]:
        """The parameters with the values of a run."""
        params = self.params[:]
        for place, binder in self.binders:
            params[place] = binder(values)
        return params

    def converted(self, rows: list[Any]) -> list[Any]:
        """The rows with values as Django's fields have them."""
        if not self.converters:
            return rows
        converted = list(map(list, rows))
        for place, convert in self.converters:
            for row in converted:
                row[place] = convert(row[place])
        return converted


class Prepared:
    """A queryset of tuples with slots, made when it is first needed."""

    def __init__(self, make: Callable[[], QuerySet]) -> None:
        self.make = make
        self.statement: Statement | None = None

    def rows(self, **values: Any) -> list[Any]:
        """The rows, with the slots' values by their names."""
        return self._made().rows(values)

    def believe(
        self, row: tuple[Any, ...], drop: Callable[[], None], **values: Any
    ) -> bool:
        """Go on as if this were the only row: see :func:`database.loop.believe`."""
        statement = self._made()
        if statement.sql is None or statement.converters:
            return False
        return loop.believe((statement.sql, statement.bound(values)), row, drop)

    def _made(self) -> Statement:
        if self.statement is None:
            self.statement = Statement(self.make(), _by_name)
        return self.statement


class _Part:
    """A queryset's SQL, with the names that its columns have in it."""

    def __init__(self, queryset: QuerySet, is_named: bool) -> None:
        connection = connections["default"]
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql(with_col_aliases=is_named)
        self.params = list(params)
        self.names = [alias for _, _, alias in compiler.select]
        converters = compiler.get_converters([one[0] for one in compiler.select])
        self.converters = [
            (place, partial(_convert, functions, expression, connection))
            for place, (functions, expression) in converters.items()
        ]


def _joined(own: _Part, others: list[_Part], joined: Sequence[Joined]) -> str:
    """The own rows in their order, each with the others' that it has the keys of."""
    columns = [f'own."{name}"' for name in own.names]
    joins = []
    for number, (other, one) in enumerate(zip(others, joined, strict=True)):
        columns += [f'other{number}."{name}"' for name in other.names]
        joins.append(
            f"LEFT JOIN ({other.sql}) AS other{number} "
            f'ON other{number}."{other.names[one.pk]}" = own."{own.names[one.place]}"'
        )
    return (
        f"SELECT {', '.join(columns)} FROM "
        f'(SELECT *, ROW_NUMBER() OVER () AS "#" FROM ({own.sql}) AS found) AS own '
        f"{' '.join(joins)} ORDER BY own.\"#\""
    )


def rows_of(statements: Sequence[Statement], values: Any) -> list[Any]:
    """The rows of statements that need nothing of each other.

    In an event loop they are asked for at once, which takes no longer than for one.
    """
    requests = [(one.sql, one.bound(values)) for one in statements if one.sql]
    if loop.is_here() and requests:
        found = iter(loop.ask(requests))
    else:
        found = (execute(*request) for request in requests)
    return [one.converted(next(found)) if one.sql else [] for one in statements]


@cache
def _dialect() -> Any:
    """A connection by which values are adapted; it is never opened."""
    return connections.create_connection("default")


def _by_name(param: Any) -> Binder | None:
    if not isinstance(param, Slot):
        return None
    return lambda values: param.adapted(values[param.name])


def _convert(functions: Any, expression: Any, connection: Any, value: Any) -> Any:
    for function in functions:
        value = function(value, expression, connection)
    return value
