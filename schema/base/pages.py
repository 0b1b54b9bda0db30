"""Pages: so many rows of a list, fetched for all objects that have such a list."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber

from schema.base.batching import load, together
from schema.base.keyset import Rows, beyond


@dataclass(frozen=True)
class Page:
    """Which page: the ``size`` rows nearest to its start, or to its end.

    ``after`` and ``before`` are the places between which it lies.
    """

    size: int
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None
    is_backward: bool = False


def fetch(rows: Rows, page: Page, key: Hashable) -> list[Any]:
    """The rows in the direction of paging, and one more where there are more.

    For a list below objects ``key`` tells which of their lists it is.
    """
    queryset = rows.queryset
    if page.after is not None:
        queryset = queryset.filter(beyond(rows, rows.keys, page.after))
    if page.before is not None:
        queryset = queryset.filter(beyond(rows, rows.keys_backward, page.before))
    keys = rows.keys_backward if page.is_backward else rows.keys
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


def count(rows: Rows, key: Hashable) -> int:
    """How many rows the whole list has; ``key`` is as in :func:`fetch`."""
    queryset: QuerySet[Any] = rows.queryset.order_by()
    if rows.of is None:
        return queryset.count()

    def loader(objects: list[Any]) -> dict[Any, int]:
        own = queryset.filter(**{f"{rows.link}__in": {one.pk for one in objects}})
        counted = own.values(rows.link).annotate(number=Count("pk"))
        return dict(counted.values_list(rows.link, "number"))

    return load(rows.of, ("count", key), loader) or 0
