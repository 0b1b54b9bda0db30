"""What stands for a value that a compiled plan gets with each request.

See schema/plans/README.md: resolvers run with these in place of the values, and the
SQL that comes of it shows where each value goes.
"""

from typing import Any

from django.db.models import Model

MARK = "\ue000"  # private use: no client's text is taken for a placeholder's
FIRST_NUMBER = 0x4C59_4345_0000_0000  # no row has so high a primary key


class Text(str):
    """A text that a variable has, at a path in it; ``keys`` are ids read from it."""

    path: tuple[str | int, ...]
    numbers: "Numbers"

    @classmethod
    def at(cls, path: tuple[str | int, ...], numbers: "Numbers") -> "Text":
        text = cls(f"{MARK}{path}{MARK}")
        text.path, text.numbers = path, numbers
        return text

    def key_of(self, model: type[Model], *, is_needed: bool = False) -> int:
        """What stands for the primary key in a global id.

        An id of something else is that of no row, unless the key ``is_needed``.
        """
        return self.numbers.new((self.path, model, is_needed))


class Numbers:
    """Whole numbers that stand for something; ``meanings`` says for what."""

    def __init__(self) -> None:
        self.meanings: dict[int, Any] = {}

    def new(self, meaning: Any) -> int:
        number = FIRST_NUMBER + len(self.meanings)
        self.meanings[number] = meaning
        return number
