"""Two servers, thousands of subscribers, a Redis that restarts: what arrives, and when.

Every subscriber is a person with a WebSocket of their own. Notifications are committed
at a steady rate, each for one of them; half-way Redis is killed and comes back empty.
"""

import asyncio
import json
import multiprocessing
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from faults.project import make_people, set_up
from faults.services import Redis, installation, resident, web_server

SUBSCRIBERS = 2000
RATE = 200  # notifications a second
SECONDS = 60
AT_ONCE = 10  # notifications of one transaction
REDIS_PAUSE = 2.0  # seconds that Redis is away
PATIENCE = 60  # seconds until what has not arrived is lost
RECEIVE = """
subscription ($after: ID!) { notificationReceived(after: $after) { id message } }
"""


@dataclass
class Person:
    """A subscriber, with what arrived: when, by the number of the notification."""

    user_id: int
    token: str
    last_id: str
    received: list[tuple[int, float]] = field(default_factory=list)
    connections: int = 0


def main() -> bool:
    """Run it, print the figures, and say whether all was well."""
    with ExitStack() as stack:
        environment, redis = stack.enter_context(installation())
        environment["GRAPHQL_MAX_SOCKETS"] = str(SUBSCRIBERS)
        workers = stack.enter_context(
            ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        )
        people = [
            Person(*who)
            for who in workers.submit(make_subscribers, environment).result()
        ]
        servers = [stack.enter_context(web_server(environment)) for _ in range(2)]
        return asyncio.run(run(people, servers, redis, workers))


async def run(
    people: list[Person],
    servers: list[tuple[int, int]],
    redis: Redis,
    workers: ProcessPoolExecutor,
) -> bool:
    before = [resident(pid) for _, pid in servers]
    listening = asyncio.Semaphore(0)
    hurry = asyncio.Semaphore(50)
    async with asyncio.TaskGroup() as group:  # which ends when one of them fails
        tasks = [
            group.create_task(
                listen(person, servers[number % len(servers)][0], listening, hurry)
            )
            for number, person in enumerate(people)
        ]
        for _ in people:
            await listening.acquire()
        await asyncio.sleep(2)
        after = [resident(pid) for _, pid in servers]
        each = sum(after) - sum(before)
        print(
            f"{len(people):,} subscribers on {len(servers)} servers: "
            f"{each / len(people):.1f} KiB each"
        )
        loop = asyncio.get_running_loop()
        ids = [person.user_id for person in people]
        sending = loop.run_in_executor(workers, send, ids)
        await asyncio.sleep(SECONDS / 2)
        outage = [time.time()]
        await asyncio.to_thread(redis.restart, REDIS_PAUSE)
        outage.append(time.time())
        committed = await sending
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if sum(len(person.received) for person in people) >= len(committed):
                break
            await asyncio.sleep(0.1)
        await asyncio.sleep(1)
        for task in tasks:
            task.cancel()
    return report(people, committed, outage)


async def listen(
    person: Person, port: int, listening: asyncio.Semaphore, hurry: asyncio.Semaphore
) -> None:
    """Keep what arrives; connect again and resume where the connection ends."""
    while True:
        async with hurry:
            socket = await connect(
                f"ws://127.0.0.1:{port}/graphql",
                subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
                compression=None,
                ping_interval=None,
            )
            authorization = {"Authorization": f"Bearer {person.token}"}
            await say(socket, type="connection_init", payload=authorization)
            assert json.loads(await socket.recv())["type"] == "connection_ack"
            variables = {"after": person.last_id}
            payload = {"query": RECEIVE, "variables": variables}
            await say(socket, type="subscribe", id="1", payload=payload)
        person.connections += 1
        if person.connections == 1:
            listening.release()
        try:
            async for text in socket:
                now = time.time()
                message = json.loads(text)
                row = message["payload"]["data"]["notificationReceived"]
                person.last_id = row["id"]
                person.received.append((int(row["message"]), now))
        except ConnectionClosed:
            pass


async def say(socket: Any, **message: Any) -> None:
    await socket.send(json.dumps(message))


def report(
    people: list[Person], committed: dict[int, tuple[int, float]], outage: list[float]
) -> bool:
    """Print what became of each notification; whether none was lost or doubled."""
    seen: dict[int, int] = {}
    delays, calm = [], []
    in_order = True
    for person in people:
        numbers = [number for number, _ in person.received]
        in_order &= numbers == sorted(numbers)
        for number, arrived in person.received:
            user_id, at = committed[number]
            assert user_id == person.user_id
            seen[number] = seen.get(number, 0) + 1
            delays.append((arrived - at) * 1000)
            if not outage[0] - 1 < at < outage[1] + 1:
                calm.append(delays[-1])
    lost = len(committed) - len(seen)
    doubled = sum(count > 1 for count in seen.values())
    again = sum(person.connections - 1 for person in people)
    print(
        f"{len(committed):,} notifications in {SECONDS} s: {lost} lost, "
        f"{doubled} twice, {'in order' if in_order else 'NOT in order'}, "
        f"{again} reconnections"
    )
    for name, sample in (("all", delays), ("without Redis's outage", calm)):
        cuts = statistics.quantiles(sample, n=100)
        print(
            f"commit to receipt, {name}: median {cuts[49]:.0f} ms, "
            f"p99 {cuts[98]:.0f} ms, at most {max(sample):.0f} ms"
        )
    return lost == doubled == 0 and in_order


def make_subscribers(environment: dict[str, str]) -> list[tuple[int, str, str]]:
    """In a process of its own: users, each with a token and a notification."""
    set_up(environment)
    from notifications.models import Notification
    from schema.base.nodes import global_id
    from users import tokens
    from users.models import User

    users = User.objects.in_bulk(make_people(SUBSCRIBERS)).values()
    # The one that each device has already: everything after it must come.
    first = Notification.objects.bulk_create(
        Notification(user=user, key="first", message="-1") for user in users
    )
    return [
        (row.user_id, tokens.issue(row.user).token, global_id(row)) for row in first
    ]


def send(user_ids: list[int]) -> dict[int, tuple[int, float]]:
    """In a process of its own: commit notifications, and say for whom and when."""
    from django.db import transaction

    from notifications.models import Notification
    from notifications.services import notify_all

    committed: dict[int, tuple[int, float]] = {}

    def commit(numbers: range) -> None:
        whose = {number: user_ids[number % len(user_ids)] for number in numbers}

        def note() -> None:
            now = time.time()
            committed.update({number: (pk, now) for number, pk in whose.items()})

        with transaction.atomic():
            transaction.on_commit(note)
            notify_all(
                Notification(user_id=pk, key=f"load:{number}", message=str(number))
                for number, pk in whose.items()
            )

    begin = time.monotonic()
    for start in range(0, RATE * SECONDS, AT_ONCE):
        time.sleep(max(0, begin + start / RATE - time.monotonic()))
        commit(range(start, start + AT_ONCE))
    return committed
