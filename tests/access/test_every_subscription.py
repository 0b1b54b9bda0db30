"""What each subscription sends to each viewer, while something happens to everybody."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing

import pytest
from django.utils import timezone

from courses.models import Enrollment
from notifications import live
from notifications.models import Notification
from schema.base.context import Context
from schema.base.nodes import global_id
from schema.base.threads import run_in_thread
from schema.transport.operations import Answer, answers
from schema.transport.preparing import Operation
from tests.access.checking import Check
from tests.access.documents import NODES, document, fields_of, row_type, selection
from tests.access.making import make_world
from tests.access.table import line
from tests.access.world import KINDS, World
from users import tokens

pytestmark = pytest.mark.django_db(transaction=True)

SUBSCRIPTIONS = fields_of("Subscription")
PAUSE = 0.1  # seconds between what happens
MOST = 200  # times that it happens until everybody has heard what is for them
NUMBER = "a number"
REFUSAL = {
    "message": "Sign in first: this needs an access token.",
    "extensions": {"code": "UNAUTHENTICATED"},
}


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def query_of(name: str) -> str:
    """The subscription, from the first that there was to tell, two steps far."""
    first = f'(after: "{global_id(Notification(pk=1))}")'
    arguments = first if "after" in SUBSCRIPTIONS[name].args else ""
    inner = selection(SUBSCRIPTIONS[name], 2)
    return document(f"{name}{arguments} {inner}", "subscription")


def happen(people: list[int]) -> None:
    """Let everybody hear of a change of every enrollment."""
    Enrollment.objects.update(updated_at=timezone.now())
    live.wake_after_commit(people)


def is_refused(world: World, name: str, kind: str) -> bool:
    return not line(f"Subscription.{name}").holds(world.viewers[kind], None)


def due(world: World, name: str, kind: str) -> set[str]:
    """The ids of what a viewer has to hear of, no more and no less."""
    of = row_type(SUBSCRIPTIONS[name])
    if of not in NODES:
        return {NUMBER}
    rows = world.of(of).items()
    return {id for id, row in rows if line(of).holds(world.viewers[kind], row)}


def ids(name: str, bodies: list[Answer]) -> set[str]:
    values = [body["data"][name] for body in bodies]
    return {one["id"] if isinstance(one, dict) else NUMBER for one in values}


def has_heard(world: World, name: str, kind: str, bodies: list[Answer]) -> bool:
    if is_refused(world, name, kind):
        return bool(bodies)
    return ids(name, bodies) >= due(world, name, kind)


async def heard(world: World, name: str) -> dict[str, list[Answer]]:
    """All answers, by the viewers' kinds."""
    found: dict[str, list[Answer]] = {kind: [] for kind in KINDS}
    users = {kind: who.user for kind, who in world.viewers.items()}
    signed = {
        kind: f"Bearer {(await run_in_thread(tokens.issue, user)).token}"
        for kind, user in users.items()
        if user is not None
    }

    async def listen(kind: str) -> None:
        context = Context(signed.get(kind, ""), "http://localhost")
        async with aclosing(answers(Operation(query_of(name)), context)) as bodies:
            async for body in bodies:
                found[kind].append(body)

    wake_ups = asyncio.ensure_future(live.receive())
    listening = [asyncio.ensure_future(listen(kind)) for kind in KINDS]
    for _ in range(MOST):
        await asyncio.sleep(PAUSE)
        await run_in_thread(happen, [user.pk for user in users.values() if user])
        if all(has_heard(world, name, kind, found[kind]) for kind in KINDS):
            break
    await asyncio.sleep(3 * PAUSE)  # for what is not for them
    for one in (*listening, wake_ups):
        one.cancel()
    await asyncio.gather(*listening, wake_ups, return_exceptions=True)
    return found


def faults(world: World, name: str, kind: str, bodies: list[Answer]) -> Iterator[str]:
    """What is wrong with what a viewer heard."""
    who = world.viewers[kind]
    check = Check(world, who)
    yield from check.told(bodies)
    if is_refused(world, name, kind):
        if bodies != [{"errors": [REFUSAL]}]:
            yield f"{kind} hears {bodies}"
        return
    for body in bodies:
        yield from check.field(f"Subscription.{name}", body["data"][name], who.user)
    if ids(name, bodies) != due(world, name, kind):
        yield f"{kind} hears of others, or of too few"


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_every_subscription_tells_its_viewer_of_their_own(
    world: World, name: str
) -> None:
    result = asyncio.run(heard(world, name))

    found = [
        fault for kind in KINDS for fault in faults(world, name, kind, result[kind])
    ]
    assert found == []
