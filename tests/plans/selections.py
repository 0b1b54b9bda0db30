"""Selection sets: fields, and the same field again, and fragments of all kinds."""

from dataclasses import replace
from typing import Any

from tests.plans import shapes
from tests.plans.aims import Aim
from tests.plans.arguments import SEARCH, returns, size_of, write_arguments
from tests.plans.conditions import Conditions
from tests.plans.parts import Fragment, Part, Spot
from tests.plans.scopes import Scopes
from tests.plans.variables import Arguments

HTML = 5  # points
MOST_FRAGMENTS = 10
INTO_NODES = 60  # percent of what is asked of an interface
MOST_ITEMS = 8  # of a selection set
MOST_POINTS = 6_000


class Selections:
    """Makes them up for one document."""

    def __init__(self, writer: Arguments, scopes: Scopes, has_nodes: bool) -> None:
        self.writer = writer
        self.choices, self.taste = writer.choices, writer.taste
        self.scopes = scopes
        self.conditions = Conditions(writer)
        self.has_nodes = has_nodes
        self.aim = Aim(self.choices, has_nodes)
        self.left = 8 + self.choices.below(self.taste.fields)
        self.points = MOST_POINTS
        self.fragments: dict[str, Fragment] = {}
        self.seen: set[str] = set()

    def set_of(self, spot: Spot) -> Part:
        """A selection set, with its braces."""
        found: list[Part] = []
        for _ in range(MOST_ITEMS):
            kept = self.left // 2  # for what comes after it
            self.left -= kept
            if part := self._item(spot):
                found.append(part)
            self.left += kept
            often = 25 if self.aim.is_at(spot) or not spot.depth else 8
            if self.left <= 0 or not self.choices.below(often):
                break
        found = found or [self._typename(spot)]
        whole = Part(f"{{ {' '.join(part.text for part in found)} }}")
        for part in found:
            whole.variables |= part.variables
            whole.fragments |= part.fragments
            whole.points += part.points
            whole.depth = max(whole.depth, part.depth)
        return whole

    def _item(self, spot: Spot) -> Part | None:
        self.left -= 1
        if self.scopes.is_flat and self.choices.chance(self.taste.fragment):
            return self._spread(spot)
        often = INTO_NODES if spot.type_name == shapes.NODE else self.taste.inline
        if self.left > 0 and self.choices.chance(often):
            return self._inline(spot)
        if self.choices.chance(6):
            return self._typename(spot)
        known = self.scopes.again(spot.path, spot.type_name)
        if known and self._has_room(spot) and self.choices.chance(self.taste.again):
            name, arguments = self.choices.one_of(known)
            return self._field(spot, name, arguments)
        picked = self._pick(spot)
        return self._field(spot, picked) if picked else None

    def _pick(self, spot: Spot) -> str | None:
        fields = shapes.fields_of(spot.type_name)
        names = [
            name
            for name, one in fields.items()
            if not shapes.is_composite(one) or self._has_room(spot)
        ]
        if not self.has_nodes:
            names = [name for name in names if returns(fields[name]) != shapes.NODE]
        nearer = [
            name for name in names if self.aim.leads_on(spot.type_name, fields[name])
        ]
        if nearer and not self.choices.chance(50):
            names = nearer
        return self.choices.one_of(names) if names else None

    def _has_room(self, spot: Spot) -> bool:
        return self.left > 0 and spot.depth < self.taste.depth and spot.weight < 400

    def _field(self, spot: Spot, name: str, again: Any = None) -> Part | None:
        """A field; ``again`` are the response name and arguments that it had before."""
        coordinate = f"{spot.type_name}.{name}"
        of = shapes.fields_of(spot.type_name)[name]
        kind = self.aim.kind(of)
        arguments = {} if again else write_arguments(self.writer, coordinate, of, kind)
        variables = set[str]().union(*(one.variables for one in arguments.values()))
        text = ", ".join(f"{key}: {one.text}" for key, one in arguments.items())
        size = size_of(spot.type_name, of, arguments)
        if again:
            key, text, variables, size = again
        else:
            alias = self.choices.chance(self.taste.alias)
            found = self.scopes.name(spot.path, spot.type_name, (name, text), alias)
            if found is None:
                return None
            key = found
        points = self._cost(name, of, size, "search" in text or "$filters" in text)
        if points * spot.weight > self.points:
            return None
        if key != name:
            self.scopes.aliases += 1
        self.points -= points * spot.weight
        self.seen.add(coordinate)
        self.seen.update(f"{coordinate}({one})" for one in arguments)
        directives = self.conditions.some(spot.depth)
        head = f"{key}: {name}" if key != name else name
        head += f"({text})" if text else ""
        part = Part("", depth=0)
        if shapes.is_composite(of):
            below = Spot(
                returns(of),
                (*spot.path, key),
                spot.depth + 1,
                spot.weight * size,
                kind or returns(of),
            )
            part = self.set_of(below)
            if not again:
                known = self.scopes.again(spot.path, spot.type_name)
                known.append((name, (key, text, variables, size)))
        return Part(
            f"{head}{directives.text} {part.text}".rstrip(),
            variables | directives.variables | part.variables,
            part.fragments,
            points + part.points * size,
            part.depth + 1,
        )

    def _cost(self, name: str, of: Any, size: int, may_search: bool) -> int:
        if not shapes.is_composite(of):
            return HTML if name.endswith("Html") else 0
        return size + (SEARCH if shapes.is_page(of) and may_search else 0)

    def _typename(self, spot: Spot) -> Part:
        alias = self.choices.chance(self.taste.alias / 2)
        signature = ("__typename", "")
        key = self.scopes.name(spot.path, spot.type_name, signature, alias)
        self.seen.add(f"{spot.type_name}.__typename")
        if key in (None, "__typename"):
            return Part("__typename", depth=1)
        self.scopes.aliases += 1
        return Part(f"{key}: __typename", depth=1)

    def _inline(self, spot: Spot) -> Part:
        on = "" if self.choices.chance(20) else self.aim.condition(spot)
        directives = self.conditions.some(spot.depth)
        part = self.set_of(replace(spot, type_name=on or spot.type_name))
        part.variables |= directives.variables
        condition = f" on {on}" if on else ""
        return part.within(f"...{condition}{directives.text} {part.text}")

    def _spread(self, spot: Spot) -> Part | None:
        """A named fragment: one that is there, or a new one."""
        fitting = self.aim.overlapping(spot)
        known = [
            one
            for one in self.fragments.values()
            if one.type_name in fitting
            and one.body.points * spot.weight <= self.points
            and one.body.depth + spot.depth <= self.taste.depth + 2
        ]
        if known and self.choices.chance(60):
            fragment = self.choices.one_of(known)
            self.points -= fragment.body.points * spot.weight
        elif self.left > 0 and len(self.fragments) < MOST_FRAGMENTS:
            fragment = self._fragment(spot, self.aim.condition(spot))
        else:
            return None
        directives = self.conditions.some(spot.depth)
        body = fragment.body
        return Part(
            f"...{fragment.name}{directives.text}",
            body.variables | directives.variables,
            body.fragments | {fragment.name},
            body.points,
            body.depth,
        )

    def _fragment(self, spot: Spot, type_name: str) -> Fragment:
        body = self.set_of(replace(spot, type_name=type_name, path=()))
        name = f"F{len(self.fragments)}"
        self.fragments[name] = Fragment(name, type_name, body)
        return self.fragments[name]
