"""How many connections an address has open to this process, at most so many at once.

Each process counts its own; what several of them have together is for the proxy before
them to limit.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from schema.base.throttles import household_of

_open: Counter[str] = Counter()  # the event loop alone counts


@contextmanager
def place_for(address: str) -> Iterator[bool]:
    """Whether one more may be open, which is counted until the end of this block."""
    key = household_of(address)
    if address and _open[key] >= settings.GRAPHQL_MAX_SOCKETS:
        yield False
        return
    _open[key] += 1
    try:
        yield True
    finally:
        _open[key] -= 1
        if not _open[key]:
            del _open[key]
