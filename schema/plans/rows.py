"""Rows that belong to objects, whose keys a statement gets when it runs."""

from typing import Any

from database.prepared import Among
from schema.base.keyset import Rows
from schema.plans.statements import KEY, KEYS


def among(queryset: Any, rows: Rows) -> Any:
    """Those that belong to one of the objects."""
    return queryset.filter(Among(rows.link, KEYS))


def of_one(queryset: Any, rows: Rows) -> Any:
    """Those that belong to the only object."""
    return queryset.filter(**{rows.link: KEY})


def link_of(rows: Rows) -> str:
    return rows.queryset.model._meta.get_field(rows.link).attname
