"""From an operation to the Python that answers it.

Each field has one of the forms in which the schema's fields are declared. A form that
is not known here calls the field's own resolver, so that every field has a plan.
"""

from typing import Any

from graphql import FieldNode, GraphQLNonNull, GraphQLObjectType, get_named_type

from schema.base.batching import related
from schema.base.connections import Paged
from schema.base.derived import Derived, OfColumns, SameRow
from schema.base.keyset import cursor_at
from schema.base.lists import Listed, Reached, Single
from schema.base.nodes import Field, Node
from schema.base.placeholders import Numbers
from schema.base.threads import check_deadline
from schema.plans.belonging import Belonging
from schema.plans.code import Builder, Module
from schema.plans.running import NAMES
from schema.plans.selections import Selections, strawberry_field
from schema.plans.sources import Tuples
from schema.plans.statements import Statement
from schema.plans.values import Values

# What a column gives is what the answer has, for these types and columns.
AS_IT_IS = {
    "String": {"CharField", "TextField", "SlugField", "EmailField"},
    "Int": {"PositiveIntegerField", "PositiveSmallIntegerField", "IntegerField"},
    "Boolean": {"BooleanField"},
    "Float": {"FloatField"},
    "DateTime": {"DateTimeField"},
}


class Compiler:
    """Writes the code of one operation, for one kind of viewer."""

    def __init__(self, selections: Selections, viewer: Any, numbers: Numbers) -> None:
        self.selections, self.viewer, self.numbers = selections, viewer, numbers
        self.module = Module({**NAMES, "related": related, "cursor_at": cursor_at})
        self.statements: list[Statement] = []
        self.fields: list[Any] = []
        self.cursors: list[Any] = []
        self.values, self.belonging = Values(self), Belonging(self)

    def compile(self) -> Any:
        """The function of a run that gives the answer's data."""
        operation = self.selections.operation.operation
        type: Any = self.selections.schema.get_root_type(operation)
        root = Builder(self.module, "root")
        selected = self.selections.of_root(type)
        value = self.object(type, selected, None, root)
        name = root.finish(value)
        for statement in self.statements:
            statement.compile()
        return self.module.run()[name]

    def object(
        self,
        type: GraphQLObjectType,
        selected: dict[str, list[FieldNode]],
        source: Any,
        builder: Builder,
    ) -> str:
        """The expression of an object: a dictionary of its fields' values."""
        fields = (
            f"{key!r}: {self._field(type, nodes, source, builder)}"
            for key, nodes in selected.items()
        )
        return "{" + ", ".join(fields) + "}"

    def _field(
        self, type: Any, nodes: list[FieldNode], source: Any, builder: Builder
    ) -> str:
        check_deadline()
        name = nodes[0].name.value
        if name == "__typename":
            return repr(type.name)
        definition = type.fields[name]
        field = strawberry_field(definition)
        form = field.extensions[0] if len(field.extensions) == 1 else None
        at = (definition, nodes, field)
        if field.origin is Node:  # its id, the one field that it gives to types
            encode = self.values.encoder(type.name)
            return f"{encode}({source.column('pk')})"
        if isinstance(form, Derived) and source is not None:
            value = self.call(form.value, type, definition, nodes, source, builder)
            return self.values.value(definition.type, value, nodes, builder)
        if isinstance(form, SameRow) and source is not None:
            named = get_named_type(definition.type)
            selected = self.selections.below(named, nodes)
            return self.object(named, selected, source, builder)
        if isinstance(form, Paged):
            return self.belonging.connection(form, at, type, source, builder)
        if isinstance(form, Listed):
            return self.belonging.listed(at, source, builder)
        if isinstance(form, Single):
            return self.belonging.single(at, source, builder)
        if isinstance(form, Reached) and isinstance(source, Tuples):
            if not source.prefix and not source.statement.is_joined:
                return self.belonging.reached(form, at, source, builder)
        if field.base_resolver is None and not field.extensions:
            return self._attribute(field, definition, nodes, source, builder)
        return self._resolved(type, definition, nodes, source, builder)

    def _attribute(
        self, field: Any, definition: Any, nodes: Any, source: Any, builder: Builder
    ) -> str:
        name = getattr(field, "django_name", None) or field.python_name
        is_relation = isinstance(field, Field) and field.is_relation
        if isinstance(source, Tuples):
            if is_relation:
                return self._joined(name, definition, nodes, source, builder)
            column = source.field(name)
            if column is None:
                rows = source.rows(builder)
                listed = f"[row.{name} for row in {rows}]"
                return self.values.along(definition.type, nodes, listed, builder)
            value = source.column(name)
            if _is_as_it_is(definition.type, column):
                return value
            return self.values.value(definition.type, value, nodes, builder)
        if is_relation:
            listed = builder.list(f"related(r, {name!r})")
            return self.values.along(definition.type, nodes, listed, builder)
        return self.values.value(definition.type, f"r.{name}", nodes, builder)

    def _joined(
        self, name: str, definition: Any, nodes: Any, source: Tuples, builder: Builder
    ) -> str:
        """An object that the same statement reads, by a join."""
        relation = source.model._meta.get_field(name)
        type = get_named_type(definition.type)
        inner = source.related(name)
        selected = self.selections.below(type, nodes)
        if relation.concrete and not relation.null:
            return self.object(type, selected, inner, builder)
        own = Builder(self.module, f"joined_{name}")
        value = self.object(type, selected, inner, own)
        function = own.finish(value)
        there = source.column(relation.attname if relation.concrete else f"{name}__pk")
        rows = builder.list(f"r if {there} is not None else None")
        if isinstance(definition.type, GraphQLNonNull):
            rows = f"all_given({rows})"
        return builder.along(f"each({rows}, lambda rows: {function}(run, rows))")

    def call(
        self,
        value: OfColumns,
        type: Any,
        definition: Any,
        nodes: Any,
        source: Any,
        builder: Builder,
    ) -> str:
        """The expression of a function of columns."""
        function = self.module.constant(value.function, value.function.__name__)
        arguments = []
        for name in value.names:
            if name == "viewer":
                arguments.append("run.viewer")
            elif name == "info":
                arguments.append(self._info(type, definition, nodes, builder))
            else:
                arguments.append(source.column(name))
        return f"{function}({', '.join(arguments)})"

    def _resolved(
        self, type: Any, definition: Any, nodes: Any, source: Any, builder: Builder
    ) -> str:
        """What the field's own resolver says of each object."""
        resolve = self.module.constant(definition.resolve, "resolve")
        info = self._info(type, definition, nodes, builder)
        given = ""
        if definition.args:
            number = len(self.fields) - 1
            given = f", **{builder.before(f'run.arguments({number})', 'arguments')}"
        if type is self.selections.schema.mutation_type:
            key = nodes[0].alias or nodes[0].name
            values = f"[run.mutated({key.value!r}, {resolve}, {info}{given})]"
            return self.values.along(definition.type, nodes, values, builder)
        rows = source.rows(builder) if source is not None else "rows"
        values = f"[{resolve}(row, {info}{given}) for row in {rows}]"
        return self.values.along(definition.type, nodes, values, builder)

    def _info(self, type: Any, definition: Any, nodes: Any, builder: Builder) -> str:
        self.fields.append((nodes, definition, type))
        return builder.before(f"run.info({len(self.fields) - 1})", "info")


def _is_as_it_is(type: Any, column: Any) -> bool:
    inner = type.of_type if isinstance(type, GraphQLNonNull) else type
    if column.null and inner is not type:
        return False
    column = getattr(column, "output_field", column)  # a generated column's
    known = AS_IT_IS.get(getattr(inner, "name", ""), ())
    return column.get_internal_type() in known
