"""The directives that put in and leave out."""

from graphql import GraphQLBoolean, GraphQLNonNull

from tests.plans.parts import Part
from tests.plans.values import Place
from tests.plans.variables import Arguments

MAX_DIRECTIVES = 40
CONDITIONS = {"include": "included", "skip": "skipped"}
CONDITION = GraphQLNonNull(GraphQLBoolean)


class Conditions:
    """Makes up those of one document, as many as there may be."""

    def __init__(self, writer: Arguments) -> None:
        self.writer = writer
        self.count = 0

    def some(self, depth: int) -> Part:
        """None, one or both; few where they leave out much."""
        choices, taste = self.writer.choices, self.writer.taste
        percent = taste.directive if depth else taste.directive / 4
        whole = Part("")
        for name, condition_name in CONDITIONS.items():
            if self.count < MAX_DIRECTIVES and choices.chance(percent):
                self.count += 1
                condition = self.writer.write(CONDITION, Place(condition_name))
                whole.text += f" @{name}(if: {condition.text})"
                whole.variables |= condition.variables
        return whole
