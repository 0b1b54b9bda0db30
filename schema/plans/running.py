"""One run of a plan: its request's values, and what generated code calls."""

import base64
from collections.abc import Callable
from typing import Any

from graphql import GraphQLResolveInfo
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path

from database.instances import instance
from database.loop import leave
from schema.base.batching import together
from schema.base.keyset import place_of
from schema.base.threads import check_deadline
from schema.plans.statements import Absent, ask_ahead
from schema.plans.symbols import kind_of


class Run:
    """``variables`` are coerced; ``places`` those that the cursors among them name."""

    def __init__(self, plan: Any, context: Any, variables: dict[str, Any]) -> None:
        self.plan, self.context, self.variables = plan, context, variables
        self.places: dict[str, Any] = {}
        self.ahead: dict[Any, Any] = {}  # rows by their statement, before it needs them
        for name, rows, node, definition, argument in plan.cursors:
            cursor = get_argument_values(definition, node, variables)[argument]
            self.places[name] = place_of(rows, cursor, argument)

    @property
    def viewer(self) -> Any:
        return self.context.viewer

    def mutated(
        self, key: str, resolve: Callable[..., Any], info: Any, **arguments: Any
    ) -> Any:
        """What a mutation returns; what it did is remembered in the context.

        Should anything fail now, graphql-core answers, and does not do it again.
        """
        try:
            outcome = resolve(None, info, **arguments)
        except Exception as error:
            leave()
            self.context.remember(key, error)
            raise
        self.context.remember(key, outcome)
        if kind_of(self.viewer) != self.plan.kind:  # they have signed in by it
            raise Absent
        return outcome

    def info(self, number: int) -> GraphQLResolveInfo:
        """What the resolver of a field of the plan is told."""
        nodes, definition, parent = self.plan.fields[number]
        plan = self.plan
        return GraphQLResolveInfo(
            field_name=nodes[0].name.value,
            field_nodes=nodes,
            return_type=definition.type,
            parent_type=parent,
            path=Path(None, nodes[0].name.value, None),  # errors are core's
            schema=plan.selections.schema,
            fragments=plan.selections.fragments,
            root_value=None,
            operation=plan.selections.operation,
            variable_values=self.variables,
            context=self.context,
            is_awaitable=_never,
        )

    def arguments(self, number: int) -> dict[str, Any]:
        nodes, definition, _ = self.plan.fields[number]
        return get_argument_values(definition, nodes[0], self.variables)


def _never(value: Any) -> bool:
    return False


def encoder(name: str) -> Callable[[int], str]:
    """What makes the global ids of a type."""
    prefix, encode = f"{name}:".encode(), base64.urlsafe_b64encode

    def global_id(key: int) -> str:
        return encode(b"%b%d" % (prefix, key)).decode()

    return global_id


def maker(model: Any, names: list[str], places: list[int]) -> Callable[..., Any]:
    """What makes rows of Django's out of tuples, which load together."""

    def instances(rows: list[Any]) -> list[Any]:
        return together(
            instance(model, names, [row[place] for place in places]) for row in rows
        )

    return instances


def given(value: Any) -> Any:
    """The value of a field that is not null. Raises :class:`Absent`."""
    if value is None:
        raise Absent
    return value


def all_given(values: list[Any]) -> list[Any]:
    if None in values:
        raise Absent
    return values


def each(values: list[Any], build: Callable[[list[Any]], list[Any]]) -> list[Any]:
    """What is built of the values, with null where there is none."""
    check_deadline()
    built = iter(build([value for value in values if value is not None]))
    return [None if value is None else next(built) for value in values]


def each_list(values: list[Any], build: Callable[[list[Any]], list[Any]]) -> list[Any]:
    """What is built of the values in lists, in lists as they were."""
    check_deadline()
    lists = [None if value is None else list(value) for value in values]
    built = iter(build([one for some in lists if some is not None for one in some]))
    return [None if some is None else [next(built) for _ in some] for some in lists]


def by_type(
    run: Run, rows: list[Any], builders: dict[str, Callable[..., list[Any]]]
) -> list[Any]:
    """What is built of rows of several types, each by its own."""
    groups: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(row._meta.object_name, []).append(place)
    built: list[Any] = [None] * len(rows)
    for name, places in groups.items():
        found = builders[name](run, [rows[place] for place in places])
        for place, one in zip(places, found, strict=True):
            built[place] = one
    return built


def _are_all_of(keys: list[Any], rows: list[Any], place: int) -> bool:
    """Whether there is one key, and all rows are its own.

    They are of another where the parent was renamed while both were being looked up.
    """
    return len(keys) == 1 and (not rows or rows[0][place] == keys[0])


def grouped(rows: list[Any], place: int, keys: list[Any]) -> dict[Any, list[Any]]:
    """The rows by what is at a place in them, which are the keys."""
    if _are_all_of(keys, rows, place):
        return {keys[0]: rows}
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        group = groups.get(row[place])
        if group is None:
            groups[row[place]] = [row]
        else:
            group.append(row)
    return groups


def collected(
    rows: list[Any], built: list[Any], place: int, keys: list[Any]
) -> dict[Any, list[Any]]:
    """What was built of the rows by what is at a place in them, which are the keys."""
    if _are_all_of(keys, rows, place):
        return {keys[0]: built}
    groups: dict[Any, list[Any]] = {}
    for row, one in zip(rows, built, strict=True):
        groups.setdefault(row[place], []).append(one)
    return groups


def page(rows: list[Any], size: int, is_backward: bool) -> list[Any]:
    """The page's rows, of those fetched in the direction of paging."""
    found = rows[:size]
    return found[::-1] if is_backward else found


NAMES = {
    function.__name__: function
    for function in (
        given,
        all_given,
        each,
        each_list,
        by_type,
        grouped,
        collected,
        page,
        check_deadline,
        ask_ahead,
    )
}
