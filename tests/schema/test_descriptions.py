"""The schema's descriptions are the product's manual: nothing is without one."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
)

from tests.schema.test_sdl import SDL

SCHEMA = build_schema(SDL.read_text())


def elements() -> Iterator[tuple[str, str | None]]:
    """Every named thing of the schema that is ours, with its description."""
    for name, type_ in SCHEMA.type_map.items():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        yield name, type_.description
        if isinstance(type_, GraphQLEnumType):
            for value_name, value in type_.values.items():
                yield f"{name}.{value_name}", value.description
        if isinstance(type_, GraphQLInputObjectType):
            for field_name, input_field in type_.fields.items():
                yield f"{name}.{field_name}", input_field.description
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in type_.fields.items():
                yield f"{name}.{field_name}", field.description
                yield from arguments(f"{name}.{field_name}", field.args)
    for directive in SCHEMA.directives:
        if not is_specified_directive(directive):
            yield f"@{directive.name}", directive.description


def arguments(
    of: str, args: dict[str, GraphQLArgument]
) -> Iterator[tuple[str, str | None]]:
    for name, argument in args.items():
        yield f"{of}({name}:)", argument.description


@pytest.mark.parametrize(("name", "description"), list(elements()))
def test_it_is_described_in_a_sentence(name: str, description: str | None) -> None:
    result = (description or "").strip()

    assert result[:1].isupper()
    assert result.endswith((".", "`", "_"))
