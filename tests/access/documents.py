"""Documents that ask everything, written from the schema.

``Course2`` is the fragment on courses with all their fields, those of the objects that
they lead to, and those of the objects that these lead to: two steps. A step is from an
object with an id to whatever hangs on it.
"""

from collections.abc import Iterator
from functools import cache

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from schema.root import schema

SCHEMA = schema._schema
PAGE = 5  # rows of a list that are asked for

NODES = sorted(
    type_.name for type_ in SCHEMA.get_possible_types(SCHEMA.type_map["Node"])
)


def type_named(name: str) -> GraphQLObjectType:
    type_ = SCHEMA.type_map[name]
    assert isinstance(type_, GraphQLObjectType), name
    return type_


def fields_of(name: str) -> dict[str, GraphQLField]:
    return type_named(name).fields


def target(field: GraphQLField) -> str:
    """The name of the type of what is in a field, in a list or not."""
    return get_named_type(field.type).name


def row_type(field: GraphQLField) -> str:
    """The type of the rows of a field that may be a connection."""
    name = target(field)
    return target(fields_of(name)["nodes"]) if name.endswith("Connection") else name


def document(selection: str, kind: str = "query", variables: str = "") -> str:
    """The operation, with the fragments that it needs."""
    operation = f"{kind}{variables} {{ {selection} }}"
    parts, known = [operation], set[str]()
    for part in parts:
        for name in spreads(part):
            if name not in known:
                known.add(name)
                parts.append(fragment(name))
    return "\n".join(parts)


def spreads(text: str) -> Iterator[str]:
    for word in text.split():
        if word.startswith("...") and word != "...":
            yield word[3:]


@cache
def fragment(name: str) -> str:
    """A fragment on a type, or on ``Node`` for all of them, of so many steps."""
    on, steps = name[:-1], int(name[-1])
    if isinstance(SCHEMA.type_map[on], GraphQLInterfaceType):
        inner = " ".join(f"... on {one} {{ ...{one}{steps} }}" for one in NODES)
    else:
        inner = " ".join(_selections(on, steps))
    return f"fragment {name} on {on} {{ __typename {inner} }}"


def selection(field: GraphQLField, steps: int) -> str:
    """What to ask of the object or the objects in a field; nothing of a leaf."""
    name = target(field)
    if is_leaf_type(get_named_type(field.type)):
        return ""
    if name.endswith("Connection"):
        rows = row_type(field)
        return (
            "{ __typename totalCount"
            f" pageInfo {{ {' '.join(['__typename', *fields_of('PageInfo')])} }}"
            f" nodes {{ ...{rows}{steps} }}"
            f" edges {{ __typename cursor node {{ ...{rows}0 }} }} }}"
        )
    if name in NODES or name == "Node":
        return f"{{ ...{name}{steps} }}"
    return f"{{ __typename {' '.join(_selections(name, steps + 1))} }}"


def call(name: str, field: GraphQLField, steps: int) -> str:
    """The field with what is in it; of a list, the first page."""
    page = f"(first: {PAGE})" if "first" in field.args else ""
    return f"{name}{page} {selection(field, steps)}"


def _selections(name: str, steps: int) -> Iterator[str]:
    for field_name, field in fields_of(name).items():
        if is_leaf_type(get_named_type(field.type)):
            yield field_name
        elif target(field) == name and name not in NODES:
            leaves = [
                one
                for one, inner in fields_of(name).items()
                if is_leaf_type(get_named_type(inner.type))
            ]
            yield f"{field_name} {{ __typename {' '.join(leaves)} }}"
        elif steps > 0:
            yield call(field_name, field, steps - 1)
