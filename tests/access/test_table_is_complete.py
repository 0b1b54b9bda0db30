"""Nothing is in the schema without a line in the access table, nor the other way."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_introspection_type,
    parse,
    visit,
)

from tests.access.documents import NODES, SCHEMA, call, document, fields_of
from tests.access.table import DERIVED, IDS, LINES, SHOWN, TRUE, is_derived


def object_types() -> Iterator[GraphQLObjectType]:
    for type_ in SCHEMA.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not is_introspection_type(type_):
            yield type_


class Asked(Visitor):
    """Notes which fields a document asks for."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.names: set[str] = set()

    def enter_field(self, node: Any, *_: Any) -> None:
        parent = self.types.get_parent_type()
        if parent and not node.name.value.startswith("__"):
            self.names.add(f"{parent.name}.{node.name.value}")


def asked(query: str) -> set[str]:
    asked = Asked(TypeInfo(SCHEMA))
    visit(parse(query), TypeInfoVisitor(asked.types, asked))
    return asked.names


def names() -> Iterator[str]:
    """Every type, as ``Course``, and every field, as ``Course.title``."""
    for type_ in object_types():
        yield type_.name
        for name in type_.fields:
            yield f"{type_.name}.{name}"


def ids() -> Iterator[str]:
    """Every argument and field of an input that takes ids."""
    for type_ in object_types():
        for name, field in type_.fields.items():
            for argument_name, argument in field.args.items():
                if get_named_type(argument.type).name == "ID":
                    yield f"{type_.name}.{name}({argument_name}:)"
    for one in SCHEMA.type_map.values():
        if isinstance(one, GraphQLInputObjectType):
            for name, input_field in one.fields.items():
                if get_named_type(input_field.type).name == "ID":
                    yield f"{one.name}.{name}"


def test_every_type_and_field_has_a_line() -> None:
    result = [name for name in names() if name not in LINES and not is_derived(name)]

    assert result == [], "Say in tests/access/table who may see it."


def test_every_line_is_about_a_type_or_a_field() -> None:
    shown = {name for pair in SHOWN for name in pair}

    result = ({*LINES} | shown) - {*names()}

    assert result == set()


def test_every_rule_for_several_types_is_about_some() -> None:
    result = [
        ending
        for ending in DERIVED
        if not any(type_.name.endswith(ending) for type_ in object_types())
    ]

    assert result == []


def test_every_field_is_asked_for() -> None:
    roots = {"Query": "query", "Mutation": "mutation", "Subscription": "subscription"}
    documents = [
        document(call(name, field, 2), kind)
        for root, kind in roots.items()
        for name, field in fields_of(root).items()
    ]

    result = {name for query in documents for name in asked(query)}

    assert result == {name for name in names() if "." in name}


def test_no_object_with_an_id_goes_without_lines() -> None:
    result = [name for name in NODES if is_derived(name)]

    assert result == []


def test_it_says_for_whom_what_is_told_of_the_viewer_is_true() -> None:
    told = {
        f"{type_.name}.{name}"
        for type_ in object_types()
        for name, field in type_.fields.items()
        if name.startswith("viewer") and get_named_type(field.type).name == "Boolean"
    }

    result = told ^ {*TRUE}

    assert result == set()


def test_every_id_that_is_taken_has_a_line() -> None:
    result = {*ids()} ^ {*IDS}

    assert result == set(), "Say in tests/access/table/ids.py for whom it is there."
