"""Values of arguments: what is written in the document, and what in the variables."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    is_list_type,
    is_non_null_type,
)

from tests.plans.choices import Choices
from tests.plans.pools import STRANGE, Pools
from tests.plans.shapes import is_one_of
from tests.plans.tastes import Taste

SIZES = (2, 1, 3, 5, 0, 4, 10)  # of pages
WRONG_SIZES = (101, -1, 100, 2**31 - 1, -(2**31))
NUMBERS = (4, 4.5, 1, 3, 5, 2.75, 0, -1, 3.5, 1e10)
WRONG: tuple[Any, ...] = ("nonsense", 1.5, True, [[]], {"no": 1}, 2**40, [None], "")
# Of a condition, so that some is left of most documents.
USUAL = {"included": True, "skipped": False}
Given = dict[str, Any]  # values by the names of variables


@dataclass(frozen=True)
class Place:
    """Where a value goes: the name there, the field that has the argument, its type.

    For a cursor ``order`` tells the values that sort its list. Where it ``is_strict``
    a variable must be of a type without null.
    """

    name: str
    coordinate: str = ""
    returns: str = ""
    order: Callable[[Given], Given] | None = None
    is_strict: bool = False

    def inside(self, name: str, is_strict: bool = False) -> "Place":
        return Place(name, self.coordinate, self.returns, is_strict=is_strict)

    def kind(self, pools: Pools) -> str:
        """The type of the objects that an id or a slug here names."""
        stem = self.name.removesuffix("Ids").removesuffix("Id").removesuffix("Slug")
        name = stem[:1].upper() + stem[1:]
        return {"Instructor": "User"}.get(name, name if name in pools.ids else "")


class Values:
    """Makes them up, of what there is."""

    def __init__(
        self, choices: Choices, taste: Taste, pools: Pools, viewer: str
    ) -> None:
        self.viewer = viewer  # who asks most
        self.choices = choices
        self.taste = taste
        self.pools = pools

    def of(self, type_: Any, place: Place, given: Given) -> Any:
        """A value as JSON has it; null where it may be, now and then."""
        if is_non_null_type(type_):
            type_ = type_.of_type
        elif self.choices.chance(5):
            return None
        if is_list_type(type_):
            return self._list(type_.of_type, place, given)
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_, place, given)
        return self.leaf(type_, place, given)

    def _list(self, of: Any, place: Place, given: Given) -> Any:
        if self.choices.chance(6):
            return self.of(of, place, given)  # one stands for a list of one
        count = self.choices.one_of((1, 2, 3, 0, 4))
        return [self.of(of, place, given) for _ in range(count)]

    def _object(self, of: GraphQLInputObjectType, place: Place, given: Given) -> Any:
        if is_one_of(of):
            name = self.choices.one_of([*of.fields])
            return {name: self.leaf(of.fields[name].type, place.inside(name), given)}
        return {
            name: self.of(field.type, place.inside(name), given)
            for name, field in of.fields.items()
            if self.choices.chance(40)
        }

    def leaf(self, type_: Any, place: Place, given: Given) -> Any:
        if isinstance(type_, GraphQLEnumType):
            return self.choices.one_of([*type_.values])
        maker = getattr(self, f"_{type_.name.lower()}", None)
        return maker(place, given) if maker else self.choices.one_of(STRANGE)

    def _int(self, place: Place, given: Given) -> int:
        wrong = self.choices.chance(self.taste.wrong / 2)
        return self.choices.one_of(WRONG_SIZES if wrong else SIZES)

    def _float(self, place: Place, given: Given) -> float:
        return self.choices.one_of(NUMBERS)

    def _boolean(self, place: Place, given: Given) -> bool:
        usual = USUAL.get(place.name)
        if usual is not None and not self.choices.chance(50):
            return usual
        return self.choices.one_of((True, False))

    def _id(self, place: Place, given: Given) -> Any:
        kind = place.kind(self.pools) or place.returns
        if kind not in self.pools.ids or self.choices.chance(self.taste.wrong):
            kind = self.choices.one_of([*self.pools.ids])
        if self.choices.chance(self.taste.wrong):
            return self.choices.one_of([*self.pools.odd_ids, 1])
        known = self.pools.ids[kind]
        if not self.choices.chance(25):
            known = self.pools.visible[self.viewer, kind] or known
        return self.choices.one_of(known)

    def _string(self, place: Place, given: Given) -> str:
        if place.order is not None:
            return self._cursor(place.coordinate, place.order(given))
        if self.choices.chance(self.taste.wrong * 2):
            return self.choices.one_of(STRANGE)
        kind = place.kind(self.pools) or place.returns
        if place.name.lower().endswith("slug") and kind in self.pools.slugs:
            return self.choices.one_of(self.pools.slugs[kind])
        word = self.choices.one_of(self.pools.words)
        return word[: self.choices.below(len(word))] or word

    def _cursor(self, coordinate: str, order: Given) -> str:
        if self.choices.chance(self.taste.wrong):
            return self.choices.one_of(STRANGE)
        if self.choices.chance(self.taste.wrong):
            order = {}  # of the same list, perhaps in another order
        return self.choices.one_of(self.pools.cursors(coordinate, order) or STRANGE)

    def wrong(self) -> Any:
        """What fits no type, or few."""
        return self.choices.one_of(WRONG)


def written(type_: Any, value: Any) -> str:
    """A value as a document has it; enums go without quotation marks."""
    if is_non_null_type(type_):
        type_ = type_.of_type
    if value is None:
        return "null"
    if is_list_type(type_):
        if not isinstance(value, list):
            return written(type_.of_type, value)
        return f"[{', '.join(written(type_.of_type, one) for one in value)}]"
    if isinstance(type_, GraphQLInputObjectType):
        parts = (
            f"{name}: {written(type_.fields[name].type, one)}"
            for name, one in value.items()
        )
        return f"{{{', '.join(parts)}}}"
    if isinstance(type_, GraphQLEnumType):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
