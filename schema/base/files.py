"""Files that come in with mutations, and addresses of private ones."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db.models import Model
from strawberry import UNSET

from files.signing import Ticket, path_of
from schema.base.context import Info

T = TypeVar("T")


def file_of(value: Any, field: str, check: Callable[[Any], T]) -> T | None:
    """The checked file in an input; ``None`` where there is none.

    Raises ``ValidationError`` for ``field``.
    """
    if value is None or value is UNSET:
        return None
    try:
        return check(value)
    except ValidationError as error:
        raise ValidationError({field: error.error_list}) from None


def private_url(info: Info, kind: str, row: Model, name: str) -> str:
    """The address by which the viewer, for an hour, gets the row's file."""
    ticket = Ticket(kind, row.pk, info.context.viewer.pk or 0)
    return info.context.url(path_of(ticket, quote(name)))
