"""The code of values that a column, a function or a resolver gives: as types say."""

from typing import Any

from graphql import (
    FieldNode,
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    is_leaf_type,
)

from schema.plans.code import Builder
from schema.plans.running import encoder
from schema.plans.sources import Objects


class Values:
    """Writes for a compiler how values are completed."""

    def __init__(self, compiler: Any) -> None:
        self.compiler = compiler

    def value(self, type: Any, value: str, nodes: Any, builder: Builder) -> str:
        """The expression of a value that is completed as its type says."""
        inner = type.of_type if isinstance(type, GraphQLNonNull) else type
        if not is_leaf_type(inner):
            return self.along(type, nodes, builder.list(value), builder)
        serialize = self.serializer(inner)
        if inner is not type:
            return f"{serialize}(given({value}))"
        one = self.compiler.module.fresh("value")
        return f"(None if ({one} := {value}) is None else {serialize}({one}))"

    def along(self, type: Any, nodes: Any, values: str, builder: Builder) -> str:
        return builder.along(self._completed(type, nodes, values))

    def _completed(self, type: Any, nodes: Any, values: str) -> str:
        """The expression of a list of values, completed as their type says."""
        if isinstance(type, GraphQLNonNull):
            return self._completed(type.of_type, nodes, f"all_given({values})")
        if isinstance(type, GraphQLList):
            inner = self._completed(type.of_type, nodes, "values")
            return f"each_list({values}, lambda values: {inner})"
        if is_leaf_type(type):
            serialize = self.serializer(type)
            return f"[v if v is None else {serialize}(v) for v in {values}]"
        if isinstance(type, GraphQLInterfaceType):
            builders = ", ".join(
                f"{one.name!r}: {self.objects(one, nodes)}"
                for one in self.compiler.selections.schema.get_possible_types(type)
            )
            call = f"by_type(run, values, {{{builders}}})"
        else:
            call = f"{self.objects(type, nodes)}(run, values)"
        return f"each({values}, lambda values: {call})"

    def objects(self, type: Any, nodes: list[FieldNode]) -> str:
        """The name of the function that builds what objects of Python stand for."""
        builder = Builder(self.compiler.module, f"build_{type.name}")
        selected = self.compiler.selections.below(type, nodes)
        return builder.finish(self.compiler.object(type, selected, Objects(), builder))

    def serializer(self, type: GraphQLLeafType) -> str:
        name = f"serialize_{type.name}"
        self.compiler.module.names[name] = type.serialize
        return name

    def encoder(self, name: str) -> str:
        function = f"id_of_{name}"
        self.compiler.module.names[function] = encoder(name)
        return function
