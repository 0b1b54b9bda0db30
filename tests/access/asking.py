"""Ways into the graph: every field of Query, with every row that it may name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.access.checking import Check
from tests.access.documents import NODES, call, document, fields_of, row_type, selection
from tests.access.world import ROWS, World, global_id, mark
from tests.client import Client

QUERIES = fields_of("Query")
NOBODYS = 999_999_999  # a key that no row has
ROOM = 12  # fields of Query in one document
FEW = 5  # objects of which a document asks for all around them


@dataclass(frozen=True)
class Question:
    """A field of Query with its arguments, and the type and row that they name."""

    name: str
    text: str
    type_name: str | None = None
    row: Any = None

    def faults(self, check: Check, answer: Any) -> Iterator[str]:
        if self.type_name is None:
            yield from check.field(f"Query.{self.name}", answer)
        else:
            yield from check.node(self.type_name, answer, self.row)


def nobodys(type_name: str) -> str:
    """An id that nothing has, and nothing had."""
    return global_id(ROWS[type_name].model(pk=NOBODYS))


def questions(world: World, name: str) -> Iterator[Question]:
    """All ways to ask a field of Query, with an id of nothing too."""
    field = QUERIES[name]
    if not {"id", "slug"} & {*field.args}:
        yield Question(name, call(name, field, 1))
        return
    of = row_type(field)
    inner = selection(field, 0 if of == "Node" else 1)
    for type_name in NODES if of == "Node" else [of]:
        rows = [*world.samples(type_name).items(), (nobodys(type_name), None)]
        for id, row in rows:
            slug = mark(row, "slug") if row else "nobodys"
            values = {"id": id, "slug": slug}
            for argument in sorted(values.keys() & field.args):
                text = f'{name}({argument}: "{values[argument]}") {inner}'
                yield Question(name, text, type_name, row)


def by_ids(client: Client, type_name: str, ids: list[str]) -> list[Any]:
    """What there is of a type by these ids, two steps far."""
    inner = f"nodes(ids: $ids) {{ ... on {type_name} {{ ...{type_name}2 }} }}"
    query = document(inner, "query", "($ids: [ID!]!)")
    answers: list[Any] = []
    for start in range(0, len(ids), FEW):
        answers += client(query, ids=ids[start : start + FEW]).data["nodes"]
    return answers


def asked(client: Client, questions: list[Question]) -> list[Any]:
    """The answers, none of which has an error."""
    answers: list[Any] = []
    for start in range(0, len(questions), ROOM):
        part = questions[start : start + ROOM]
        text = " ".join(f"a{n}: {one.text}" for n, one in enumerate(part))
        data = client(document(text)).data
        answers += [data[f"a{n}"] for n in range(len(part))]
    return answers
