"""Rows that belong to objects, whose keys a statement gets when it runs."""

from typing import Any

from django.db.models import Subquery

from database.prepared import Among
from schema.base.keyset import Rows
from schema.plans.sources import Tuples
from schema.plans.statements import KEY, KEYS, Statement


def among(queryset: Any, rows: Rows) -> Any:
    """Those that belong to one of the objects."""
    return queryset.filter(Among(rows.link, KEYS))


def of_one(queryset: Any, rows: Rows) -> Any:
    """Those that belong to the only object."""
    return queryset.filter(**{rows.link: KEY})


def of_parent(queryset: Any, rows: Rows, parent: Any) -> Any:
    """Those that belong to the first object of another queryset."""
    return queryset.filter(**{rows.link: Subquery(parent.values("pk")[:1])})


def link_of(rows: Rows) -> str:
    return rows.queryset.model._meta.get_field(rows.link).attname


def parent_of(source: Any) -> Statement | None:
    """The statement of which the objects are the rows, where there is one at most."""
    if isinstance(source, Tuples) and not source.prefix:
        if source.statement.children is not None:
            return source.statement
    return None
