"""Rows that belong to a row: all of them, the only one, or one that SQL finds.

The resolvers say which, as :class:`Rows`, and never fetch them themselves.
"""

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.extensions.field_extension import FieldExtension

from schema.base.batching import load, together
from schema.base.context import Info
from schema.base.keyset import Rows


def listed(*, description: str) -> Any:
    """A field whose resolver returns :class:`Rows`, answered as a list of them all."""
    return strawberry.field(description=description, extensions=[Listed()])


def single(*, description: str) -> Any:
    """A field whose resolver returns :class:`Rows`, of which there is one at most.

    Of a root field it returns a queryset.
    """
    return strawberry.field(description=description, extensions=[Single()])


def reached(*, description: str, by: str, key: str) -> Any:
    """A field whose resolver returns a queryset, in which one row has a certain key.

    ``by`` is the method of the own row's queryset that annotates the ``key``.
    """
    return strawberry.field(description=description, extensions=[Reached(by, key)])


class Listed(FieldExtension):
    def resolve(
        self, next_: Callable[..., Rows], source: Any, info: Info, **kwargs: Any
    ) -> list[Any]:
        return all_of(next_(source, info, **kwargs), info.field_name)


class Single(FieldExtension):
    def resolve(
        self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any
    ) -> Any:
        rows = next_(source, info, **kwargs)
        return only(rows, info.field_name) if isinstance(rows, Rows) else rows.first()


class Reached(FieldExtension):
    def __init__(self, by: str, key: str) -> None:
        self.by, self.key = by, key

    def resolve(
        self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any
    ) -> Any:
        def loader(rows: list[Any]) -> dict[Any, Any]:
            own = type(source)._default_manager.filter(pk__in={one.pk for one in rows})
            keys = dict(getattr(own, self.by)().values_list("pk", self.key))
            there = next_(source, info, **kwargs).filter(pk__in=set(keys.values()))
            found = {one.pk: one for one in together(there)}
            return {pk: found.get(key) for pk, key in keys.items()}

        return load(source, info.field_name, loader)


def all_of(rows: Rows, name: str) -> list[Any]:
    """The rows that belong to ``rows.of``, loaded for its whole batch at once."""

    def loader(objects: list[Any]) -> dict[Any, list[Any]]:
        found: dict[Any, list[Any]] = {}
        for key, row in _belonging_to(objects, rows):
            found.setdefault(key, []).append(row)
        return found

    return load(_owner(rows), ("all", name), loader) or []


def only(rows: Rows, name: str) -> Any:
    """The one row that belongs to ``rows.of``, loaded for its whole batch at once."""
    return load(_owner(rows), ("only", name), lambda of: dict(_belonging_to(of, rows)))


def _belonging_to(objects: list[Any], rows: Rows) -> list[tuple[Any, Any]]:
    own = rows.queryset.filter(**{f"{rows.link}__in": {one.pk for one in objects}})
    attribute = rows.queryset.model._meta.get_field(rows.link).attname
    found = together(own.order_by(*map(str, rows.keys)))
    return [(getattr(row, attribute), row) for row in found]


def _owner(rows: Rows) -> Any:
    assert rows.of is not None
    return rows.of
