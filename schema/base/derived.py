"""Fields that are functions of columns, and say by their parameters of which."""

import inspect
from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.extensions.field_extension import FieldExtension

from schema.base.batching import related
from schema.base.context import Info


class OfColumns:
    """A function whose parameters are named as what they get of a row.

    That is a column, one of a related row (``course__lesson_count``), ``pk``, or,
    whatever the row, the ``viewer`` or the ``info``.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.names = tuple(inspect.signature(function).parameters)

    def __call__(self, row: Any, info: Info) -> Any:
        return self.function(*(_value(name, row, info) for name in self.names))


def _value(name: str, row: Any, info: Info) -> Any:
    if name == "viewer":
        return info.context.viewer
    if name == "info":
        return info
    *relations, column = name.split("__")
    for relation in relations:
        row = related(row, relation)
    return getattr(row, column)


class Derived(FieldExtension):
    def __init__(self, function: Callable[..., Any]) -> None:
        self.value = OfColumns(function)

    def resolve(
        self, next_: Callable[..., Any], source: Any, info: Info, **_: Any
    ) -> Any:
        return self.value(source, info)


def derived(*, description: str) -> Callable[[Callable[..., Any]], Any]:
    """A field whose value is a function of columns; see :class:`OfColumns`."""

    def decorate(function: Callable[..., Any]) -> Any:
        def resolver() -> Any:
            """What :class:`Derived` answers in the place of."""

        resolver.__name__ = function.__name__
        resolver.__module__ = function.__module__
        resolver.__annotations__ = {"return": function.__annotations__["return"]}
        return strawberry.field(
            resolver=resolver,
            description=description,
            extensions=[Derived(function)],
        )

    return decorate


class SameRow(FieldExtension):
    def resolve(
        self, next_: Callable[..., Any], source: Any, info: Info, **_: Any
    ) -> Any:
        return source


def same_row(*, description: str) -> Any:
    """A field whose object has its own fields on the same row."""
    return strawberry.field(description=description, extensions=[SameRow()])
