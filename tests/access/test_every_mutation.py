"""Who may do a deed at all, with what, and what its result shows them.

With an id of something hidden it is answered as with an id of nothing.
"""

from collections.abc import Iterator

import pytest

from tests.access.checking import Check
from tests.access.doing import MUTATIONS, Deed, Outcome, deeds, done
from tests.access.inputs import session_of
from tests.access.table import line
from tests.access.table.rules import Viewer
from tests.access.world import KINDS, World
from tests.client import Client

pytestmark = pytest.mark.django_db

SIGNING_IN = ("tokenAuth", "startSession", "renewSession")
BY_COOKIE = ("renewSession", "endSession")


def may_ask(name: str, who: Viewer) -> bool:
    return line(f"Mutation.{name}").holds(who, None)


def tries(world: World, who: Viewer, name: str) -> list[Deed]:
    """All deeds of who may do it at all; of others one with something, and nothing."""
    found = deeds(world, who, name)
    return found if may_ask(name, who) else found[-2:]


def faults(name: str, who: Viewer, outcomes: list[Outcome]) -> Iterator[str]:
    """What is wrong with what came of all that a viewer tried."""
    absent = {one.deed.place: one for one in outcomes if one.deed.row is None}
    for one in outcomes:
        words = (
            f"{name} by {who.kind} of {one.deed.row!r} gave {one.value}, {one.refusals}"
        )
        if not may_ask(name, who):
            code = "FORBIDDEN" if who.user else "UNAUTHENTICATED"
            if one.value or one.codes != {code} or one.refusals != outcomes[0].refusals:
                yield words
        elif one.deed.is_there(who):
            if "NOT_FOUND" in one.codes or (one.value is None):
                yield words
        else:
            nothing = absent[one.deed.place]
            if (one.value, one.refusals) != (nothing.value, nothing.refusals):
                yield words
            if not one.codes & {"NOT_FOUND", "INVALID"}:
                yield words
        yield from shown(name, who, one)


def shown(name: str, who: Viewer, one: Outcome) -> Iterator[str]:
    """What is wrong with what a result shows."""
    is_signing_in = name in SIGNING_IN and who.user is None
    seer = one.world.viewers["student" if is_signing_in else who.kind]
    check = Check(one.world, seer, is_whole=False)
    yield from check.told([one.value, one.refusals])
    if not one.refusals:
        yield from check.field(f"Mutation.{name}", one.value, one.deed.row or who.user)
    elif one.value:
        yield from (
            f"{name} by {who.kind} is refused and has {key}"
            for key, value in one.value.items()
            if value and key not in ("__typename", "errors")
        )


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_mutation_is_done_with_what_is_there(
    world: World, clients: dict[str, Client], name: str
) -> None:
    attempts = {kind: tries(world, world.viewers[kind], name) for kind in KINDS}
    if name in BY_COOKIE:
        for kind in KINDS:
            cookie = session_of(world, world.viewers[kind])
            clients[kind].headers["cookie"] = cookie

    result = {kind: done(clients[kind], world, attempts[kind]) for kind in KINDS}

    found = [
        fault
        for kind, outcomes in result.items()
        for fault in faults(name, world.viewers[kind], outcomes)
    ]
    assert found == []
    assert any(not one.refusals for outcomes in result.values() for one in outcomes)
