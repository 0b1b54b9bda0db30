"""How long an answer waits that told its caller no more than that something was wrong.

Finding that out is work which no cost can foresee. It makes a debt of its caller, who
has the answer when that is as good as paid: who sends without a pause takes a quarter
of a process, and no thread waits meanwhile. All connections of a caller share a debt;
beyond a limit what they send is not read. Each process counts for itself: its time is
what is at stake.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

from cachetools import LRUCache

from schema.base.errors import RateLimited

FACTOR = 3  # seconds to pay for one of work, beyond those that it took
AROUND = 0.003  # seconds of work around that in a thread: to receive and to answer
SPARED = 0.05  # seconds owed for which nobody waits: people make mistakes
LATEST = 0.7  # seconds after it began, from when no answer waits any longer
MOST = 2.0  # seconds that a caller may owe
LONGEST = 0.6  # seconds of one answer's work that are owed: it alone never owes more
FORESEEN = 0.000_02  # seconds of work for a character of a document, at most and about
CALLERS = 10_000  # whose debts a process remembers

_lock = Lock()
_paid_at: LRUCache[str, float] = LRUCache(CALLERS)


def check(caller: str) -> None:
    """Raises :class:`RateLimited` for a caller who owes too much to be read."""
    with _lock:
        owed = _paid_at.get(caller, 0.0) - monotonic()
    if owed > MOST:
        raise RateLimited("You sent too much that was wrong", owed - MOST)


def due(work: float) -> float:
    """The seconds to pay for so many of work."""
    return FACTOR * min(work, LONGEST)


def answer_at(caller: str, work: float) -> float:
    """Add so many seconds of work to the debt; when, of ``monotonic``, to answer."""
    return _owe(caller, due(work + AROUND)) - SPARED


@contextmanager
def lent(caller: str, characters: int) -> Iterator[None]:
    """Owe what reading a document may take, while it is being read.

    So that no more of them are begun at once than the caller could pay for.
    """
    foreseen = FACTOR * FORESEEN * characters
    _owe(caller, foreseen)
    try:
        yield
    finally:
        _owe(caller, -foreseen)


def forget() -> None:
    """Nobody owes anything."""
    with _lock:
        _paid_at.clear()


def _owe(caller: str, seconds: float) -> float:
    now = monotonic()
    with _lock:
        paid_at = max(now, _paid_at.get(caller, now)) + seconds
        _paid_at[caller] = paid_at
    return paid_at
