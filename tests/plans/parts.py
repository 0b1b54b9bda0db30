"""Pieces of documents, and the places where they stand."""

from dataclasses import dataclass, field

Path = tuple[str, ...]


@dataclass
class Part:
    """A piece of a document, with what it needs and what it costs by itself."""

    text: str
    variables: set[str] = field(default_factory=set)
    fragments: set[str] = field(default_factory=set)
    points: int = 0
    depth: int = 0

    def within(self, text: str) -> "Part":
        """The same, with more text around it."""
        return Part(text, self.variables, self.fragments, self.points, self.depth)


@dataclass
class Fragment:
    name: str
    type_name: str
    body: Part

    def __str__(self) -> str:
        return f"fragment {self.name} on {self.type_name} {self.body.text}"


@dataclass(frozen=True)
class Spot:
    """Where a selection set stands: how deep, in a list of how many, and of what."""

    type_name: str
    path: Path
    depth: int = 0
    weight: int = 1
    likely: str = ""  # the type of an object in an interface's place
