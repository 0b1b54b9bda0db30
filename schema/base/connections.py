"""Connections: lists in pages, after the GraphQL Cursor Connections Specification.

A resolver decorated with :func:`connection` returns :class:`Rows`: which rows, in
which order, and for a list below an object the relation that leads to it. Pages
are cut by keyset: a cursor holds the sort keys of its row, so rows that are
added or removed meanwhile neither repeat others nor hide them.
"""

import base64
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

import orjson
import strawberry
from django.core.exceptions import ValidationError
from django.db.models import (
    BooleanField,
    Count,
    F,
    Field,
    Func,
    Model,
    Q,
    QuerySet,
    Value,
    Window,
)
from django.db.models.functions import RowNumber
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions.field_extension import FieldExtension
from strawberry.types.arguments import StrawberryArgument

from schema.base.batching import load, together
from schema.base.context import Info
from schema.base.errors import BadUserInput

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 100

N = TypeVar("N")


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
    order: tuple[Key, ...]
    of: Model | None = None
    link: str = ""

    @property
    def keys(self) -> tuple[Key, ...]:
        return (*self.order, Key("id", self.order[-1].descending))


@dataclass(frozen=True)
class Page:
    """The checked paging arguments of a connection."""

    first: int | None
    after: tuple[Any, ...] | None
    last: int | None
    before: tuple[Any, ...] | None

    @property
    def size(self) -> int:
        size = self.first if self.last is None else self.last
        assert size is not None
        return size

    @property
    def is_backward(self) -> bool:
        return self.last is not None


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(
        description="Whether there are rows after this page."
    )
    has_previous_page: bool = strawberry.field(
        description="Whether there are rows before this page."
    )
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first row; null in an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last row; null in an empty page. "
        "Pass it as `after` to get the next page."
    )


@strawberry.type(description="A row of a list, with its place.")
class Edge(Generic[N]):
    cursor: str = strawberry.field(
        description="The row's place in the list: opaque, and valid for this "
        "ordering only."
    )
    node: N = strawberry.field(description="The row itself.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[N]):
    """What is not asked for is not fetched: neither the rows nor their number."""

    rows: strawberry.Private[Rows]
    page: strawberry.Private[Page]
    key: strawberry.Private[Hashable]

    @strawberry.field(description="The rows of this page, each with its cursor.")
    def edges(self) -> list[Edge[N]]:
        return [Edge(cursor=cursor_of(self.rows, row), node=row) for row in self.found]

    @strawberry.field(description="The rows of this page.")
    def nodes(self) -> list[N]:
        return self.found

    @strawberry.field(description="Where this page lies.")
    def page_info(self) -> PageInfo:
        found, page = self.found, self.page
        is_cut = len(self.fetched) > page.size
        return PageInfo(
            has_next_page=page.before is not None or (is_cut and not page.is_backward),
            has_previous_page=page.after is not None or (is_cut and page.is_backward),
            start_cursor=cursor_of(self.rows, found[0]) if found else None,
            end_cursor=cursor_of(self.rows, found[-1]) if found else None,
        )

    @strawberry.field(
        description="How many rows the whole list has. It is counted only when "
        "it is asked for."
    )
    def total_count(self) -> int:
        return _count(self.rows, self.key)

    @cached_property
    def fetched(self) -> list[N]:
        """The rows in the direction of paging, and one more where there are more."""
        return _fetch(self.rows, self.page, self.key)

    @property
    def found(self) -> list[N]:
        found = self.fetched[: self.page.size]
        return found[::-1] if self.page.is_backward else found


def connection(*, description: str, **kwargs: Any) -> Any:
    """A field whose resolver returns :class:`Rows`, answered as a connection."""
    return strawberry.field(description=description, extensions=[Paged()], **kwargs)


class Paged(FieldExtension):
    """Gives a field the paging arguments and cuts its rows into a page."""

    ARGUMENTS = {
        "first": (
            int,
            f"How many rows from the start. Default {DEFAULT_PAGE_SIZE}, at most "
            f"{MAX_PAGE_SIZE}; not together with `last`.",
        ),
        "after": (str, "Only rows after the one with this cursor."),
        "last": (
            int,
            f"How many rows from the end. At most {MAX_PAGE_SIZE}; not together "
            "with `first`.",
        ),
        "before": (str, "Only rows before the one with this cursor."),
    }

    def apply(self, field: Any) -> None:
        field.arguments = field.arguments + [
            StrawberryArgument(
                python_name=name,
                graphql_name=None,
                type_annotation=StrawberryAnnotation(type_ | None),
                description=description,
            )
            for name, (type_, description) in self.ARGUMENTS.items()
        ]

    def resolve(
        self,
        next_: Callable[..., Rows | None],
        source: Any,
        info: Info,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        **kwargs: Any,
    ) -> Connection[Any] | None:
        rows = next_(source, info, **kwargs)
        if rows is None:
            return None
        page = _checked(rows, first, after, last, before)
        arguments = {name: one for name, one in kwargs.items() if one is not source}
        return Connection(rows=rows, page=page, key=(info.field_name, repr(arguments)))


def _checked(
    rows: Rows,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Page:
    if first is not None and last is not None:
        raise BadUserInput("Ask for `first` or for `last` rows, not for both.")
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 0 <= size <= MAX_PAGE_SIZE:
            raise BadUserInput(f"`{name}` is from 0 to {MAX_PAGE_SIZE}.")
    return Page(
        first=DEFAULT_PAGE_SIZE if first is None and last is None else first,
        after=None if after is None else _place(rows, after, "after"),
        last=last,
        before=None if before is None else _place(rows, before, "before"),
    )


def _fetch(rows: Rows, page: Page, key: Hashable) -> list[Any]:
    keys = [one.reversed() if page.is_backward else one for one in rows.keys]
    queryset = rows.queryset
    if page.after is not None:
        queryset = queryset.filter(_beyond(rows, rows.keys, page.after))
    if page.before is not None:
        backwards = [one.reversed() for one in rows.keys]
        queryset = queryset.filter(_beyond(rows, backwards, page.before))
    queryset = queryset.order_by(*map(str, keys))
    if rows.of is None:
        return together(queryset[: page.size + 1])
    pages = load(rows.of, (key, page), lambda of: _pages_of(of, rows, queryset, page))
    return pages or []


def _pages_of(
    objects: list[Any], rows: Rows, queryset: Any, page: Page
) -> dict[Any, list[Any]]:
    """One page, and a row more, for each of the objects, in one statement."""
    link, order = rows.link, queryset.query.order_by
    keys = {one.pk for one in objects}
    queryset = queryset.filter(**{f"{link}__in": keys})
    if len(keys) == 1:
        found = queryset[: page.size + 1]
    else:
        # Numbering primary keys alone spares the database a sort of whole rows.
        place = Window(RowNumber(), partition_by=link, order_by=order)
        numbered = queryset.order_by().alias(place=place)
        chosen = numbered.filter(place__lte=page.size + 1).values("pk")
        found = rows.queryset.filter(pk__in=chosen).order_by(*order)
    attribute = rows.queryset.model._meta.get_field(link).attname
    pages: dict[Any, list[Any]] = {}
    for row in together(found):
        pages.setdefault(getattr(row, attribute), []).append(row)
    return pages


def _count(rows: Rows, key: Hashable) -> int:
    queryset: QuerySet[Any] = rows.queryset.order_by()
    if rows.of is None:
        return queryset.count()

    def loader(objects: list[Any]) -> dict[Any, int]:
        own = queryset.filter(**{f"{rows.link}__in": {one.pk for one in objects}})
        counted = own.values(rows.link).annotate(number=Count("pk"))
        return dict(counted.values_list(rows.link, "number"))

    return load(rows.of, ("count", key), loader) or 0


def _beyond(rows: Rows, keys: Sequence[Key], place: tuple[Any, ...]) -> Q:
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
            _tuple(map(Value, place, columns)),
            template="%(expressions)s",
            arg_joiner=" <= " if keys[0].descending else " >= ",
            output_field=BooleanField(),
        )
        return Q(comparison) & ~Q(pk=place[-1])
    beyond = Q()
    for key, value in reversed(list(zip(keys, place, strict=True))):
        further = Q(**{f"{key.name}__{'lt' if key.descending else 'gt'}": value})
        beyond = further | (Q(**{key.name: value}) & beyond) if beyond else further
    first = f"{keys[0].name}__{'lte' if keys[0].descending else 'gte'}"
    return Q(**{first: place[0]}) & beyond


def _tuple(expressions: Iterable[Any]) -> Func:
    return Func(*expressions, function="", output_field=BooleanField())


def cursor_of(rows: Rows, row: Any) -> str:
    """The row's sort keys, under the name of the ordering, as URL-safe base 64."""
    return _cursor(rows, [getattr(row, key.name) for key in rows.keys])


def _cursor(rows: Rows, values: Iterable[Any]) -> str:
    names = ",".join(map(str, rows.keys))
    return base64.urlsafe_b64encode(orjson.dumps([names, *values])).decode()


def _place(rows: Rows, cursor: str, argument: str) -> tuple[Any, ...]:
    """The sort keys in a cursor. Raises :class:`BadUserInput`.

    Only what :func:`cursor_of` could have made is taken, to the letter.
    """
    columns = [key.column_of(rows.queryset.model) for key in rows.keys]
    try:
        _, *values = orjson.loads(base64.urlsafe_b64decode(cursor))
        place = tuple(_read(*pair) for pair in zip(columns, values, strict=True))
        if _cursor(rows, place) == cursor:
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
