"""Arguments, written out or by variables, and the variables that they need."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLNonNull,
    is_list_type,
    is_non_null_type,
)

from tests.plans.shapes import is_one_of
from tests.plans.values import Given, Place, Values, written

MISSING: Any = object()


@dataclass(frozen=True)
class Variable:
    """One of a document; its values are made when it is asked."""

    name: str
    type_: Any
    place: Place
    default: Any = MISSING

    @property
    def is_optional(self) -> bool:
        return self.default is not MISSING or not is_non_null_type(self.type_)

    def __str__(self) -> str:
        if self.default is MISSING:
            return f"${self.name}: {self.type_}"
        return f"${self.name}: {self.type_} = {written(self.type_, self.default)}"


@dataclass
class Written:
    """A value as it stands in a document, and what it is with given variables."""

    text: str
    value: Callable[[Given], Any]
    variables: set[str] = field(default_factory=set)


class Arguments:
    """Makes up values for a document, and the variables of it."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.choices = values.choices
        self.taste = values.taste
        self.known: dict[str, Variable] = {}
        self.seen: set[str] = set()  # fields of input objects

    def write(self, type_: Any, place: Place, has_default: bool = False) -> Written:
        """A value, or a variable, or a list or object with variables in it."""
        if self.choices.chance(self.taste.variable):
            return self.by_variable(type_, place, has_default)
        inner = type_.of_type if is_non_null_type(type_) else type_
        if isinstance(inner, GraphQLInputObjectType):
            return self._object(inner, place)
        if is_list_type(inner) and not self.choices.chance(10):
            count = self.choices.one_of((1, 2, 3, 0, 4))
            parts = [self.write(inner.of_type, place) for _ in range(count)]
            return Written(
                f"[{', '.join(part.text for part in parts)}]",
                lambda given: [part.value(given) for part in parts],
                set[str]().union(*(part.variables for part in parts)),
            )
        value = self.values.of(type_, place, {})
        self._see(type_, value)
        return Written(written(type_, value), lambda given: value)

    def _object(self, of: GraphQLInputObjectType, place: Place) -> Written:
        is_strict = is_one_of(of)
        if is_strict:
            names = [self.choices.one_of([*of.fields])]
        else:
            names = [name for name in of.fields if self.choices.chance(40)]
        parts = {}
        for name in names:
            type_ = of.fields[name].type
            type_ = GraphQLNonNull(type_) if is_strict else type_
            parts[name] = self.write(type_, place.inside(name, is_strict))
            self.seen.add(f"{of.name}.{name}")
        return Written(
            f"{{{', '.join(f'{name}: {one.text}' for name, one in parts.items())}}}",
            lambda given: {name: one.value(given) for name, one in parts.items()},
            set[str]().union(*(part.variables for part in parts.values())),
        )

    def by_variable(self, type_: Any, place: Place, has_default: bool) -> Written:
        variable = self._variable(type_, place, has_default)
        name = variable.name
        other = None if variable.default is MISSING else variable.default
        return Written(f"${name}", lambda given: given.get(name, other), {name})

    def _variable(self, type_: Any, place: Place, has_default: bool) -> Variable:
        same = [
            one
            for one in self.known.values()
            if str(one.type_) == str(type_) and one.place.name == place.name
        ]
        if same and place.order is None and self.choices.chance(30):
            return self.choices.one_of(same)
        default = MISSING
        is_strict = is_non_null_type(type_)
        if self.choices.chance(30):
            default = self.values.of(type_, place, self._defaults())
            self._see(type_, default)
        if place.is_strict:
            pass  # the only one of its object is never null
        elif is_strict and (default is not MISSING or has_default):
            # Null is then refused when it runs, not before.
            type_ = type_.of_type if self.choices.chance(30) else type_
        elif not is_strict and default is not None and self.choices.chance(25):
            type_ = GraphQLNonNull(type_)
        name = f"{place.name or 'v'}{len(self.known) or ''}"
        self.known[name] = Variable(name, type_, place, default)
        return self.known[name]

    def _defaults(self) -> Given:
        return {
            one.name: one.default
            for one in self.known.values()
            if one.default is not MISSING
        }

    def given(self, names: set[str]) -> Given:
        """Values for an operation that has these variables."""
        given: Given = {}
        for name, one in self.known.items():
            if name not in names:
                continue
            if one.is_optional and self.choices.chance(20):
                continue
            if self.choices.chance(self.taste.wrong / 8):
                given[name] = self.values.wrong()
            else:
                given[name] = self.values.of(one.type_, one.place, given)
        if self.choices.chance(1):
            given["nobodyAsksForThis"] = 1
        return given

    def _see(self, type_: Any, value: Any) -> None:
        """Note what is in a value."""
        while is_non_null_type(type_) or is_list_type(type_):
            type_ = type_.of_type
        if isinstance(type_, GraphQLInputObjectType):
            for one in value if isinstance(value, list) else [value]:
                self.seen.update(f"{type_.name}.{name}" for name in one or ())
