"""Connections: lists in pages, after the GraphQL Cursor Connections Specification.

A resolver decorated with :func:`connection` returns :class:`Rows`: which rows, in
which order, and for a list below an object the relation that leads to it.
"""

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

import strawberry
from django.utils.functional import cached_property
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions.field_extension import FieldExtension
from strawberry.types.arguments import StrawberryArgument

from schema.base.context import Info
from schema.base.derived import OfColumns
from schema.base.errors import BadUserInput
from schema.base.keyset import Rows, cursor_of, place_of
from schema.base.pages import Page, count, fetch

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
        return count(self.rows, self.key)

    @cached_property
    def fetched(self) -> list[N]:
        """The rows in the direction of paging, and one more where there are more."""
        return fetch(self.rows, self.page, self.key)

    @property
    def found(self) -> list[N]:
        found = self.fetched[: self.page.size]
        return found[::-1] if self.page.is_backward else found


def connection(*, description: str, when: Callable[..., bool] | None = None) -> Any:
    """A field whose resolver returns :class:`Rows`, answered as a connection.

    Where ``when``, a function of columns, is not true of an object, it is null.
    """
    return strawberry.field(description=description, extensions=[Paged(when)])


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

    def __init__(self, when: Callable[..., bool] | None) -> None:
        self.when = OfColumns(when) if when else None

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
        next_: Callable[..., Rows],
        source: Any,
        info: Info,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        **kwargs: Any,
    ) -> Connection[Any] | None:
        if self.when and not self.when(source, info):
            return None
        rows = next_(source, info, **kwargs)
        page = page_of(rows, first, after, last, before)
        arguments = {name: one for name, one in kwargs.items() if one is not source}
        return Connection(rows=rows, page=page, key=(info.field_name, repr(arguments)))


def page_of(
    rows: Rows,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Page:
    """The page that the arguments ask for. Raises :class:`BadUserInput`."""
    if first is not None and last is not None:
        raise BadUserInput("Ask for `first` or for `last` rows, not for both.")
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 0 <= size <= MAX_PAGE_SIZE:
            raise BadUserInput(f"`{name}` is from 0 to {MAX_PAGE_SIZE}.")
    size = first if last is None else last
    return Page(
        size=DEFAULT_PAGE_SIZE if size is None else size,
        after=None if after is None else place_of(rows, after, "after"),
        before=None if before is None else place_of(rows, before, "before"),
        is_backward=last is not None,
    )
