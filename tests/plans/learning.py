"""Cursors of every list in every order, taken from answers when they are wanted."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.test import override_settings
from graphql import GraphQLField, GraphQLInputObjectType, OperationType, get_named_type

from schema.transport.operations import answer
from schema.transport.preparing import Operation
from tests.plans import shapes
from tests.plans.answering import Viewers
from tests.plans.values import Given, written

FROM = ("staff", "student")  # who sees most, and who has most of their own
MOST = 4  # rows of a page
FEW = 3  # objects that have such a list
SEARCH = "python"  # of a list that was searched another has the cursors


class Cursors:
    """Those of each list and order, asked for once."""

    def __init__(self, viewers: Viewers) -> None:
        self.viewers = viewers
        self.known: dict[str, list[str]] = {}

    def of(self, coordinate: str, given: Given) -> list[str]:
        """The cursors of a list that has these values for its arguments."""
        type_name, name = coordinate.split(".")
        field = shapes.fields_of(type_name)[name]
        text = f"{name}({', '.join([f'first: {MOST}', *_arguments(field, given)])})"
        text = f"{{ list: {text} {{ edges {{ cursor }} }} }}"
        for step in reversed(_paths()[type_name]):
            text = f"{{ {step} {text} }}"
        if text not in self.known:
            self.known[text] = sorted({*self._found(text)})
        return self.known[text]

    def _found(self, text: str) -> Iterator[str]:
        for viewer in FROM:
            context = self.viewers.context(viewer)
            with override_settings(GRAPHQL_PLAN_FROM=0):
                body = answer(Operation(text), context, {OperationType.QUERY})
            if "errors" not in body:
                yield from _cursors(body["data"])


def _arguments(field: GraphQLField, given: Given) -> Iterator[str]:
    """The arguments that say how a list is sorted."""
    if isinstance(filters := given.get("filters"), dict) and filters.get("search"):
        filters = {"search": SEARCH}
        yield f"filters: {written(field.args['filters'].type, filters)}"
    if "ordering" in field.args:
        of: Any = get_named_type(field.args["ordering"].type)
        ordering = given.get("ordering")
        keys = ordering if isinstance(ordering, list) else [ordering]
        if keys and all(_is_key(one, of) for one in keys):
            first: dict[str, Any] = {}
            for one in keys:  # what is named twice counts where it comes first
                first.setdefault(str([*one]), one)
            keys = [*first.values()]
            yield f"ordering: {written(field.args['ordering'].type, keys)}"


def _is_key(value: Any, of: GraphQLInputObjectType) -> bool:
    """Whether a list can be sorted by it, and it is no wrong value."""
    return (
        isinstance(value, dict)
        and value.keys() <= of.fields.keys()
        and all(one in ("ASC", "DESC") for one in value.values())
    )


def _cursors(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _cursors(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == "cursor":
                yield one
            else:
                yield from _cursors(one)


@cache
def _paths() -> dict[str, tuple[str, ...]]:
    """The shortest way to each type by fields that take no arguments, and by lists."""
    paths: dict[str, tuple[str, ...]] = {shapes.QUERY: ()}
    for type_name in (waiting := [shapes.QUERY]):
        for name, field in shapes.fields_of(type_name).items():
            below = get_named_type(field.type).name
            is_free = not field.args or shapes.is_page(field)
            if shapes.is_composite(field) and is_free and below not in paths:
                step = f"{name}(first: {FEW})" if shapes.is_page(field) else name
                paths[below] = (*paths[type_name], step)
                waiting.append(below)
    return paths
