"""Files come and go with the rows that point to them.

A file that was stored for a transaction that failed is deleted; one that a row has
stopped pointing to is deleted once that is certain. What a killed process leaves
behind, ``manage.py remove_orphans`` finds.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from django.core.files.storage import Storage
from django.db import transaction

P = ParamSpec("P")
T = TypeVar("T")

_stored: ContextVar[list[tuple[Storage, str]]] = ContextVar("stored")


def stores_files(deed: Callable[P, T]) -> Callable[P, T]:
    """Decorates a deed: all or nothing, in the database and of :func:`store`.

    One within another shares its fate: what it stored goes when the other fails.
    """

    @wraps(deed)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        stored: list[tuple[Storage, str]] = []
        token = _stored.set(stored)
        try:
            with transaction.atomic():
                result = deed(*args, **kwargs)
        except BaseException:
            for storage, name in stored:
                storage.delete(name)
            raise
        finally:
            _stored.reset(token)
        _stored.get([]).extend(stored)
        return result

    return wrapper


def store(field_file: Any, content: Any) -> None:
    """Store the content as the row's file, before the row is saved."""
    field_file.save(content.name, content, save=False)
    _stored.get().append((field_file.storage, field_file.name))


def delete_after_commit(storage: Storage, names: Iterable[str | None]) -> None:
    """Delete the files once the rows that pointed to them have changed for good."""
    for name in names:
        if name:
            transaction.on_commit(partial(storage.delete, name), robust=True)
