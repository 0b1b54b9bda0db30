"""Everything, asked by everybody, by every path that leads to it.

From each object by its id two steps lead to what hangs on it and to what hangs on that,
so that each field that leads to a type is gone after each field that leads to its own.
What is not there for the viewer is answered as what never was.
"""

import pytest

from tests.access.asking import QUERIES, asked, by_ids, nobodys, questions
from tests.access.checking import Check
from tests.access.documents import NODES
from tests.access.world import KINDS, World
from tests.client import Client

pytestmark = pytest.mark.django_db

Clients = dict[str, Client]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("type_name", NODES)
def test_every_object_shows_what_it_may_and_so_do_those_around_it(
    world: World, clients: Clients, type_name: str, kind: str
) -> None:
    check = Check(world, world.viewers[kind])
    rows = {**world.of(type_name), nobodys(type_name): None}

    result = by_ids(clients[kind], type_name, [*rows])

    faults = [*check.told(result)]
    for row, value in zip(rows.values(), result, strict=True):
        faults += check.node(type_name, value, row)
    assert faults == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [name for name in QUERIES if name != "nodes"])
def test_every_way_in_leads_to_what_may_be_seen(
    world: World, clients: Clients, name: str, kind: str
) -> None:
    check = Check(world, world.viewers[kind])
    asks = [*questions(world, name)]

    result = asked(clients[kind], asks)

    faults = [*check.told(result)]
    for question, answer in zip(asks, result, strict=True):
        faults += question.faults(check, answer)
    assert faults == []
