"""From an operation to the Python that answers it.

Each field has one of the forms in which the schema's fields are declared. A form that
is not known here calls the field's own resolver, so that every field has a plan.
"""

from typing import Any

from graphql import (
    FieldNode,
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from database.prepared import Among, Slot
from schema.base.batching import related
from schema.base.connections import Paged, page_of
from schema.base.derived import Derived, OfColumns, SameRow
from schema.base.keyset import Rows, cursor_at
from schema.base.lists import Listed, Reached, Single
from schema.base.nodes import Field, Node
from schema.base.pages import Page
from schema.base.placeholders import Numbers
from schema.base.threads import check_deadline
from schema.plans.code import Builder, Module
from schema.plans.pages import PageWriter
from schema.plans.rows import among, link_of, of_one, of_parent, parent_of
from schema.plans.running import NAMES, encoder
from schema.plans.selections import Selections, model_of, strawberry_field
from schema.plans.sources import Objects, Tuples
from schema.plans.statements import KEY, KEYS, Statement, Unbound
from schema.plans.symbols import SymbolicInfo, texts_in

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

    def compile(self) -> Any:
        """The function of a run that gives the answer's data."""
        operation = self.selections.operation.operation
        type: Any = self.selections.schema.get_root_type(operation)
        root = Builder(self.module, "root")
        selected = self.selections.of_root(type)
        value = self._object(type, selected, None, root)
        name = root.finish(value)
        for statement in self.statements:
            statement.compile()
        return self.module.run()[name]

    def _object(
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
            encode = self._encoder(type.name)
            return f"{encode}({source.column('pk')})"
        if isinstance(form, Derived) and source is not None:
            value = self._call(form.value, type, definition, nodes, source, builder)
            return self._value(definition.type, value, nodes, builder)
        if isinstance(form, SameRow) and source is not None:
            named = get_named_type(definition.type)
            selected = self.selections.below(named, nodes)
            return self._object(named, selected, source, builder)
        if isinstance(form, Paged):
            return self._connection(form, at, type, source, builder)
        if isinstance(form, Listed):
            return self._listed(at, source, builder)
        if isinstance(form, Single):
            return self._single(at, source, builder)
        if isinstance(form, Reached) and isinstance(source, Tuples):
            if not source.prefix:
                return self._reached(form, at, source, builder)
        if field.base_resolver is None and not field.extensions:
            return self._attribute(field, definition, nodes, source, builder)
        return self._resolved(type, definition, nodes, source, builder)

    # Columns

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
                return self._along(definition.type, nodes, listed, builder)
            value = source.column(name)
            if _is_as_it_is(definition.type, column):
                return value
            return self._value(definition.type, value, nodes, builder)
        if is_relation:
            listed = builder.list(f"related(r, {name!r})")
            return self._along(definition.type, nodes, listed, builder)
        return self._value(definition.type, f"r.{name}", nodes, builder)

    def _joined(
        self, name: str, definition: Any, nodes: Any, source: Tuples, builder: Builder
    ) -> str:
        """An object that the same statement reads, by a join."""
        relation = source.model._meta.get_field(name)
        type = get_named_type(definition.type)
        inner = source.related(name)
        selected = self.selections.below(type, nodes)
        if relation.concrete and not relation.null:
            return self._object(type, selected, inner, builder)
        own = Builder(self.module, f"joined_{name}")
        value = self._object(type, selected, inner, own)
        function = own.finish(value)
        there = source.column(relation.attname if relation.concrete else f"{name}__pk")
        rows = builder.list(f"r if {there} is not None else None")
        if isinstance(definition.type, GraphQLNonNull):
            rows = f"all_given({rows})"
        return builder.along(f"each({rows}, lambda rows: {function}(run, rows))")

    def _call(
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

    # Rows that belong to an object

    def _listed(self, at: Any, source: Any, builder: Builder) -> str:
        definition, nodes, _ = at
        rows = self._rows(at)
        statement = self._belonging(at, rows, source)
        build = self._items(definition, nodes, statement, rows)
        place = statement.place(link_of(rows))
        found = self._loaded_by_key(
            statement,
            f"collected(rows, {build}(run, rows), {place}, keys)",
            source,
            builder,
        )
        return f"({found}.get({source.column('pk')}) or [])"

    def _single(self, at: Any, source: Any, builder: Builder) -> str:
        definition, nodes, _ = at
        rows = self._rows(at)
        if not isinstance(rows, Rows):
            statement = self.statement(at, rows)
            statement.children = []
            build = self._items(definition, nodes, statement, None)
            name = self.module.constant(statement, "statement")
            for one in (statement, *statement.children):
                builder.ask(one)
            found = builder.before(f"{build}(run, {name}.rows(run))")
            value = f"({found}[0] if {found} else None)"
        else:
            statement = self._belonging(at, rows, source)
            build = self._items(definition, nodes, statement, rows)
            place = statement.place(link_of(rows))
            found = self._loaded_by_key(
                statement,
                f"{{r[{place}]: one for r, one in zip(rows, {build}(run, rows))}}",
                source,
                builder,
            )
            value = f"{found}.get({source.column('pk')})"
        if isinstance(definition.type, GraphQLNonNull):
            return f"given({value})"
        return value

    def _reached(self, form: Reached, at: Any, source: Tuples, builder: Builder) -> str:
        """A row of which the own statement has the key."""
        definition, nodes, _ = at
        source.statement.annotate(form.by, form.key)
        key = source.column(form.key)
        there = self._rows(at).order_by()
        statement = self.statement(
            at, there.filter(Among("pk", KEYS)), there.filter(pk=KEY)
        )
        build = self._items(definition, nodes, statement, None)
        place = statement.place("pk")
        found = self._loaded_by_key(
            statement,
            f"{{r[{place}]: one for r, one in zip(rows, {build}(run, rows))}}",
            source,
            builder,
            keys=builder.list(key, f"{key} is not None"),
        )
        return f"{found}.get({key})"

    def _loaded_by_key(
        self,
        statement: Statement,
        result: str,
        source: Any,
        builder: Builder,
        keys: str = "",
    ) -> str:
        """The name of what a statement has for all objects, by their keys."""
        function = self.module.fresh("by_key")
        name = self.module.constant(statement, "statement")
        self.module.add(
            function,
            "run, keys",
            [f"rows = {name}.rows(run, keys) if keys else []", f"return {result}"],
        )
        keys = keys or builder.list(source.column("pk"))
        builder.ask(statement, keys)
        return builder.before(f"{function}(run, {keys})")

    def _items(
        self, definition: Any, nodes: list[FieldNode], statement: Statement, rows: Any
    ) -> str:
        """The name of the function that builds what a statement's tuples stand for."""
        type = get_named_type(definition.type)
        return self.tuples(type, nodes, statement)

    def tuples(self, type: Any, nodes: list[FieldNode], statement: Statement) -> str:
        builder = Builder(self.module, f"build_{type.name}")
        source = Tuples(statement, model_of(type))
        selected = self.selections.below(type, nodes)
        return builder.finish(self._object(type, selected, source, builder))

    def _rows(self, at: Any) -> Any:
        """What the field's resolver says its rows are."""
        definition, nodes, field = at
        arguments = self.selections.arguments(definition, nodes[0])
        arguments = {
            name: value
            for name, value in arguments.items()
            if not isinstance(field.extensions[0], Paged) or name not in Paged.ARGUMENTS
        }
        return SymbolicInfo(self.viewer, self.numbers).call(field, arguments)

    def statement(
        self,
        at: Any,
        queryset: Any,
        of_one: Any = None,
        of_parent: Any = None,
        *,
        is_count: bool = False,
    ) -> Statement:
        definition, nodes, field = at
        arguments = self.selections.arguments(definition, nodes[0])
        if isinstance(field.extensions[0], Paged):
            arguments = _without_paging(arguments)
        texts = texts_in(arguments)
        statement = Statement(
            queryset, self.numbers, texts, of_one, of_parent, is_count=is_count
        )
        self.statements.append(statement)
        return statement

    def _belonging(self, at: Any, rows: Rows, source: Any) -> Statement:
        """The rows of all objects, in their order."""
        queryset = rows.queryset.order_by(*map(str, rows.keys))
        many, one = among(queryset, rows), of_one(queryset, rows)
        parent = parent_of(source)
        if parent is None:
            return self.statement(at, many, one)
        own = of_parent(queryset, rows, parent.queryset)
        return self.child(parent, self.statement(at, many, one, own))

    def child(self, parent: Statement, statement: Statement) -> Statement:
        """The statement, which is asked together with that of its parent."""
        assert parent.children is not None
        parent.children.append(statement)
        return statement

    # Connections

    def _connection(
        self, form: Paged, at: Any, type: Any, source: Any, builder: Builder
    ) -> str:
        definition, nodes, field = at
        rows = self._rows(at)
        function, statements = self._pages(at, rows, None if form.when else source)
        if rows.of is None:
            for statement in statements:
                builder.ask(statement)
            return f"{builder.before(f'{function}(run, [None])')}[None]"
        key, condition = source.column("pk"), ""
        if form.when:
            condition = self._call(form.when, type, definition, nodes, source, builder)
        keys = builder.list(key, condition)
        for statement in statements:
            builder.ask(statement, keys)
        found = builder.before(f"{function}(run, {keys})")
        value = f"{found}.get({key})"
        if isinstance(definition.type, GraphQLNonNull):
            return f"given({value})"
        return value

    def _pages(self, at: Any, rows: Rows, source: Any) -> tuple[str, list[Statement]]:
        """The function that builds the pages of some objects, and what it asks."""
        definition, nodes, _ = at
        page = self._page(at, rows)
        type = get_named_type(definition.type)
        writer = PageWriter(self, at, rows, page, parent_of(source))
        for key, selected in self.selections.below(type, nodes).items():
            writer.add(type, key, selected)
        if not writer.statements:  # no SQL would show that a text means nothing
            values = self.selections.arguments(definition, nodes[0])
            if texts := texts_in(_without_paging(values)):
                raise Unbound(texts)
        return writer.finish(), writer.statements

    def _page(self, at: Any, rows: Rows) -> Page:
        """The page, with slots in the place of what its cursors name."""
        definition, nodes, _ = at
        values = self.selections.arguments(definition, nodes[0])
        page = page_of(rows, values.get("first"), None, values.get("last"), None)
        places = {}
        for argument in ("after", "before"):
            if values.get(argument) is not None:
                name = f"{argument}{len(self.cursors)}"
                self.cursors.append((name, rows, nodes[0], definition, argument))
                places[argument] = tuple(
                    Slot(f"{name}:{index}", key.column_of(rows.queryset.model))
                    for index, key in enumerate(rows.keys)
                )
        return Page(page.size, is_backward=page.is_backward, **places)

    # Values

    def _value(self, type: Any, value: str, nodes: Any, builder: Builder) -> str:
        """The expression of a value that is completed as its type says."""
        inner = type.of_type if isinstance(type, GraphQLNonNull) else type
        if not is_leaf_type(inner):
            return self._along(type, nodes, builder.list(value), builder)
        serialize = self._serializer(inner)
        if inner is not type:
            return f"{serialize}(given({value}))"
        one = self.module.fresh("value")
        return f"(None if ({one} := {value}) is None else {serialize}({one}))"

    def _along(self, type: Any, nodes: Any, values: str, builder: Builder) -> str:
        return builder.along(self._completed(type, nodes, values))

    def _completed(self, type: Any, nodes: Any, values: str) -> str:
        """The expression of a list of values, completed as their type says."""
        if isinstance(type, GraphQLNonNull):
            return self._completed(type.of_type, nodes, f"all_given({values})")
        if isinstance(type, GraphQLList):
            inner = self._completed(type.of_type, nodes, "values")
            return f"each_list({values}, lambda values: {inner})"
        if is_leaf_type(type):
            serialize = self._serializer(type)
            return f"[v if v is None else {serialize}(v) for v in {values}]"
        if isinstance(type, GraphQLInterfaceType):
            builders = ", ".join(
                f"{one.name!r}: {self._objects(one, nodes)}"
                for one in self.selections.schema.get_possible_types(type)
            )
            call = f"by_type(run, values, {{{builders}}})"
        else:
            call = f"{self._objects(type, nodes)}(run, values)"
        return f"each({values}, lambda values: {call})"

    def _objects(self, type: Any, nodes: list[FieldNode]) -> str:
        """The name of the function that builds what objects of Python stand for."""
        builder = Builder(self.module, f"build_{type.name}")
        selected = self.selections.below(type, nodes)
        return builder.finish(self._object(type, selected, Objects(), builder))

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
            return self._along(definition.type, nodes, values, builder)
        rows = source.rows(builder) if source is not None else "rows"
        values = f"[{resolve}(row, {info}{given}) for row in {rows}]"
        return self._along(definition.type, nodes, values, builder)

    def _info(self, type: Any, definition: Any, nodes: Any, builder: Builder) -> str:
        self.fields.append((nodes, definition, type))
        return builder.before(f"run.info({len(self.fields) - 1})", "info")

    def _serializer(self, type: GraphQLLeafType) -> str:
        name = f"serialize_{type.name}"
        self.module.names[name] = type.serialize
        return name

    def _encoder(self, name: str) -> str:
        function = f"id_of_{name}"
        self.module.names[function] = encoder(name)
        return function


def _is_as_it_is(type: Any, column: Any) -> bool:
    inner = type.of_type if isinstance(type, GraphQLNonNull) else type
    if column.null and inner is not type:
        return False
    column = getattr(column, "output_field", column)  # a generated column's
    known = AS_IT_IS.get(getattr(inner, "name", ""), ())
    return column.get_internal_type() in known


def _without_paging(arguments: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in arguments.items() if name not in Paged.ARGUMENTS
    }
