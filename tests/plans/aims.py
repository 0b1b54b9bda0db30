"""What a document is about, and the ways that lead there."""

from typing import Any

from tests.plans import shapes
from tests.plans.arguments import returns
from tests.plans.choices import Choices
from tests.plans.parts import Spot


class Aim:
    """A type that a document is about, so that much is asked of each of them."""

    def __init__(self, choices: Choices, has_nodes: bool) -> None:
        self.choices = choices
        self.has_nodes = has_nodes
        self.goal = choices.one_of(shapes.types())

    def is_at(self, spot: Spot) -> bool:
        return self.goal in (spot.type_name, spot.likely)

    def overlapping(self, spot: Spot) -> list[str]:
        """The types that a fragment may be on."""
        names = shapes.overlapping(spot.type_name)
        return [name for name in names if self.has_nodes or name != shapes.NODE]

    def condition(self, spot: Spot) -> str:
        """A type that a fragment may be on, often that of the object there."""
        names = self.overlapping(spot)
        if spot.likely in names and not self.choices.chance(30):
            return spot.likely
        return self.choices.one_of(names)

    def kind(self, of: Any) -> str:
        """Which objects are asked for, where they may be any."""
        if returns(of) != shapes.NODE or self.choices.chance(20):
            return ""
        names = shapes.possible(shapes.NODE)
        if self.goal in names and not self.choices.chance(30):
            return self.goal
        return self.choices.one_of(names)

    def leads_on(self, type_name: str, of: Any) -> bool:
        """Whether the field is on the way to the type that the document is about."""
        steps, below = shapes.distances(self.goal), returns(of)
        here = steps.get(type_name, 0)
        return any(
            steps.get(one, here) < here for one in (below, *shapes.possible(below))
        )
