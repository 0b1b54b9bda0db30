"""PostgreSQL for synchronous code that runs in an event loop, where no thread waits.

:func:`run` runs such code in a greenlet. While a statement of it is with PostgreSQL,
the loop goes on with other work; a change of threads takes longer than most statements.
What would have to wait for anything else says :func:`leave`, and is done again in a
thread. So only work may be run here that can be begun twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.conf import settings
from greenlet import GreenletExit, getcurrent, greenlet

from database.asked import Asked, Request, Unanswered
from database.libpq import AGAIN
from database.loop_connections import Connections, close, connections_of

__all__ = [
    "Left",
    "ask",
    "believe",
    "close",
    "is_here",
    "is_possible",
    "leave",
    "prove",
    "run",
    "soon",
    "wait",
]

T = TypeVar("T")

PROOF = """
SELECT 1 / count(*) FROM ({sql}) AS found
WHERE ROW(found.*) IS NOT DISTINCT FROM ROW({row})
"""
GRACE = 2.0  # seconds for which PostgreSQL may take to cancel it


class Left(BaseException):
    """Raised in the event loop by what needs a thread."""


@dataclass(frozen=True)
class _Belief:
    request: Request
    row: tuple[Any, ...]  # the only one that the statement is believed to have
    drop: Callable[[], None]

    @property
    def proof(self) -> Request:
        """A statement that fails, and a transaction with it, where it is not so."""
        sql, values = self.request
        row = ", ".join(["%s"] * len(self.row))
        return PROOF.format(sql=sql, row=row), [*values, *self.row]


class _Lane(greenlet):
    """A greenlet of synchronous code, with the connections that it may use.

    It does one piece of work after the other, since it is the making of a stack that
    takes time. ``asked`` is what the work waits for, ``belief`` what is not proven yet,
    and ``is_late`` after its deadline; in the end it ``is_done``, with a ``value`` or
    an ``error``.
    """

    def __init__(self, own: Connections) -> None:
        super().__init__(self._live)
        self.connections = own
        self.forget()

    def forget(self) -> None:
        """Be as new."""
        self.asked: Asked | None = None
        self.belief: _Belief | None = None
        self.is_late = self.is_done = False
        self.value: Any = None
        self.error: BaseException | None = None
        self.gr_context = None

    def result(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.value

    def _live(self, *job: Any) -> None:
        while True:
            self._do(*job)
            del job
            job = self.parent.switch()

    def _do(self, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
        try:
            self.value = work(*args)
            prove()
        except GreenletExit:
            raise
        except BaseException as error:
            self.error = error
        self.is_done = True


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
    own = connections_of(loop)
    if not own.are_there():
        raise Left
    lane = own.lanes.pop() if own.lanes else _Lane(own)
    lane.parent = getcurrent()
    try:
        found = lane.switch(work, args)  # what to wait for
        if not lane.is_done:
            await _rest(lane, found, loop, seconds)
        result: T = lane.result()
        return result
    finally:
        if lane.belief:
            lane.belief.drop()
        if lane.is_done:
            own.keep(lane)
        lane.forget()


async def _rest(
    lane: _Lane, found: Any, loop: asyncio.AbstractEventLoop, seconds: float
) -> None:
    """Go on with the work until it is done, whatever it waits for; ``found`` first."""
    timer: Any = None

    def end(latest: float) -> None:
        nonlocal timer
        lane.is_late = True
        if lane.asked and lane.connections.cancel(lane.asked) and loop.time() < latest:
            timer = loop.call_later(AGAIN, end, latest)
        elif not found.cancel():  # it goes on at this moment
            timer = loop.call_later(AGAIN, end, latest)

    timer = loop.call_later(seconds, end, loop.time() + seconds + GRACE)
    try:
        while not lane.is_done:
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


def wait(work: Awaitable[T]) -> T:
    """What comes of something else to wait for, in code that is in the loop."""
    parent: Any = getcurrent().parent
    found: T = parent.switch(asyncio.ensure_future(work))
    return found


def soon(seconds: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Have ``work`` done in this event loop so many seconds from now.

    Once, for all who want it in the meantime.
    """
    own = asyncio.get_running_loop()
    if work not in _due.setdefault(own, set()):
        _due[own].add(work)
        own.call_later(seconds, _begin, own, work)


def _begin(own: asyncio.AbstractEventLoop, work: Any) -> None:
    _due[own].discard(work)
    task = own.create_task(work())
    _tasks.add(task)  # a loop does not hold them
    task.add_done_callback(_tasks.discard)


_due: WeakKeyDictionary[Any, set[Any]] = WeakKeyDictionary()
_tasks: set[asyncio.Task[None]] = set()


def ask(
    requests: Sequence[Request], *, is_transaction: bool = False
) -> list[list[Any]]:
    """The rows of each statement, all of which are sent at once.

    After any error of PostgreSQL's the code has :class:`Left`.
    """
    lane: Any = getcurrent()
    if not lane.belief:
        return _ask(lane, requests, is_transaction)
    if is_transaction:
        found = _ask(lane, [lane.belief.proof, *requests], is_transaction)[1:]
    else:
        rows, *found = _ask(lane, [lane.belief.request, *requests])
        if rows != [lane.belief.row]:
            raise Left
    lane.belief = None
    return found


def believe(request: Request, row: tuple[Any, ...], drop: Callable[[], None]) -> bool:
    """Go on as if a statement had this one row; whether that may be done here.

    It is asked together with the next one, and nothing is written, nor returned by the
    code, where it has not: the code has :class:`Left`. ``drop`` is called unless it was
    found to be so.
    """
    lane: Any = getcurrent()
    if type(lane) is not _Lane or lane.belief:
        return False
    lane.belief = _Belief(request, row, drop)
    return True


def prove() -> None:
    """Find out whether what is believed holds; in a thread nothing is only believed."""
    lane: Any = getcurrent()
    if type(lane) is _Lane and lane.belief:
        ask([])


def _ask(
    lane: Any, requests: Sequence[Request], is_transaction: bool = False
) -> list[list[Any]]:
    own: Connections = lane.connections
    if lane.is_late:
        raise Left
    asked = lane.asked = own.asked(requests, is_transaction)
    try:
        found: list[list[Any]] = lane.parent.switch(asked.future)
        return found
    except Unanswered:
        raise Left from None
    except BaseException:
        own.unwanted(asked)
        raise
    finally:
        lane.asked = None


def _is_cancelled() -> bool:
    """Whether the task is, and not only what it waits for."""
    task = asyncio.current_task()
    return task is not None and bool(task.cancelling())
