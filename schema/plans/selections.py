"""What an operation selects, merged as the specification's CollectFields does it."""

from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields
from graphql.execution.values import get_argument_values
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments


class Selections:
    """The selections of one operation, for the values that its variables have."""

    def __init__(
        self,
        schema: Any,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: dict[str, Any],
    ) -> None:
        self.strawberry = schema
        self.schema: GraphQLSchema = schema._schema
        self.operation, self.variables = operation, variables
        self.fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }

    def of_root(self, type: GraphQLObjectType) -> dict[str, list[FieldNode]]:
        """The field nodes of each response key."""
        return collect_fields(
            self.schema,
            self.fragments,
            self.variables,
            type,
            self.operation.selection_set,
        )

    def below(
        self, type: GraphQLObjectType, nodes: list[FieldNode]
    ) -> dict[str, list[FieldNode]]:
        return collect_sub_fields(
            self.schema, self.fragments, self.variables, type, nodes
        )

    def arguments(self, definition: Any, node: FieldNode) -> dict[str, Any]:
        """The arguments as the field's resolver takes them."""
        values = get_argument_values(definition, node, self.variables)
        return convert_arguments(
            values,
            strawberry_field(definition).arguments,
            self.strawberry.schema_converter.scalar_registry,
            self.strawberry.config,
        )


def strawberry_field(definition: Any) -> Any:
    """The Strawberry field behind a field of graphql-core's schema."""
    return definition.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]


def origin_of(type: Any) -> Any:
    """The class behind an object type of graphql-core's schema."""
    return type.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].origin


def model_of(type: Any) -> Any:
    """The Django model of an object type; ``None`` for one without."""
    definition = getattr(origin_of(type), "__strawberry_django_definition__", None)
    return definition and definition.model
