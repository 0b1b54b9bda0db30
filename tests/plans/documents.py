"""Whole documents, and what is asked with them."""

from dataclasses import dataclass, field
from typing import Any

from tests.plans.choices import Choices
from tests.plans.parts import Part, Spot
from tests.plans.pools import Pools
from tests.plans.scopes import Scopes
from tests.plans.selections import Selections
from tests.plans.shapes import QUERY
from tests.plans.tastes import Taste
from tests.plans.values import Given, Values
from tests.plans.variables import Arguments

MOST_ASKINGS = 3
INTROSPECTION = 0.5  # percent of the documents that ask for a piece of the schema too
REFUSED = {"garbled": 70, "deactivated": 70, "visitor": 40}  # percent, of who see less
PIECES = (
    "__schema { queryType { name } }",
    '__type(name: "Course") { name kind fields { name } }',
)


@dataclass(frozen=True)
class Asking:
    """A request: an operation of the document, with variables, by a kind of viewer."""

    viewer: str
    variables: Given
    operation: str | None


@dataclass(frozen=True)
class Example:
    """A document with its askings, which come one after the other."""

    text: str
    askings: list[Asking]
    seen: set[str] = field(default_factory=set)  # the coordinates in it


def example(
    choices: Choices, taste: Taste, pools: Pools, viewers: list[str]
) -> Example:
    """Make one up, which is valid."""
    viewer = _viewer(choices, viewers)
    writer = Arguments(Values(choices, taste, pools, viewer))
    is_flat = choices.chance(min(100, 3 * taste.fragment))
    has_nodes = choices.chance(taste.nodes)
    selections = Selections(writer, Scopes(choices, is_flat, has_nodes), has_nodes)
    count = 1 + choices.chance(taste.operations) + choices.chance(taste.operations / 3)
    parts = [_operation(choices, selections, number) for number in range(count)]
    has_names = count > 1 or choices.chance(20)
    names = [f"Op{number}" if has_names else "" for number in range(count)]
    texts = [_head(writer, name, part) for name, part in zip(names, parts, strict=True)]
    used = set[str]().union(*(part.fragments for part in parts))
    texts += [str(one) for one in selections.fragments.values() if one.name in used]
    askings = [
        _asking(choices, writer, names, parts, viewer, viewers)
        for _ in range(1 + choices.below(MOST_ASKINGS))
    ]
    return Example("\n".join(texts), askings, selections.seen | writer.seen)


def _operation(choices: Choices, selections: Selections, number: int) -> Part:
    part = selections.set_of(Spot(QUERY, (f"{number}",)))
    if choices.chance(INTROSPECTION):
        piece = choices.one_of(PIECES)
        part = part.within(f"{part.text.removesuffix('}')} {piece} }}")
    return part


def _head(writer: Arguments, name: str, part: Part) -> str:
    variables = [str(one) for key, one in writer.known.items() if key in part.variables]
    if not name and not variables:
        return part.text
    listed = f"({', '.join(variables)})" if variables else ""
    return f"query {name}{listed} {part.text}"


def _viewer(choices: Choices, viewers: list[str]) -> str:
    viewer = choices.one_of(viewers)
    if choices.chance(REFUSED.get(viewer, 0)):
        return choices.one_of([one for one in viewers if one not in REFUSED])
    return viewer


def _asking(
    choices: Choices,
    writer: Arguments,
    names: list[str],
    parts: list[Any],
    usual: str,
    viewers: list[str],
) -> Asking:
    viewer = _viewer(choices, viewers) if choices.chance(40) else usual
    number = choices.below(len(names))
    name: str | None = names[number] or None
    if len(names) == 1 and choices.chance(50):
        name = None  # there is only one to run
    if choices.chance(0.5):
        name = "Nobodys"
    return Asking(viewer, writer.given(parts[number].variables), name)
