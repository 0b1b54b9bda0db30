"""Which names an answer's fields may have, so that those of one name can be merged."""

from typing import Any

from tests.plans.choices import Choices
from tests.plans.shapes import NODE, fields_of, is_object, possible

# Names that a program made from the document had better not take as they are.
NAMES = (
    *("a", "b", "data", "None", "class", "self", "row", "_0", "__a", "lambda", "id"),
    *("title", "name", "node", "nodes", "edges", "count", "errors", "rows", "viewer"),
)
MAX_ALIASES = 28
Signature = tuple[str, str]  # a field and its arguments


class Scopes:
    """Every response name of a document, and what it stands for.

    With ``is_flat`` a name stands for one thing in a type wherever it is, which
    fragments need; else for one thing at its place in the answer.
    """

    def __init__(self, choices: Choices, is_flat: bool, has_nodes: bool) -> None:
        self.choices = choices
        self.is_flat = is_flat
        self.has_nodes = has_nodes
        self.aliases = 0
        self._fields: dict[Any, Signature] = {}
        self._shapes: dict[Any, str] = {}
        self._made: dict[Any, list[tuple[str, Any]]] = {}

    def place(self, path: tuple[str, ...]) -> Any:
        return () if self.is_flat else path

    def name(
        self, path: tuple[str, ...], type_name: str, signature: Signature, alias: bool
    ) -> str | None:
        """A response name for the field; ``None`` where none is left."""
        field = signature[0]
        names = [*NAMES, *fields_of(type_name)]
        if not alias and self._fits(path, type_name, field, signature):
            return self._take(path, type_name, field, signature)
        if self.aliases >= MAX_ALIASES:
            return None
        chosen = self.choices.one_of(names)
        for name in (chosen, *(f"{chosen}{number}" for number in range(2, 40))):
            if name != field and self._fits(path, type_name, name, signature):
                return self._take(path, type_name, name, signature)
        return None

    def _fits(self, path: Any, type_name: str, name: str, signature: Signature) -> bool:
        place = self.place(path)
        known = {
            self._fields.get((place, one, name), signature)
            for one in (type_name, *possible(type_name))
        }
        shape = _shape(type_name, signature[0])
        return known == {signature} and (
            not self._mixes(type_name)
            or self._shapes.get((place, name), shape) == shape
        )

    def _take(self, path: Any, type_name: str, name: str, signature: Signature) -> str:
        place = self.place(path)
        for one in {type_name, *possible(type_name)}:
            self._fields[place, one, name] = signature
        if self._mixes(type_name):
            self._shapes[place, name] = _shape(type_name, signature[0])
        return name

    def _mixes(self, type_name: str) -> bool:
        """Whether objects of several types may be in its place."""
        return self.has_nodes and (
            not is_object(type_name) or type_name in possible(NODE)
        )

    def again(self, path: Any, type_name: str) -> list[tuple[str, Any]]:
        """The fields with objects that are there already."""
        return self._made.setdefault((self.place(path), type_name), [])


def _shape(type_name: str, field: str) -> str:
    return "String!" if field == "__typename" else str(fields_of(type_name)[field].type)
