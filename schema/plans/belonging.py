"""The code of objects with statements of their own: one, a list, or pages of them.

Each statement has the rows of all objects that they belong to.
"""

from typing import Any

from graphql import FieldNode, GraphQLNonNull, get_named_type

from database.prepared import Slot
from schema.base.connections import Paged, page_of
from schema.base.keyset import Rows
from schema.base.lists import Reached
from schema.base.pages import Page
from schema.plans.code import Builder
from schema.plans.pages import PageWriter
from schema.plans.rows import among, link_of, of_one, of_parent, parent_of
from schema.plans.selections import model_of
from schema.plans.sources import Tuples
from schema.plans.statements import Statement, Unbound
from schema.plans.symbols import SymbolicInfo, texts_in


class Belonging:
    """Writes for a compiler how the rows that belong to objects are loaded."""

    def __init__(self, compiler: Any) -> None:
        self.compiler = compiler
        self.module, self.selections = compiler.module, compiler.selections

    def listed(self, at: Any, source: Any, builder: Builder) -> str:
        definition, nodes, _ = at
        rows = self._rows(at)
        statement = self._belonging(at, rows, source)
        build = self._items(definition, nodes, statement)
        place = statement.place(link_of(rows))
        found = self._loaded_by_key(
            statement,
            f"collected(rows, {build}(run, rows), {place}, keys)",
            source,
            builder,
        )
        return f"({found}.get({source.column('pk')}) or [])"

    def single(self, at: Any, source: Any, builder: Builder) -> str:
        definition, nodes, _ = at
        rows = self._rows(at)
        if not isinstance(rows, Rows):
            statement = self.statement(at, rows)
            statement.children = []
            build = self._items(definition, nodes, statement)
            name = self.module.constant(statement, "statement")
            for one in (statement, *statement.children):
                builder.ask(one)
            found = builder.before(f"{build}(run, {name}.rows(run))")
            value = f"({found}[0] if {found} else None)"
        else:
            statement = self._belonging(at, rows, source)
            build = self._items(definition, nodes, statement)
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

    def reached(self, form: Reached, at: Any, source: Tuples, builder: Builder) -> str:
        """A row of which the own statement has the key, and which comes with it."""
        definition, nodes, _ = at
        source.statement.annotate(form.by, form.key)
        key = source.column(form.key)
        statement = self.statement(at, self._rows(at).order_by())
        source.statement.join(statement, form.key)
        build = self._items(definition, nodes, statement)
        place = statement.place("pk")
        name = self.module.constant(statement, "statement")
        rows = builder.before(f"{name}.rows(run)", "reached")
        built = f"zip({rows}, {build}(run, {rows}))"
        found = builder.before(f"{{r[{place}]: one for r, one in {built}}}")
        return f"{found}.get({key})"

    def connection(
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
            condition = self.compiler.call(
                form.when, type, definition, nodes, source, builder
            )
        keys = builder.list(key, condition)
        for statement in statements:
            builder.ask(statement, keys)
        found = builder.before(f"{function}(run, {keys})")
        value = f"{found}.get({key})"
        if isinstance(definition.type, GraphQLNonNull):
            return f"given({value})"
        return value

    def _loaded_by_key(
        self,
        statement: Statement,
        result: str,
        source: Any,
        builder: Builder,
    ) -> str:
        """The name of what a statement has for all objects, by their keys."""
        function = self.module.fresh("by_key")
        name = self.module.constant(statement, "statement")
        self.module.add(
            function,
            "run, keys",
            [f"rows = {name}.rows(run, keys) if keys else []", f"return {result}"],
        )
        keys = builder.list(source.column("pk"))
        builder.ask(statement, keys)
        return builder.before(f"{function}(run, {keys})")

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
            queryset, self.compiler.numbers, texts, of_one, of_parent, is_count=is_count
        )
        self.compiler.statements.append(statement)
        return statement

    def tuples(self, type: Any, nodes: list[FieldNode], statement: Statement) -> str:
        builder = Builder(self.module, f"build_{type.name}")
        source = Tuples(statement, model_of(type))
        selected = self.selections.below(type, nodes)
        return builder.finish(self.compiler.object(type, selected, source, builder))

    def _rows(self, at: Any) -> Any:
        """What the field's resolver says its rows are."""
        definition, nodes, field = at
        arguments = self.selections.arguments(definition, nodes[0])
        arguments = {
            name: value
            for name, value in arguments.items()
            if not isinstance(field.extensions[0], Paged) or name not in Paged.ARGUMENTS
        }
        return SymbolicInfo(self.compiler.viewer, self.compiler.numbers).call(
            field, arguments
        )

    def _pages(self, at: Any, rows: Rows, source: Any) -> tuple[str, list[Statement]]:
        """The function that builds the pages of some objects, and what it asks."""
        definition, nodes, _ = at
        page = self._page(at, rows)
        type = get_named_type(definition.type)
        writer = PageWriter(self, at, rows, page, parent_of(source))
        parts = self.selections.below(type, nodes)
        for selected in parts.values():
            writer.look_at(type, selected)
        for key, selected in parts.items():
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
                name = f"{argument}{len(self.compiler.cursors)}"
                self.compiler.cursors.append(
                    (name, rows, nodes[0], definition, argument)
                )
                places[argument] = tuple(
                    Slot(f"{name}:{index}", key.column_of(rows.queryset.model))
                    for index, key in enumerate(rows.keys)
                )
        return Page(page.size, is_backward=page.is_backward, **places)

    def _items(
        self, definition: Any, nodes: list[FieldNode], statement: Statement
    ) -> str:
        """The name of the function that builds what a statement's tuples stand for."""
        return self.tuples(get_named_type(definition.type), nodes, statement)


def _without_paging(arguments: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in arguments.items() if name not in Paged.ARGUMENTS
    }
