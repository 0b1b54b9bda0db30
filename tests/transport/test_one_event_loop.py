"""What asks PostgreSQL at the same time in one event loop, and shares connections."""

import asyncio
import time
import weakref
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from greenlet import getcurrent

from courses.models import Category
from database import loop
from database.executing import execute, execute_together
from database.loop_connections import LANES

LATE = 0.5  # seconds
SLOW = "SELECT pg_sleep(%s)"
ECHO = "SELECT %s::text"
WRITE = "INSERT INTO courses_category (name, slug) VALUES (%s, %s) RETURNING id"
# Nobody and no group have these ids, which PostgreSQL looks for in the end.
BELONG = "INSERT INTO users_user_groups (user_id, group_id) VALUES (%s, %s)"
RUNNING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND state = 'active' AND query LIKE '%%pg_sleep%%'
"""

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def run(transactional_db: None) -> Iterator[Run]:
    """Runs a coroutine in an event loop, whose connection has prepared the usual."""
    with asyncio.Runner() as runner:
        runner.run(wait_until_connected())
        for _ in range(3):
            runner.run(together(ask(SLOW, 0), ask(ECHO, "")))
        yield runner.run
        loop.close(lambda other: other is runner.get_loop())


async def wait_until_connected() -> None:
    while await ask(ECHO, "") is loop.Left:
        await asyncio.sleep(0.05)


async def ask(sql: str, *values: Any, seconds: float = 10) -> Any:
    """The rows; what was raised where there are none."""
    try:
        return await loop.run(execute, sql, [*values], seconds=seconds)
    except loop.Left:
        return loop.Left


async def write(sql: str, *values: Any) -> Any:
    """What a transaction of this one statement gives."""
    try:
        return await loop.run(execute_together, [(sql, [*values])], seconds=10)
    except loop.Left:
        return loop.Left


async def seen_in(greenlets: list[Any]) -> None:
    """Have a statement run, and note in which greenlet; one that ended is false."""

    def work() -> None:
        greenlets.append(weakref.ref(getcurrent()))
        execute(ECHO, [""])

    with suppress(loop.Left):
        await loop.run(work, seconds=10)


async def together(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    return await asyncio.gather(*work)


async def seconds_of(work: Coroutine[Any, Any, Any]) -> float:
    start = time.monotonic()
    await work
    return time.monotonic() - start


async def left_at_once(work: Coroutine[Any, Any, Any]) -> bool:
    """Whether it was cancelled when it had asked for what was not sent yet."""
    task = asyncio.create_task(work)
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    return task.cancelled()


def running() -> int:
    with connection.cursor() as cursor:
        cursor.execute(RUNNING)
        return cursor.fetchone()[0]


def test_each_has_its_own_rows(run: Run) -> None:
    words = [f"word {number}" for number in range(100)]

    result = run(together(*(ask(ECHO, word) for word in words)))

    assert result == [[(word,)] for word in words]


def test_what_fails_for_one_fails_for_nobody_else(run: Run) -> None:
    broken = [ask("SELECT 1 / %s::int", 0), ask("SELECT %s FROM nothing", 1)]
    infinite = ask("SELECT %s::timestamptz", "infinity")

    result = run(together(ask(ECHO, "a"), *broken, infinite, ask(ECHO, "b")))

    assert result == [[("a",)], *[loop.Left] * 3, [("b",)]]


def test_what_fails_when_its_transaction_ends_is_not_done(run: Run) -> None:
    writes = write(BELONG, 0, 0), write(WRITE, "Kept", "kept")

    result = run(together(*writes, ask(ECHO, "a")))

    kept = Category.objects.get(slug="kept")
    assert result == [loop.Left, [[(kept.pk,)]], [("a",)]]
    assert run(ask(ECHO, "b")) == [("b",)]


def test_after_failures_others_are_answered(run: Run) -> None:
    run(together(*(ask("SELECT 1 / %s::int", 0) for _ in range(10))))

    result = run(together(*(ask(ECHO, str(number)) for number in range(10))))

    assert result == [[(str(number),)] for number in range(10)]


def test_who_is_behind_something_slow_goes_elsewhere(run: Run) -> None:
    slow = [ask(SLOW, 1) for _ in range(4)]

    result = run(together(*slow, *(seconds_of(ask(ECHO, "")) for _ in range(10))))

    assert max(result[4:]) < 0.5


def test_what_many_needed_at_once_is_not_kept_by_all(run: Run) -> None:
    greenlets: list[Any] = []
    run(together(*(seen_in(greenlets) for _ in range(3 * LANES))))

    result = [one for one in greenlets if one()]

    assert len(greenlets) == 3 * LANES
    assert len(result) <= LANES


def test_a_loop_that_is_closed_keeps_none(run: Run) -> None:
    greenlets: list[Any] = []
    run(seen_in(greenlets))
    loop.close()

    result = [one for one in greenlets if one()]

    assert len(greenlets) == 1
    assert result == []


def test_what_nobody_waits_for_any_more_is_ended(run: Run) -> None:
    run(together(*(ask(SLOW, 60, seconds=LATE) for _ in range(12))))
    run(asyncio.sleep(1))
    run(wait_until_connected())

    result = running(), run(ask(ECHO, "again"))

    assert result == (0, [("again",)])


def test_nothing_is_written_for_who_has_gone(run: Run) -> None:
    result = run(left_at_once(write(WRITE, "Gone", "gone")))

    assert result
    assert not Category.objects.filter(slug="gone")
