"""How often something may be tried, counted exactly by sliding windows.

A try takes its places before it is made, so that no number of them at once is one too
many, and gives them back when it was a good one. With REDIS_URL all processes count
together; without, or while Redis does not answer, each for itself.
"""

import hashlib
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.utils import timezone

from schema.base.errors import RateLimited
from schema.base.threads import check_deadline
from schema.base.windows import Both, Window

PATIENCE = 8.0  # seconds for which a try waits for those whose outcome is open
LOOK_AGAIN_AFTER = 0.02  # seconds
PREFIX = "lyceum:tries:"

_store = Both()
memory = _store.memory


@dataclass(frozen=True)
class Limit:
    """At most ``most`` tries in any ``seconds``, for each key that it is counted by."""

    name: str
    most: int
    seconds: int

    def of(self, key: str) -> Window:
        # What people typed is of any length, and none of Redis's business.
        digest = hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
        length = self.seconds * 1000
        return Window(f"{PREFIX}{self.name}:{digest[:32]}", self.most, length)

    def from_address(self, address: str) -> list[Window]:
        """The window of a client's address; none where it is not known."""
        return [self.of(household_of(address))] if address else []


@lru_cache(10_000)
def household_of(address: str) -> str:
    """What is counted as one address: of IPv6 the 64 bits that one customer has."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(ip, IPv6Address):
        return str(ip)
    return str(ip.ipv4_mapped or ip_network((ip, 64), strict=False))


def count(windows: list[Window], *, refusal: str) -> None:
    """Count a try, whatever comes of it. Raises ``RateLimited`` for one too many."""
    id, now = _take(windows, refusal)
    _store.keep(windows, id, now)


@contextmanager
def count_bad(
    windows: list[Window], bad: tuple[type[Exception], ...], *, refusal: str
) -> Iterator[None]:
    """Count the try that is made inside when it ends in one of the ``bad`` exceptions.

    Raises ``RateLimited``, before anything is done inside, for one too many.
    """
    id, now = _take(windows, refusal)
    try:
        yield
    except bad:
        _store.keep(windows, id, now)
        raise
    except BaseException:
        _store.give_back(windows, id)
        raise
    _store.give_back(windows, id)


def _take(windows: list[Window], refusal: str) -> tuple[str, int]:
    """The id and the moment of a try that was given its places.

    It waits while others may yet give theirs back: nobody is refused because many
    who know their passwords sign in at once.
    """
    id, deadline = uuid.uuid4().hex, time.monotonic() + PATIENCE
    while True:
        now = int(timezone.now().timestamp() * 1000)
        full = _store.take(windows, id, now)
        if full is None:
            return id, now
        if not full.may_open:
            raise RateLimited(refusal, retry_after=full.wait / 1000)
        if time.monotonic() > deadline:
            raise RateLimited(refusal, retry_after=1)
        check_deadline()
        time.sleep(LOOK_AGAIN_AFTER)
