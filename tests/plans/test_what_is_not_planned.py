"""Every field that a query can reach has a plan, but for those that stand here."""

from functools import cache

import pytest
from django.test import override_settings

from tests.plans.answering import CORE, PLAN, Answered, ask
from tests.plans.arguments import returns
from tests.plans.asking import Ground
from tests.plans.documents import Asking
from tests.plans.shapes import (
    QUERY,
    fields_of,
    is_composite,
    is_object,
    possible,
    types,
)

pytestmark = pytest.mark.django_db

NOT_PLANNED = {
    "__schema { queryType { name } }": "Tools ask for the schema, and seldom.",
    '__type(name: "Course") { name }': "The same, of one type.",
}
VIEWERS = ["visitor", "student", "instructor", "staff"]
# What a field of the query is asked for; ids and slugs are of this type.
ARGUMENTS = {
    "node": ("Notification", '(id: "{id}")'),
    "nodes": ("Notification", '(ids: ["{id}"])'),
    "category": ("Category", '(slug: "{slug}")'),
    "course": ("Course", '(slug: "{slug}")'),
    "lesson": ("Lesson", '(id: "{id}")'),
}
FIELDS = [
    f"{name}.{field}"
    for name in types()
    if is_object(name)
    for field in fields_of(name)
]


@cache
def paths() -> dict[str, tuple[str, ...]]:
    """The shortest way to each type: fields of the query, and conditions on types."""
    found: dict[str, tuple[str, ...]] = {QUERY: ()}
    for name in (waiting := [QUERY]):
        for field_name, field in fields_of(name).items():
            if not is_composite(field):
                continue
            below = returns(field)
            for one in (below, *possible(below)):
                condition = () if one == below else (f"... on {one}",)
                if one not in found:
                    found[one] = (*found[name], field_name, *condition)
                    waiting.append(one)
    return found


def document(ground: Ground, coordinate: str) -> str:
    """What asks for this field and nothing else."""
    type_name, name = coordinate.split(".")
    below = " { __typename }" if is_composite(fields_of(type_name)[name]) else ""
    steps = [*paths()[type_name], name]
    steps[0] += _arguments(ground, steps[0], type_name)
    return f"{{ {' { '.join(steps)}{below} {'}' * len(steps)}"


def _arguments(ground: Ground, name: str, type_name: str) -> str:
    kind, form = ARGUMENTS.get(name, ("", ""))
    if type_name in ground.pools.ids and name.startswith("node"):
        kind = type_name
    ids, slugs = ground.pools.ids.get(kind), ground.pools.slugs.get(kind)
    for mark, texts in (("{id}", ids), ("{slug}", slugs)):
        form = form.replace(mark, texts[0] if texts else "")
    return form


def answered(ground: Ground, text: str) -> dict[str, Answered]:
    """By the first asking of it, which would be a plan's."""
    with override_settings(GRAPHQL_PLAN_FROM=1):
        return {
            kind: ask(text, Asking(kind, {}, None), ground.viewers) for kind in VIEWERS
        }


@pytest.mark.parametrize("coordinate", FIELDS)
def test_every_field_is_planned(ground: Ground, coordinate: str) -> None:
    text = document(ground, coordinate)

    result = answered(ground, text)

    told = {kind: (one.way, one.codes) for kind, one in result.items()}
    assert told == {kind: (PLAN, []) for kind in VIEWERS}, text


@pytest.mark.parametrize("selection", NOT_PLANNED)
def test_nothing_else_is_left_to_core(ground: Ground, selection: str) -> None:
    result = answered(ground, f"{{ {selection} }}")

    assert {(one.way, *one.codes) for one in result.values()} == {(CORE,)}
