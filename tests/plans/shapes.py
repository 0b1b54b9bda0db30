"""What the schema lets be asked: every field that a query can reach."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    get_named_type,
    is_composite_type,
    is_interface_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    is_required_argument,
)

from schema.root import schema

SCHEMA = schema._schema
QUERY = "Query"
NODE = "Node"
EDGES, PAGE = "Edge", "Connection"  # what names of types end in


@cache
def fields_of(type_name: str) -> dict[str, GraphQLField]:
    """The fields of a type, those with objects last."""
    of: Any = SCHEMA.type_map[type_name]
    pairs = sorted(of.fields.items(), key=lambda pair: is_composite(pair[1]))
    return dict(pairs)


@cache
def possible(type_name: str) -> tuple[str, ...]:
    """The types that its objects can be of."""
    of: Any = SCHEMA.type_map[type_name]
    if is_interface_type(of):
        return tuple(one.name for one in SCHEMA.get_possible_types(of))
    return (type_name,)


@cache
def overlapping(type_name: str) -> tuple[str, ...]:
    """The types that a fragment may be on there, its own first."""
    own = {*possible(type_name)}
    others = [name for name in types() if own & {*possible(name)} and name != type_name]
    return (type_name, *others)


def is_composite(field: GraphQLField) -> bool:
    return is_composite_type(get_named_type(field.type))


def is_page(field: GraphQLField) -> bool:
    return {"first", "last", "after", "before"} <= field.args.keys()


def is_list(field: GraphQLField) -> bool:
    of: Any = field.type
    return is_list_type(of.of_type if is_non_null_type(of) else of)


def is_required(argument: GraphQLArgument) -> bool:
    return is_required_argument(argument)


@cache
def types() -> tuple[str, ...]:
    """The composite types that a query can reach."""
    found = [QUERY]
    for name in found:
        for field in fields_of(name).values():
            below = get_named_type(field.type)
            names = possible(below.name) if is_composite_type(below) else ()
            found += [
                one
                for one in (below.name, *names)
                if names and one not in found and one in SCHEMA.type_map
            ]
    return tuple(dict.fromkeys(found))


@cache
def distances(goal: str) -> dict[str, int]:
    """How many fields each type is away from this one."""
    steps = {goal: 0}
    for near in (waiting := [goal]):
        for name in types():
            reached = {
                get_named_type(one.type).name for one in fields_of(name).values()
            }
            reached.update(*(possible(one) for one in reached & {NODE}))
            if near in reached and name not in steps:
                steps[name] = steps[near] + 1
                waiting.append(name)
    return steps


def coordinates() -> Iterator[str]:
    """Everything that can be asked for, as ``Type.field`` or ``Type.field(argument)``.

    Fields of input objects are ``Input.field``.
    """
    inputs: list[Any] = []
    for name in types():
        yield f"{name}.__typename"
        for field_name, field in fields_of(name).items():
            yield f"{name}.{field_name}"
            for argument, one in field.args.items():
                yield f"{name}.{field_name}({argument})"
                inputs.append(get_named_type(one.type))
    done: set[str] = set()
    for of in inputs:
        if hasattr(of, "fields") and of.name not in done:
            done.add(of.name)
            for name, one in of.fields.items():
                yield f"{of.name}.{name}"
                inputs.append(get_named_type(one.type))


def is_one_of(type_: Any) -> bool:
    """Whether an input object has one field only; graphql-core is not told of it."""
    definition = type_.extensions.get("strawberry-definition")
    return bool(getattr(definition, "is_one_of", False))


def is_object(type_name: str) -> bool:
    return is_object_type(SCHEMA.type_map[type_name])
