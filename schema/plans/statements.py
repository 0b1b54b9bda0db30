"""The statements of a plan: whose rows, of which columns, with which values."""

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any

import orjson
from django.db import connections

from database.prepared import Joined, Slot
from database.prepared import Statement as Sql
from database.prepared import rows_of
from schema.base.nodes import key_of
from schema.base.placeholders import MARK, Numbers, Text
from schema.base.threads import check_deadline

KEYS = Slot("keys")  # the primary keys of the objects that the rows belong to
KEY = Slot("key")  # the only one of them
VIEWER = "viewer"  # what the viewer's number means

Binder = Callable[[Any], Any]
Path = tuple[str | int, ...]


_lock = Lock()


class Unbound(Exception):
    """Raised when the text at one of the ``paths`` is in the SQL in another form."""

    def __init__(self, paths: set[Path]) -> None:
        super().__init__(paths)
        self.variables = {str(path[0]) for path in paths}


class Absent(Exception):
    """Raised where a value is not of a form that a plan knows."""


class Statement:
    """The rows of a queryset, as tuples of the columns at ``paths``.

    ``of_one`` is the queryset for a single key, and ``of_parent`` the one that finds
    out that key itself, so that it can be asked together with what has it. ``texts``
    are the paths of the texts that its SQL has to have as parameters. With ``is_count``
    it has one row: how many there are. What is ``joined`` to it are statements of one
    row more for each of its rows, which come with them.
    """

    def __init__(
        self,
        queryset: Any,
        numbers: Numbers,
        texts: set[Path],
        of_one: Any = None,
        of_parent: Any = None,
        *,
        is_count: bool = False,
    ) -> None:
        self.queryset, self.of_one, self.is_count = queryset, of_one, is_count
        self.of_parent = of_parent
        self.children: list[Statement] | None = None  # where it has one row at most
        self.joined: list[tuple[Statement, str]] = []  # with the path of their keys
        self.is_joined = False
        self.numbers, self.texts = numbers, texts
        self.paths: list[str] = []
        self.sql: Sql | None = None
        self.sql_of_one: Sql | None = None
        self.sql_of_parent: Sql | None = None

    def place(self, path: str) -> int:
        """Where in each row the value of this path is, which is added if need be."""
        if path not in self.paths:
            self.paths.append(path)
        return self.paths.index(path)

    def annotate(self, method: str, name: str) -> None:
        """Have the queryset's method add the annotation of this name."""
        if name not in self.queryset.query.annotations:
            self.queryset = getattr(self.queryset, method)()
            if self.of_one is not None:
                self.of_one = getattr(self.of_one, method)()
            if self.of_parent is not None:
                self.of_parent = getattr(self.of_parent, method)()

    def join(self, statement: "Statement", path: str) -> None:
        """Have the rows come along of which the own rows have the keys at ``path``."""
        self.joined.append((statement, path))
        self.place(path)
        statement.place("pk")
        statement.is_joined = True

    def compile(self) -> None:
        """Make the SQL, for a single key if there is such. Raises :class:`Unbound`."""
        check_deadline()
        if self.is_joined:
            return
        if self.of_one is None:
            self.sql = self._compiled(self.queryset)
        else:
            self.sql_of_one = self._compiled(self.of_one)
        if self.of_parent is not None:
            self.sql_of_parent = self._compiled(self.of_parent)

    def _compiled(self, queryset: Any) -> Sql:
        bound: set[Path] = set()
        sql = Sql(
            queryset.values_list(*self.paths),
            partial(self._binder, bound),
            is_count=self.is_count,
            joined=[
                Joined(
                    one.queryset.values_list(*one.paths),
                    one.place("pk"),
                    self.place(path),
                )
                for one, path in self.joined
            ],
        )
        texts = self.texts.union(*(one.texts for one, _ in self.joined))
        if not texts <= bound:
            raise Unbound(texts - bound)
        return sql

    def _binder(self, bound: set[Path], param: Any) -> Binder | None:
        if param is KEYS or isinstance(param, Slot) and param.name == KEYS.name:
            is_sqlite = connections["default"].vendor == "sqlite"
            return _keys_on_sqlite if is_sqlite else _keys
        if isinstance(param, Slot):
            return _key if param.name == KEY.name else _place(param)
        if isinstance(param, Text):
            bound.add(param.path)
            return _text(param.path)
        if isinstance(param, int) and param in self.numbers.meanings:
            meaning = self.numbers.meanings[param]
            if meaning == VIEWER:
                return _viewer
            bound.add(meaning[0])
            return _key_in(*meaning)
        if MARK in str(param) or ascii(MARK)[1:-1] in repr(param):
            raise Unbound(self.texts)
        return None

    def rows(self, run: Any, keys: Any = None) -> list[Any]:
        check_deadline()
        rows = run.ahead.pop(self, [] if self.is_joined else None)
        if rows is None:
            sql = self._sql(keys)
            rows = self._taken(sql, sql.rows((run, keys)), run)
        return rows

    def _taken(self, sql: Sql, rows: list[Any], run: Any) -> list[Any]:
        """The rows, of which what is joined to them has its own parts."""
        for (statement, _), start in zip(self.joined, sql.starts[1:]):
            pk, end = start + statement.place("pk"), start + len(statement.paths)
            run.ahead[statement] = [
                row[start:end] for row in rows if row[pk] is not None
            ]
        return rows

    def _sql(self, keys: Any) -> Sql:
        if keys is None and self.sql_of_parent is not None:
            return self.sql_of_parent
        if self.sql_of_one is not None and len(keys) == 1:
            return self.sql_of_one
        if self.sql is None:  # the first time that there are several
            with _lock:
                self.sql = self._compiled(self.queryset)
        return self.sql


def ask_ahead(run: Any, keys: Any, *statements: Statement) -> None:
    """Have the rows of statements that use the same keys come together.

    Without keys they are those of the operation itself, and what belongs to the one
    object of such.
    """
    if keys is None or keys:
        statements = tuple(one for one in statements if one not in run.ahead)
        own = [one._sql(keys) for one in statements]
        found = rows_of(own, (run, keys))
        for statement, sql, rows in zip(statements, own, found, strict=True):
            run.ahead[statement] = statement._taken(sql, rows, run)


def _keys(values: Any) -> Any:
    return values[1]


def _keys_on_sqlite(values: Any) -> Any:
    return orjson.dumps(values[1]).decode()


def _key(values: Any) -> Any:
    return values[1][0]


def _viewer(values: Any) -> Any:
    return values[0].viewer.pk


def _text(path: Path) -> Binder:
    def value(values: Any) -> Any:
        found = values[0].variables
        for step in path:
            found = found[step]
        return found

    return value


def _key_in(path: Path, model: Any, is_needed: bool) -> Binder:
    """The primary key in the global id that is at this path."""
    text = _text(path)

    def value(values: Any) -> Any:
        key = key_of(model, text(values))
        if key is None and is_needed:
            raise Absent
        return key

    return value


def _place(slot: Slot) -> Binder:
    """The value of a sort key in a cursor."""
    name, index = slot.name.rsplit(":", 1)
    place = int(index)
    return lambda values: slot.adapted(values[0].places[name][place])
