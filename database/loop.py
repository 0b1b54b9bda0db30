"""PostgreSQL for synchronous code that runs in an event loop, where no thread waits.

:func:`run` runs such code in a greenlet. While a statement of it is with PostgreSQL,
the loop goes on with other work; a change of threads takes longer than most statements.
What would have to wait for anything else says :func:`leave`, and is done again in a
thread. So only work may be run here that can be begun twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from django.conf import settings
from greenlet import getcurrent, greenlet

from database.libpq import Connection, Request, Unanswered
from database.loop_connections import Connections, close, connections_of

__all__ = ["Left", "ask", "close", "is_here", "is_possible", "leave", "run", "wait"]

T = TypeVar("T")

AGAIN = 0.1  # seconds until what is late is cancelled again: it came too early
GRACE = 2.0  # seconds for which PostgreSQL may take to cancel it


class Left(BaseException):
    """Raised in the event loop by what needs a thread."""


class _Lane(greenlet):
    """A greenlet of synchronous code, with the connections that it may use.

    ``connection`` is the one that it waits for, and ``is_late`` after its deadline.
    """

    connections: Connections
    connection: Connection | None = None
    is_late = False


def is_possible() -> bool:
    """Whether code can run in the event loop of this thread at all."""
    engine: str = settings.DATABASES["default"]["ENGINE"]
    has_debug = settings.DEBUG  # which tells of the statements of Django's connections
    return bool(settings.DATABASE_LOOP_CONNECTIONS) and (
        engine.endswith("postgresql") and not has_debug
    )


def leave() -> None:
    """Go on in a thread, when in an event loop: :class:`Left` is raised there."""
    if is_here():
        raise Left


def is_here() -> bool:
    """Whether the code that runs is in an event loop, by :func:`run`."""
    return type(getcurrent()) is _Lane


async def run(work: Callable[..., T], *args: Any, seconds: float) -> T:
    """What ``work`` returns. Raises :class:`Left` where it needs a thread.

    After so many ``seconds`` its statement is cancelled, and it is left as well; that
    is when the statement has ended, so that nothing is done after the answer.
    """
    loop = asyncio.get_running_loop()
    lane = _Lane(work, getcurrent())
    lane.connections = connections_of(loop)
    if not lane.connections.are_there():
        raise Left
    found = lane.switch(*args)  # a future to wait for, or in the end what it returns
    if lane.dead:
        return found
    timer: Any = None

    def end(latest: float) -> None:
        nonlocal timer
        lane.is_late = True
        if lane.connection and loop.time() < latest:
            lane.connection.cancel()
            timer = loop.call_later(AGAIN, end, latest)
        elif not found.cancel():  # it goes on at this moment
            timer = loop.call_later(AGAIN, end, latest)

    timer = loop.call_later(seconds, end, loop.time() + seconds + GRACE)
    try:
        while not lane.dead:
            try:
                value = await found
            except asyncio.CancelledError as error:
                found = lane.throw(error if _is_cancelled() else Left())
            except BaseException as error:
                found = lane.throw(error)
            else:
                found = lane.switch(value)
    finally:
        timer.cancel()
    return found


def wait(work: Awaitable[T]) -> T:
    """What comes of something else to wait for, in code that is in the loop."""
    parent: Any = getcurrent().parent
    found: T = parent.switch(asyncio.ensure_future(work))
    return found


def ask(
    requests: Sequence[Request], *, is_transaction: bool = False
) -> list[list[Any]]:
    """The rows of each statement, all of which are sent at once.

    After any error of PostgreSQL's the code has :class:`Left`.
    """
    lane: Any = getcurrent()
    own: Connections = lane.connections
    try:
        connection = lane.connection = own.taken() or _next_free(lane)
        try:
            if lane.is_late:
                raise Left
            results = lane.parent.switch(connection.send(requests, is_transaction))
            return [connection.rows(result) for result in results]
        finally:
            lane.connection = None
            own.give_back(connection)
    except Unanswered:
        raise Left from None


def _next_free(lane: Any) -> Any:
    future = lane.connections.next_free()
    try:
        return lane.parent.switch(future)
    except BaseException:
        lane.connections.unwanted(future)
        raise


def _is_cancelled() -> bool:
    """Whether the task is, and not only what it waits for."""
    task = asyncio.current_task()
    return task is not None and bool(task.cancelling())
