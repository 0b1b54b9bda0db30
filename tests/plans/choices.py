"""Where everything that is made up is decided: numbers, of which 0 is the simplest."""

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

Below = Callable[[int], int]  # a number from 0 to one less than the argument


class Choices:
    """Decides by the numbers of ``below``, and remembers them in ``made``."""

    def __init__(self, below: Below) -> None:
        self._below = below
        self.made: list[int] = []

    @classmethod
    def by(cls, seed: str) -> "Choices":
        """Those of a seed, the same on every machine."""
        return cls(Random(seed).randrange)

    def below(self, count: int) -> int:
        if count < 2:
            return 0
        number = self._below(count)
        self.made.append(number)
        return number

    def chance(self, percent: float) -> bool:
        """Whether something less simple happens, so often in a hundred."""
        return self.below(1000) >= 1000 - 10 * percent

    def one_of(self, items: Sequence[T]) -> T:
        """One of them, of which the first is the simplest."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[int]) -> T:
        """One of them, by weights that are whole numbers."""
        number = self.below(sum(weights))
        for item, weight in zip(items, weights, strict=True):
            number -= weight
            if number < 0:
                return item
        raise ValueError("There is nothing to choose from.")

    def some(self, items: Sequence[T], most: int) -> list[T]:
        """Up to so many of them, the same one perhaps twice."""
        return [self.one_of(items) for _ in range(self.below(most + 1))]
