"""However a list is filtered or sorted, it has and counts only what its viewer sees."""

from typing import Any

import pytest

from tests.access.checking import Check
from tests.access.documents import document
from tests.access.filtering import choices, listing, lists
from tests.access.world import KINDS, World
from tests.client import Client

pytestmark = pytest.mark.django_db

ROOM = 15  # ways to ask for a list in one document


def asked(
    client: Client, world: World, type_name: str, name: str, chosen: list[str]
) -> list[tuple[Any, dict[str, Any]]]:
    """The objects that the viewer is given, each with its lists by the ways to ask."""
    found: list[tuple[Any, dict[str, Any]]] = []
    for start in range(0, len(chosen), ROOM):
        text = listing(type_name, name, chosen[start : start + ROOM])
        if type_name == "Query":
            found.append((None, client(document(text)).data))
            continue
        query = document(text, "query", "($ids: [ID!]!)")
        for answer in client(query, ids=[*world.of(type_name)]).data["nodes"]:
            if answer is not None:
                found.append((world.rows[answer.pop("id")], answer))
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("type_name", "name"), [*lists()])
def test_no_way_to_ask_for_a_list_shows_more(
    world: World, clients: dict[str, Client], type_name: str, name: str, kind: str
) -> None:
    check = Check(world, world.viewers[kind])
    chosen = choices(world, type_name, name)

    result = asked(clients[kind], world, type_name, name, chosen)

    faults: list[str] = []
    for holder, answers in result:
        for alias, value in answers.items():
            faults += check.listed(f"{type_name}.{name}", value, holder)
    assert faults == []
