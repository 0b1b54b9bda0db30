"""The arguments of a field."""

from dataclasses import replace
from typing import Any

from graphql import GraphQLField, get_named_type
from graphql.pyutils import Undefined

from tests.plans import shapes
from tests.plans.values import Given, Place
from tests.plans.variables import Arguments, Written

LIST_SIZE = {"lessons": 30, "progress": 30}  # what cost.py takes lists for, about
LONG = 90
PAGE = 20
SEARCH = 100  # points
# Which paging arguments, from the simplest on.
PAGINGS = (
    *(("first",), ("first", "after"), ("last",), ("last", "before"), ("after",)),
    *(("first", "before"), ("last", "after"), ("first", "after", "before"), ()),
)
TOGETHER = ("first", "last", "after")  # which is refused
SORTING = {"ordering", "filters"}
PAGE_ARGUMENTS = {"first", "last", "after", "before"}


def write_arguments(
    writer: Arguments, coordinate: str, field: GraphQLField, kind: str = ""
) -> dict[str, Written]:
    """The arguments that a field gets, by their names; ids are of this ``kind``."""
    choices, taste = writer.choices, writer.taste
    of = kind or returns(field)
    found: dict[str, Written] = {}
    names = _names(writer, field)
    for name in names:
        argument = field.args[name]
        place = Place(name, coordinate, of)
        has_default = argument.default_value is not Undefined
        if shapes.is_page(field) and name in ("after", "before"):
            place = replace(place, order=_order(found))
            if any(found[one].variables for one in SORTING & found.keys()):
                found[name] = writer.by_variable(argument.type, place, has_default)
                continue
        elif not shapes.is_required(argument) and name not in PAGE_ARGUMENTS:
            if len(names) > 1 and not choices.chance(taste.argument):
                continue
        found[name] = writer.write(argument.type, place, has_default)
    return found


def _names(writer: Arguments, field: GraphQLField) -> list[str]:
    """Those that it may get; in a page those of paging last, and a few of them."""
    choices, taste = writer.choices, writer.taste
    if not shapes.is_page(field):
        names = [*field.args]
        if all(not shapes.is_required(one) for one in field.args.values()):
            # Such as `course`, which takes one of them.
            if len(names) > 1 and not choices.chance(taste.wrong / 2):
                return [choices.one_of(names)]
        return names
    names = [name for name in field.args if name not in PAGE_ARGUMENTS]
    if choices.chance(taste.wrong / 2):
        return [*names, *TOGETHER]
    if not choices.chance(taste.paging):
        return names
    with_cursor = choices.chance(taste.cursor)
    pagings = [one for one in PAGINGS if with_cursor == bool({*one} & {*TOGETHER[2:]})]
    return [*names, *choices.one_of(pagings or PAGINGS)]


def _order(found: dict[str, Written]) -> Any:
    """Tells by the variables how a list is sorted."""
    sorting = {name: one for name, one in found.items() if name in SORTING}

    def order(given: Given) -> Given:
        return {name: one.value(given) for name, one in sorting.items()}

    return order


def size_of(type_name: str, field: GraphQLField, found: dict[str, Written]) -> int:
    """How many objects the field is taken to give at most."""
    if shapes.is_page(field):
        sizes = [found[name].value({}) for name in ("first", "last") if name in found]
        numbers = [one for one in sizes if isinstance(one, int)]
        is_known = numbers and not any(found[n].variables for n in found)
        return max(1, min(100, max(numbers))) if is_known else PAGE
    if not shapes.is_list(field):
        return 1
    return LONG if type_name.endswith("Stats") else LIST_SIZE.get(returns(field), 10)


def returns(field: GraphQLField) -> str:
    return get_named_type(field.type).name
