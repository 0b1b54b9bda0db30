"""How much of the server one caller may use: a leaky bucket of points.

Each operation fills its caller's bucket by its cost, and the bucket leaks at a steady
rate. The processes share the buckets by Redis; without one each has its own. Of a busy
caller's bucket a process takes some points ahead, so as not to ask Redis each time.
"""

from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

from cachetools import LRUCache
from django.conf import settings

from schema.base.errors import RateLimited
from schema.base.redis import run_script

CALLERS = 100_000  # whose buckets a process remembers
LEASE = 1.0  # seconds for which points may be taken ahead
LEASED = 50  # a process takes at most the 50th part of a bucket ahead

# Takes as many points as are wanted, or the least that will do. Returns how many it
# took, the level, and the seconds to wait where even the least do not fit.
SCRIPT = """
local wanted, least = tonumber(ARGV[1]), tonumber(ARGV[2])
local size, rate = tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local stored = redis.call('HMGET', KEYS[1], 'level', 'at')
local level, at = tonumber(stored[1]) or 0, tonumber(stored[2]) or now
level = math.max(0, level - math.max(0, now - at) * rate)
local wait = (level + least - size) / rate
if wait > 0 then
  return {'0', tostring(level), tostring(wait)}
end
local taken = wanted
if level + wanted > size then taken = least end
level = math.max(0, level + taken)
redis.call('HSET', KEYS[1], 'level', tostring(level), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil(size / rate * 1000) + 1)
return {tostring(taken), tostring(level), '0'}
"""


@dataclass
class Lease:
    """Points that were taken ahead, and the bucket's level when they were."""

    points: float
    level: float
    at: float
    spent: float  # since then


_lock = Lock()
_levels: LRUCache[str, tuple[float, float]] = LRUCache(CALLERS)
_leases: LRUCache[str, Lease] = LRUCache(CALLERS)


def spend(caller: str, points: int) -> dict[str, Any]:
    """Take the points; tells what is left and what comes back each second.

    Raises :class:`RateLimited`, and takes nothing, where there are not so many.
    """
    size, rate = settings.GRAPHQL_COST_BUCKET, settings.GRAPHQL_COST_RESTORE
    if settings.REDIS_URL:
        level, wait = _spend_shared(caller, points) or _spend_here(caller, points)
    else:
        level, wait = _spend_here(caller, points)
    if wait > 0:
        raise RateLimited("You asked for too much in a short time", wait)
    return {"available": int(size - level), "restoreRate": rate}


def _spend_shared(caller: str, points: int) -> tuple[float, float] | None:
    """The level, and the seconds to wait; ``None`` while Redis does not answer."""
    size, rate = settings.GRAPHQL_COST_BUCKET, settings.GRAPHQL_COST_RESTORE
    now = monotonic()
    with _lock:
        lease = _leases.get(caller)
        if lease and points <= lease.points and now - lease.at < LEASE:
            lease.points -= points
            lease.spent += points
            leaked = (now - lease.at) * rate
            return max(0.0, lease.level - leaked - lease.points), 0.0
        _leases.pop(caller, None)
    # Who spent much in a moment will go on; what was left of that goes back.
    left, ahead = (lease.points, 2 * lease.spent) if lease else (0.0, 0.0)
    if lease and now - lease.at > 2 * LEASE:
        ahead = 0.0
    ahead = min(ahead, size / LEASED)
    try:
        found = run_script(
            SCRIPT,
            [f"lyceum:cost:{caller}"],
            points + ahead - left,
            points - left,
            size,
            rate,
        )
    except BaseException:  # it is asked again in a thread, or nobody waits any more
        _restore(caller, lease)
        raise
    if not found:
        return None
    taken, level, wait = map(float, found)
    if wait > 0:
        _restore(caller, lease)
        return level, wait
    kept = max(0.0, taken + left - points)
    with _lock:
        other = _leases.get(caller)  # which another thread took meanwhile
        kept += other.points if other else 0.0
        _leases[caller] = Lease(kept, level, now, points)
    return max(0.0, level - kept), 0.0


def _restore(caller: str, lease: Lease | None) -> None:
    if lease:
        with _lock:
            _leases.setdefault(caller, lease)


def _spend_here(caller: str, points: int) -> tuple[float, float]:
    size, rate = settings.GRAPHQL_COST_BUCKET, settings.GRAPHQL_COST_RESTORE
    now = monotonic()
    with _lock:
        level, at = _levels.get(caller, (0.0, now))
        level = max(0.0, level - (now - at) * rate)
        wait = (level + points - size) / rate
        if wait <= 0:
            level += points
            _levels[caller] = level, now
    return level, wait
