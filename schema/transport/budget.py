"""How much of the server one caller may use: a leaky bucket of points.

Each operation fills its caller's bucket by its cost, and the bucket leaks at a steady
rate. The processes share the buckets by Redis; without one each has its own.
"""

from threading import Lock
from time import monotonic
from typing import Any

from cachetools import LRUCache
from django.conf import settings

from schema.base.errors import RateLimited
from schema.base.redis import run_script

CALLERS = 100_000  # whose buckets a process remembers

# Returns the level, and the seconds to wait where the points do not fit.
SCRIPT = """
local points, size, rate = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local stored = redis.call('HMGET', KEYS[1], 'level', 'at')
local level, at = tonumber(stored[1]) or 0, tonumber(stored[2]) or now
level = math.max(0, level - math.max(0, now - at) * rate)
local wait = (level + points - size) / rate
if wait <= 0 then
  level = level + points
  redis.call('HSET', KEYS[1], 'level', tostring(level), 'at', tostring(now))
  redis.call('PEXPIRE', KEYS[1], math.ceil(size / rate * 1000))
end
return {tostring(level), tostring(wait)}
"""

_lock = Lock()
_levels: LRUCache[str, tuple[float, float]] = LRUCache(CALLERS)


def spend(caller: str, points: int) -> dict[str, Any]:
    """Take the points; tells what is left and what comes back each second.

    Raises :class:`RateLimited`, and takes nothing, where there are not so many.
    """
    size, rate = settings.GRAPHQL_COST_BUCKET, settings.GRAPHQL_COST_RESTORE
    found = run_script(SCRIPT, [f"lyceum:cost:{caller}"], points, size, rate)
    level, wait = map(float, found) if found else _spend_here(caller, points)
    if wait > 0:
        raise RateLimited("You asked for too much in a short time", wait)
    return {"available": int(size - level), "restoreRate": rate}


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
