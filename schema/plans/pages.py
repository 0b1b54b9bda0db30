"""Pages of connections, for all objects that have such a list at once."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Window
from django.db.models.functions import RowNumber
from graphql import FieldNode, get_named_type

from schema.base.keyset import Rows, beyond
from schema.base.pages import Page
from schema.plans.rows import among, link_of, of_one, of_parent
from schema.plans.statements import Statement

MORE = {"hasNextPage", "hasPreviousPage"}


class PageWriter:
    """Writes the function that builds pages of a connection, by their objects."""

    def __init__(
        self,
        compiler: Any,
        at: Any,
        rows: Rows,
        page: Page,
        parent: Statement | None,
    ) -> None:
        self.compiler, self.at, self.rows, self.page = compiler, at, rows, page
        self.parent = parent
        self.fetches = page.size  # rows of each, at most
        self.module = compiler.module
        self.before: list[str] = []
        self.parts: list[str] = []
        self.fetched: Statement | None = None
        self.statements: list[Statement] = []  # which all need the same keys

    def look_at(self, type: Any, nodes: list[FieldNode]) -> None:
        """Fetch one row more where it is asked whether there are more."""
        name = nodes[0].name.value
        if name == "pageInfo":
            inner = get_named_type(type.fields[name].type)
            asked = self.compiler.selections.below(inner, nodes).values()
            if any(nodes[0].name.value in MORE for nodes in asked):
                self.fetches = self.page.size + 1

    def add(self, type: Any, key: str, nodes: list[FieldNode]) -> None:
        name = nodes[0].name.value
        if name == "__typename":
            self.parts.append(f"{key!r}: {type.name!r}")
        elif name == "totalCount":
            self.parts.append(f"{key!r}: {self._count()}")
        else:
            writers = {
                "nodes": self._nodes,
                "edges": self._edges,
                "pageInfo": self._page_info,
            }
            definition = type.fields[name]
            self.parts.append(f"{key!r}: {writers[name](definition, nodes)}")

    def finish(self) -> str:
        name = self.module.fresh("pages")
        lines = ["if not keys:", "    return {}", *self._fetching(), *self.before]
        lines += ["pages, end = {}, 0", "for key in keys:"]
        if self.fetched:
            size = self.page.size
            lines += [
                "    fetched = groups.get(key, ())",
                "    start, end = end, end + len(found[key])",
                f"    is_cut = len(fetched) > {size}",
                "    rows = found[key]",
            ]
        lines += [f"    pages[key] = {{{', '.join(self.parts)}}}", "return pages"]
        self.module.add(name, "run, keys", lines)
        return name

    def _statement(self) -> Statement:
        """What fetches the rows in the direction of paging."""
        if self.fetched is None:
            rows, page = self.rows, self.page
            queryset = rows.queryset
            if page.after is not None:
                queryset = queryset.filter(beyond(rows, rows.keys, page.after))
            if page.before is not None:
                backward = rows.keys_backward
                queryset = queryset.filter(beyond(rows, backward, page.before))
            keys = rows.keys_backward if page.is_backward else rows.keys
            order = list(map(str, keys))
            queryset = queryset.order_by(*order)
            size = self.fetches
            if rows.of is None:
                self.fetched = self.compiler.statement(self.at, queryset[:size])
            else:
                place = Window(RowNumber(), partition_by=rows.link, order_by=order)
                numbered = among(queryset, rows).order_by().alias(place=place)
                chosen = numbered.filter(place__lte=size).values("pk")
                many = rows.queryset.filter(pk__in=chosen).order_by(*order)
                one = of_one(queryset, rows)[:size]
                self.fetched = self._of_parent(
                    many, one, lambda own: of_parent(queryset, rows, own)[:size]
                )
                self.fetched.place(link_of(rows))
            self.statements.append(self.fetched)
        return self.fetched

    def _of_parent(self, many: Any, one: Any, own: Callable[[Any], Any]) -> Statement:
        """A statement that finds out itself what is the parent, if there is such."""
        make: Callable[..., Statement] = self.compiler.statement
        if self.parent is None:
            return make(self.at, many, one)
        statement = make(self.at, many, one, own(self.parent.queryset))
        self.compiler.child(self.parent, statement)
        return statement

    def _fetching(self) -> list[str]:
        if self.fetched is None:
            return []
        statement = self.module.constant(self.fetched, "statement")
        if self.rows.of is None:
            groups = f"groups = {{None: {statement}.rows(run)}}"
        else:
            place = self.fetched.place(link_of(self.rows))
            groups = f"groups = grouped({statement}.rows(run, keys), {place}, keys)"
        size, is_backward = self.page.size, self.page.is_backward
        return [
            groups,
            f"found = {{key: page(groups.get(key, ()), {size}, {is_backward}) "
            "for key in keys}",
            "flat = [row for key in keys for row in found[key]]",
        ]

    def _built(self, type: Any, nodes: list[FieldNode]) -> str:
        build = self.compiler.tuples(type, nodes, self._statement())
        name = self.module.fresh("built")
        self.before.append(f"{name} = {build}(run, flat)")
        return f"{name}[start:end]"

    def _nodes(self, definition: Any, nodes: list[FieldNode]) -> str:
        return self._built(get_named_type(definition.type), nodes)

    def _edges(self, definition: Any, nodes: list[FieldNode]) -> str:
        statement, type = self._statement(), get_named_type(definition.type)
        parts, names, lists = [], ["r"], ["rows"]
        for key, selected in self.compiler.selections.below(type, nodes).items():
            name = selected[0].name.value
            if name == "__typename":
                parts.append(f"{key!r}: {type.name!r}")
            elif name == "cursor":
                parts.append(f"{key!r}: {self._cursor('r', statement)}")
            else:
                inner = get_named_type(type.fields[name].type)
                names.append(self.module.fresh("one"))
                lists.append(self._built(inner, selected))
                parts.append(f"{key!r}: {names[-1]}")
        edge = f"{{{', '.join(parts)}}}"
        if len(names) == 1:
            return f"[{edge} for r in rows]"
        return f"[{edge} for {', '.join(names)} in zip({', '.join(lists)})]"

    def _page_info(self, definition: Any, nodes: list[FieldNode]) -> str:
        statement, page = self._statement(), self.page
        type = get_named_type(definition.type)
        cut = "is_cut"
        values = {
            "hasNextPage": (
                "True" if page.before else "False" if page.is_backward else cut
            ),
            "hasPreviousPage": (
                "True" if page.after else cut if page.is_backward else "False"
            ),
        }
        parts = []
        for key, selected in self.compiler.selections.below(type, nodes).items():
            name = selected[0].name.value
            if name == "__typename":
                parts.append(f"{key!r}: {type.name!r}")
            elif name in values:
                parts.append(f"{key!r}: {values[name]}")
            else:
                row = "rows[0]" if name == "startCursor" else "rows[-1]"
                cursor = self._cursor(row, statement)
                parts.append(f"{key!r}: ({cursor} if rows else None)")
        return f"{{{', '.join(parts)}}}"

    def _cursor(self, row: str, statement: Statement) -> str:
        rows = self.module.constant(self.rows, "order")
        places = [statement.place(key.name) for key in self.rows.keys]
        values = ", ".join(f"{row}[{place}]" for place in places)
        return f"cursor_at({rows}, [{values}])"

    def _count(self) -> str:
        rows, make = self.rows, self.compiler.statement
        queryset = rows.queryset.order_by()
        if rows.of is None:
            statement = make(self.at, queryset, is_count=True)
            statement.place("pk")
            self.statements.append(statement)
            name = self.module.constant(statement, "statement")
            self.before.append(f"counted = {name}.rows(run)")
            return "(counted[0][0] if counted else 0)"

        def counted(own: Any) -> Any:
            return own.values(rows.link).annotate(number=Count("pk"))

        statement = self._of_parent(
            counted(among(queryset, rows)),
            None,
            lambda own: counted(of_parent(queryset, rows, own)),
        )
        self.statements.append(statement)
        place, number = statement.place(rows.link), statement.place("number")
        name = self.module.constant(statement, "statement")
        self.before.append(
            f"counts = {{r[{place}]: r[{number}] for r in {name}.rows(run, keys)}}"
        )
        return "counts.get(key, 0)"
