"""Connections: lists in pages, after the GraphQL Cursor Connections Specification.

A resolver decorated with :func:`connection` returns :class:`Rows`: which rows, in
which order, and for a list below an object the relation that leads to it. Pages
are cut by keyset: a cursor holds the sort keys of its row, so rows that are
added or removed meanwhile neither repeat others nor hide them.
"""

import base64
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
import strawberry
from django.core.exceptions import ValidationError
from django.db.models import (
    Count,
    DateTimeField,
    Field,
    Model,
    Q,
    QuerySet,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils.timezone import is_aware
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions.field_extension import FieldExtension
from strawberry.types.arguments import StrawberryArgument

from schema.base.batching import load, together
from schema.base.context import Info
from schema.base.errors import BadUserInput

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 100

N = TypeVar("N")


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
    edges: list[Edge[N]] = strawberry.field(
        description="The rows of this page, each with its cursor."
    )
    nodes: list[N] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page lies.")
    count: strawberry.Private[Callable[[], int]]

    @strawberry.field(
        description="How many rows the whole list has. It is counted only when "
        "it is asked for."
    )
    def total_count(self) -> int:
        return self.count()


@dataclass(frozen=True)
class Key:
    """A column or annotation to sort by; never null.

    An annotation has no model field to read its cursors by: ``column`` is one.
    """

    name: str
    descending: bool = False
    column: Field | None = None

    def column_of(self, model: type[Model]) -> Any:
        return self.column or model._meta.get_field(self.name)

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
        key = (info.field_name, page, repr(arguments))
        return _connection(rows, page, key)


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


def _connection(rows: Rows, page: Page, key: Hashable) -> Connection[Any]:
    found, has_more = _found(rows, page, key)
    edges = [Edge(cursor=cursor_of(rows, row), node=row) for row in found]
    return Connection(
        edges=edges,
        nodes=found,
        page_info=PageInfo(
            has_next_page=page.before is not None if page.is_backward else has_more,
            has_previous_page=has_more if page.is_backward else page.after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        count=lambda: _count(rows, key),
    )


def _found(rows: Rows, page: Page, key: Hashable) -> tuple[list[Any], bool]:
    """The rows of the page, and whether more lie in its direction."""
    keys = [k.reversed() if page.is_backward else k for k in rows.keys]
    queryset = rows.queryset
    if page.after is not None:
        queryset = queryset.filter(_beyond(rows.keys, page.after))
    if page.before is not None:
        backwards = [k.reversed() for k in rows.keys]
        queryset = queryset.filter(_beyond(backwards, page.before))
    queryset = queryset.order_by(*map(str, keys))
    if rows.of is None:
        found = together(queryset[: page.size + 1])
    else:
        found = load(rows.of, key, lambda of: _pages_of(of, rows, queryset, page)) or []
    has_more = len(found) > page.size
    found = found[: page.size]
    return found[::-1] if page.is_backward else found, has_more


def _pages_of(
    objects: list[Any], rows: Rows, queryset: Any, page: Page
) -> dict[Any, list[Any]]:
    """One page, and a row more, for each of the objects, in one statement."""
    link = rows.link
    queryset = queryset.filter(**{f"{link}__in": {one.pk for one in objects}})
    if len(objects) == 1:
        found = list(queryset[: page.size + 1])
    else:
        place = Window(RowNumber(), partition_by=link, order_by=queryset.query.order_by)
        found = list(queryset.alias(place=place).filter(place__lte=page.size + 1))
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


def _beyond(keys: Iterable[Key], place: tuple[Any, ...]) -> Q:
    """Rows that come after a place: the keys compared as one tuple.

    The first comparison follows from the rest; it is there for the index.
    """
    pairs = list(zip(keys, place, strict=True))
    beyond = Q()
    for key, value in reversed(pairs):
        further = Q(**{f"{key.name}__{'lt' if key.descending else 'gt'}": value})
        beyond = further | (Q(**{key.name: value}) & beyond) if beyond else further
    key, value = pairs[0]
    return Q(**{f"{key.name}__{'lte' if key.descending else 'gte'}": value}) & beyond


def cursor_of(rows: Rows, row: Any) -> str:
    """The row's sort keys, under the name of the ordering, as URL-safe base 64."""
    names = ",".join(map(str, rows.keys))
    values = [getattr(row, key.name) for key in rows.keys]
    return base64.urlsafe_b64encode(orjson.dumps([names, *values])).decode()


def _place(rows: Rows, cursor: str, argument: str) -> tuple[Any, ...]:
    """The sort keys in a cursor. Raises :class:`BadUserInput`."""
    problem = BadUserInput(
        f"`{argument}` is not a cursor of this list in this ordering: pass one that "
        "this list gave, with the same ordering."
    )
    try:
        names, *values = orjson.loads(
            base64.b64decode(cursor, altchars=b"-_", validate=True)
        )
    except (ValueError, TypeError):
        raise problem from None
    if names != ",".join(map(str, rows.keys)) or len(values) != len(rows.keys):
        raise problem
    fields = [key.column_of(rows.queryset.model) for key in rows.keys]
    try:
        return tuple(map(_read, fields, values))
    except (ValidationError, ValueError, TypeError):
        raise problem from None


def _read(field: Any, value: Any) -> Any:
    field = getattr(field, "output_field", field)
    result = field.to_python(value)
    if result is None or isinstance(value, (list, dict, bool)):
        raise ValueError
    if isinstance(field, DateTimeField) and not is_aware(result):
        raise ValueError
    return result
