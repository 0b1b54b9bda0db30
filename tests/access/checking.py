"""An answer held against the access table: each fault is a sentence that names it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from notifications.models import Notification
from tests.access.documents import NODES, fields_of, row_type, target
from tests.access.table import COUNTED, LINES, SHOWN, TRUE, line
from tests.access.table.rules import Viewer
from tests.access.world import MARK, TEXTS, World, mark

# The names of fields as marks have them, and the fields that show a marked text.
FIELDS = {name.replace(".", "-").lower(): name for name in LINES}
MARKED = {
    f"{model.__name__}.{name}"
    for model, columns in TEXTS.items()
    for name in columns.values()
}


@dataclass(frozen=True)
class Check:
    """What a viewer was answered, in a world as it is now.

    ``is_whole`` is whether rows have all that they may have: not so those that a
    mutation has made or changed, of which only a result's own fields must be there.
    """

    world: World
    viewer: Viewer
    is_whole: bool = True

    def field(self, name: str, value: Any, holder: Any = None) -> Iterator[str]:
        """What is wrong with the value of a field of this object."""
        yield from self._field(name, value, holder, ())

    def node(self, type_name: str, value: Any, row: Any) -> Iterator[str]:
        """What is wrong with what was answered to the row's id, or to no row's."""
        is_there = row is not None and line(type_name).holds(self.viewer, row)
        if value is None:
            if is_there:
                yield f"{self.viewer.kind} lacks {row!r}"
        elif not is_there:
            yield f"{self.viewer.kind} is given {type_name} {value}"
        else:
            yield from self._object(value, row, ())

    def listed(self, name: str, value: Any, holder: Any) -> Iterator[str]:
        """What is wrong with some of a list's rows, and how many it says there are."""
        if (value is not None) != line(name).holds(self.viewer, holder):
            yield f"{self.viewer.kind} has {value} for {name} of {holder!r}"
        elif value is not None:
            found = {one["id"]: one["__typename"] for one in value["nodes"]}
            for id, type_name in found.items():
                if id not in self._given(type_name, holder, (name,)):
                    row = self.world.rows[id]
                    yield f"{self.viewer.kind} has {row!r} in {name} of {holder!r}"
            if value["totalCount"] != len(found):
                yield f"{self.viewer.kind} counts others in {name} of {holder!r}"

    def told(self, answer: Any) -> Iterator[str]:
        """The texts, wherever they are, that are not for the viewer."""
        for model, key, name in set(MARK.findall(json.dumps(answer))):
            row = self.world.named(model.lower(), int(key))
            field = FIELDS[f"{model}-{name}".lower()]
            type_name = type(row).__name__
            # Who has closed their account is still named with what they did.
            is_there = type_name == "User" or line(type_name).holds(self.viewer, row)
            if not is_there or not line(field).holds(self.viewer, row):
                yield f"{self.viewer.kind} reads {field} of {row!r}"

    def _object(self, value: Any, holder: Any, path: tuple[str, ...]) -> Iterator[str]:
        type_name = value["__typename"]
        if type_name in NODES:
            holder = self.world.rows[value["id"]]
            if not self._is_given(type_name, holder, path):
                yield f"{self.viewer.kind} is given {holder!r} at {'.'.join(path)}"
        for name, inner in value.items():
            if name != "__typename":
                yield from self._field(f"{type_name}.{name}", inner, holder, path)

    def _field(
        self, name: str, value: Any, holder: Any, path: tuple[str, ...]
    ) -> Iterator[str]:
        path = (*path, name)
        is_theirs = line(name).holds(self.viewer, holder)
        if value is None:
            is_sure = self.is_whole or _is_of_result(name)
            if is_theirs and is_sure and not self.world.is_empty(name, holder):
                yield f"{self.viewer.kind} lacks {' '.join(path)} of {holder!r}"
            return
        if not is_theirs:
            yield f"{self.viewer.kind} has {' '.join(path)} of {holder!r}"
        if self.is_whole:
            if not self._is_right(name, value, holder, path):
                yield f"{self.viewer.kind} has {value} for {name} of {holder!r}"
            yield from self._rows(name, value, holder, path)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "__typename" in one:
                yield from self._object(one, holder, path)

    def _is_right(
        self, name: str, value: Any, holder: Any, path: tuple[str, ...]
    ) -> bool:
        """Whether it is the row's own text, and what is true for the viewer."""
        if name in MARKED:
            row = holder.profile if name.startswith("Profile.") else holder
            return mark(row, name.partition(".")[2]) in value
        if name in TRUE:
            return value == TRUE[name].holds(self.viewer, holder)
        if name in COUNTED:
            rows = self._given(COUNTED[name], holder, path).values()
            return value == len([row for row in rows if not _is_read(row)])
        return True

    def _given(
        self, type_name: str, holder: Any, path: tuple[str, ...]
    ) -> dict[str, Any]:
        """The rows of a type that belong to an object, as far as they are given."""
        rows = self.world.linked(type_name, holder)
        return {
            id: row for id, row in rows.items() if self._is_given(type_name, row, path)
        }

    def _rows(
        self, name: str, value: Any, holder: Any, path: tuple[str, ...]
    ) -> Iterator[str]:
        """Whether a list has the rows that there are for the viewer, and no other."""
        of_type, _, field_name = name.partition(".")
        field = fields_of(of_type)[field_name]
        type_name, is_page = row_type(field), target(field).endswith("Connection")
        is_list = is_page or isinstance(value, list)
        if not is_list or type_name not in NODES or of_type.endswith("Connection"):
            return
        there = self._given(type_name, holder, path)
        found = [one["id"] for one in (value["nodes"] if is_page else value)]
        if sorted(found) != sorted(there):
            yield f"{self.viewer.kind} has other rows at {' '.join(path)} of {holder!r}"
        if is_page and value["totalCount"] != len(there):
            yield f"{self.viewer.kind} counts others at {' '.join(path)} of {holder!r}"
        if is_page and [one["node"]["id"] for one in value["edges"]] != found:
            yield f"The edges are not the nodes at {' '.join(path)} of {holder!r}"

    def _is_given(self, type_name: str, row: Any, path: tuple[str, ...]) -> bool:
        shown = [SHOWN[name, type_name] for name in path if (name, type_name) in SHOWN]
        return any(rule.holds(self.viewer, row) for rule in [line(type_name), *shown])


def _is_of_result(name: str) -> bool:
    return name.partition(".")[0].endswith("Payload")


def _is_read(row: Any) -> bool:
    return isinstance(row, Notification) and row.is_read
