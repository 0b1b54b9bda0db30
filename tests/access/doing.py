"""Every mutation with every id that it takes, of each row and of none."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from graphql import get_named_type

from tests.access.documents import document, fields_of, selection
from tests.access.inputs import choices, filled, texts_for
from tests.access.table import IDS
from tests.access.table.rules import Viewer
from tests.access.world import World
from tests.client import Client

MUTATIONS = fields_of("Mutation")
ROOM = 10  # deeds in one document, the most that may be
FILE = ("notes.pdf", b"%PDF-1.7")


@dataclass(frozen=True)
class Deed:
    """A call of a mutation, with the id of a row, or of nothing, in some place."""

    text: str
    input_type: str = ""
    input: Any = None
    place: str | None = None
    row: Any = None

    def is_there(self, who: Viewer) -> bool:
        """Whether all that it names is there for whom does it."""
        if self.place is None:
            return True
        return self.row is not None and IDS[self.place].rule.holds(who, self.row)


@dataclass(frozen=True)
class Outcome:
    """What a deed gave, its errors' texts and codes, and the world right after it."""

    deed: Deed
    value: Any
    refusals: list[tuple[str, str]]
    world: World

    @property
    def codes(self) -> set[str]:
        return {code for _, code in self.refusals}


def deeds(world: World, who: Viewer, name: str) -> list[Deed]:
    """All that a viewer can try with a mutation."""
    field = MUTATIONS[name]
    texts, inner = texts_for(world, who), selection(field, 0)
    if "input" not in field.args:
        values = ", ".join(f'{key}: "{texts[key]()}"' for key in field.args)
        return [Deed(f"{name}{values and f'({values})'} {inner}")]
    input_type: Any = get_named_type(field.args["input"].type)
    return [
        Deed(
            f"{name}(input: $input) {inner}",
            input_type.name,
            filled(input_type, ids, texts),
            place,
            row,
        )
        for place, row, ids in choices(world, who, input_type)
    ]


def done(client: Client, world: World, deeds: list[Deed]) -> list[Outcome]:
    """What came of them; in the end they are undone."""
    outcomes: list[Outcome] = []
    for start in range(0, len(deeds), ROOM):
        with transaction.atomic():
            outcomes += _done(client, world, deeds[start : start + ROOM])
            transaction.set_rollback(True)
    return outcomes


def _done(client: Client, world: World, deeds: list[Deed]) -> Iterator[Outcome]:
    inputs = {
        f"input{n}": deed.input for n, deed in enumerate(deeds) if deed.input_type
    }
    heads = [
        f"$input{n}: {deed.input_type}!"
        for n, deed in enumerate(deeds)
        if deed.input_type
    ]
    text = " ".join(
        f"a{n}: {deed.text.replace('$input', f'$input{n}')}"
        for n, deed in enumerate(deeds)
    )
    query = document(text, "mutation", f"({', '.join(heads)})" if heads else "")
    files = {f"{name}.file": FILE for name, one in inputs.items() if "file" in one}
    answer = client.upload(query, files, **inputs) if files else client(query, **inputs)
    values = [answer.body["data"][f"a{n}"] for n in range(len(deeds))]
    is_changed = any(value and not value.get("errors") for value in values)
    later = world.later() if is_changed else world
    for n, (deed, value) in enumerate(zip(deeds, values, strict=True)):
        refusals = [
            (error["message"], error["extensions"]["code"])
            for error in answer.errors
            if error["path"][0] == f"a{n}"
        ]
        if value and value.get("errors"):
            refusals += [(one["message"], one["code"]) for one in value["errors"]]
        yield Outcome(deed, value, refusals, later)
