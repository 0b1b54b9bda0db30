"""Every list in every selection and order of its rows that the schema has words for."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type

from tests.access.asking import nobodys
from tests.access.documents import NODES, PAGE, fields_of
from tests.access.world import World, mark

# The rows that an id in a filter may name.
NAMED = {"instructorId": "User", "courseId": "Course"}


def lists() -> Iterator[tuple[str, str]]:
    """The types and the names of their lists that can be filtered or sorted."""
    for type_name in ["Query", *NODES]:
        for name, field in fields_of(type_name).items():
            if {"filters", "ordering"} & {*field.args}:
                yield type_name, name


def choices(world: World, type_name: str, name: str) -> list[str]:
    """Arguments of a list: each condition, and each order both ways."""
    found = [f"last: {PAGE}"]
    for argument, of in fields_of(type_name)[name].args.items():
        input_type = get_named_type(of.type)
        if not isinstance(input_type, GraphQLInputObjectType):
            continue
        for key, field in input_type.fields.items():
            inputs = values(world, key, get_named_type(field.type))
            form = "{%s: %s}" if argument == "filters" else "[{%s: %s}]"
            found += [
                f"first: {PAGE}, {argument}: {form % (key, value)}" for value in inputs
            ]
    return found


def values(world: World, key: str, type_: Any) -> list[str]:
    """What a condition may be, written in GraphQL; texts and ids of all rows."""
    if isinstance(type_, GraphQLEnumType):
        return [*type_.values]
    if type_.name == "ID":
        ids = [*world.of(NAMED[key]), nobodys(NAMED[key])]
        return [f'"{id}"' for id in ids]
    texts = {
        "search": [mark(row, "title") for row in world.of("Course").values()],
        "categorySlug": [mark(row, "slug") for row in world.of("Category").values()],
    }
    others = {"Boolean": ["true", "false"], "Float": ["1"]}
    return others.get(type_.name) or [f'"{text}"' for text in texts[key]]


def listing(type_name: str, name: str, chosen: list[str]) -> str:
    """A selection on Query that asks for the list in each of the ways."""
    inner = " ".join(
        f"a{n}: {name}({arguments}) {{ totalCount nodes {{ __typename id }} }}"
        for n, arguments in enumerate(chosen)
    )
    if type_name == "Query":
        return inner
    return f"nodes(ids: $ids) {{ ... on {type_name} {{ id {inner} }} }}"
