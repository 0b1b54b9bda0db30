"""How much of the server one caller may use: a leaky bucket of points.

Each operation fills its caller's bucket by its cost, and the bucket leaks at a steady
rate. The processes share the buckets by Redis; without one each has its own. What is
little, of a caller who is far from the limit, goes on account: an event loop tells
Redis a moment later, of all its callers at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

from cachetools import LRUCache
from django.conf import settings

from database import loop
from schema.base import redis
from schema.base.errors import RateLimited

CALLERS = 100_000  # whose buckets a process remembers
LITTLE = 1 / 100  # of a bucket, which goes on account
FAR = 1 / 2  # of a bucket, up to which something does
SOON = 0.02  # seconds until Redis is told

# Adds what was on account, and then the points if they fit, to each of the buckets.
# Returns for each its level, and the seconds to wait until the points fit.
SCRIPT = """
local size, rate, points = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local found = {}
for place, key in ipairs(KEYS) do
  local stored = redis.call('HMGET', key, 'level', 'at')
  local level, at = tonumber(stored[1]) or 0, tonumber(stored[2]) or now
  level = math.max(0, level - math.max(0, now - at) * rate) + tonumber(ARGV[3 + place])
  local wait = math.max(0, (level + points - size) / rate)
  if wait == 0 then level = level + points end
  redis.call('HSET', key, 'level', tostring(level), 'at', tostring(now))
  redis.call('PEXPIRE', key, math.ceil(math.max(size, level) / rate * 1000) + 1)
  found[2 * place - 1], found[2 * place] = tostring(level), tostring(wait)
end
return found
"""


@dataclass
class Account:
    """A bucket's level as it was known, with what is on account since then."""

    level: float = 0.0
    at: float = 0.0
    owed: float = 0.0  # of which Redis knows nothing

    def level_at(self, now: float) -> float:
        return max(0.0, self.level - (now - self.at) * settings.GRAPHQL_COST_RESTORE)

    def add(self, points: float, now: float) -> None:
        self.level, self.at = self.level_at(now) + points, now

    def learn(self, level: float) -> None:
        """That is what Redis knows; more may have gone on account meanwhile."""
        self.level, self.at = level + self.owed, monotonic()


Accounts = LRUCache[str, Account]

_lock = Lock()
_shared: Accounts = LRUCache(CALLERS)
_alone: Accounts = LRUCache(CALLERS)  # while there is no Redis
_owing: set[str] = set()  # callers with something on account


def spend(caller: str, points: int) -> dict[str, Any]:
    """Take the points; tells what is left and what comes back each second.

    Raises :class:`RateLimited`, and takes nothing, where there are not so many.
    """
    size, rate = settings.GRAPHQL_COST_BUCKET, settings.GRAPHQL_COST_RESTORE
    if settings.REDIS_URL:
        level, wait = _spend_shared(caller, points)
    else:
        level, wait = _spend_here(caller, points)
    if wait > 0:
        raise RateLimited("You asked for too much in a short time", wait)
    return {"available": int(size - level), "restoreRate": rate}


def _spend_shared(caller: str, points: int) -> tuple[float, float]:
    """The level, and the seconds to wait."""
    size = settings.GRAPHQL_COST_BUCKET
    is_little = loop.is_here() and points <= LITTLE * size and not redis.rests()
    with _lock:
        account = _account_of(caller, _shared)
        now = monotonic()
        level = account.level_at(now) + points
        if is_little and level <= FAR * size:
            account.add(points, now)
            account.owed += points
            _owing.add(caller)
            loop.soon(SOON, _tell)
            return level, 0.0
        owed = _settled(caller)
    try:
        found = redis.run_script(SCRIPT, [_key(caller)], *_terms(points), owed)
    except BaseException:  # it is asked again in a thread, or nobody waits any more
        with _lock:
            _owe(caller, owed)
        raise
    if not found:
        return _spend_here(caller, points, owed)
    level, wait = map(float, found)
    with _lock:
        account.learn(level)
    return level, wait


async def _tell() -> None:
    """Tell Redis what is on account, and learn what other processes have told it."""
    with _lock:
        owed = {caller: _settled(caller) for caller in [*_owing]}
    if not owed:
        return
    keys = [_key(caller) for caller in owed]
    found = await redis.run_script_in_loop(SCRIPT, keys, *_terms(0), *owed.values())
    levels: Iterator[bytes] = iter(found[::2] if found else ())
    for caller, points in owed.items():
        if found:
            with _lock:
                _account_of(caller, _shared).learn(float(next(levels)))
        else:
            _spend_here(caller, 0, points)


def _account_of(caller: str, accounts: Accounts) -> Account:
    account = accounts.get(caller)
    if account is None:
        account = accounts[caller] = Account()
    return account


def _settled(caller: str) -> float:
    """What was on account, and is no longer."""
    account = _account_of(caller, _shared)
    owed, account.owed = account.owed, 0.0
    _owing.discard(caller)
    return owed


def _owe(caller: str, points: float) -> None:
    if points:
        _account_of(caller, _shared).owed += points
        _owing.add(caller)
        if loop.is_here():
            loop.soon(SOON, _tell)


def _terms(points: int) -> tuple[int, int, int]:
    return settings.GRAPHQL_COST_BUCKET, settings.GRAPHQL_COST_RESTORE, points


def _key(caller: str) -> str:
    return f"lyceum:cost:{caller}"


def _spend_here(caller: str, points: int, owed: float = 0.0) -> tuple[float, float]:
    """The same by what this process alone knows, after what it has on account."""
    now = monotonic()
    with _lock:
        account = _account_of(caller, _alone)
        account.add(owed, now)
        level = account.level_at(now) + points
        wait = (level - settings.GRAPHQL_COST_BUCKET) / settings.GRAPHQL_COST_RESTORE
        if wait > 0:
            return level - points, wait
        account.add(points, now)
    return level, 0.0
