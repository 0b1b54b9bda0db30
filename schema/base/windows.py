"""Where tries are counted: in Redis for all processes, or in this one's memory.

A window holds the tries of its last seconds, each with its moment in milliseconds of
Unix time and whether its outcome is still open. What is counted follows the clocks of
the servers, which must agree about as well as their tokens do.
"""

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock

from schema.base.redis import Client, RedisAway, ask

OPEN = 10_000  # milliseconds after which an outcome that nobody told is a bad one
MOST_KEYS = 20_000  # in memory: beyond, those not used for longest are forgotten


@dataclass(frozen=True)
class Window:
    """At most ``most`` tries in any ``length`` milliseconds, counted under ``key``."""

    key: str
    most: int
    length: int


@dataclass(frozen=True)
class Full:
    """Why a try has no place: for how many milliseconds, unless an open one leaves."""

    wait: int
    may_open: bool


class Memory:
    """Counts for this process: all of a try's windows, or none."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tries: OrderedDict[str, dict[str, tuple[int, bool]]] = OrderedDict()

    def take(self, windows: list[Window], id: str, now: int) -> Full | None:
        """Give the try a place in every window, or tell what is full."""
        with self._lock:
            full = [one for one in (self._full(each, now) for each in windows) if one]
            if full:
                wait = max(one.wait for one in full)
                return Full(wait, all(one.may_open for one in full))
            for window in windows:
                self._tries.setdefault(window.key, {})[id] = (now, True)
                self._tries.move_to_end(window.key)
            while len(self._tries) > MOST_KEYS:
                self._tries.popitem(last=False)
        return None

    def keep(self, windows: list[Window], id: str, now: int) -> None:
        """Have the try, taken at ``now``, count until it is out of its windows."""
        with self._lock:
            for window in windows:
                if id in self._tries.get(window.key, ()):
                    self._tries[window.key][id] = (now, False)

    def give_back(self, windows: list[Window], id: str) -> None:
        """Have the try count no more."""
        with self._lock:
            for window in windows:
                tries = self._tries.get(window.key, {})
                tries.pop(id, None)
                if not tries:
                    self._tries.pop(window.key, None)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._tries.clear()

    def _full(self, window: Window, now: int) -> Full | None:
        tries = self._tries.get(window.key, {})
        for id, (at, _) in list(tries.items()):
            if at <= now - window.length:
                del tries[id]
        if len(tries) < window.most:
            return None
        moments = sorted(at for at, _ in tries.values())
        return Full(
            # Until the newest of those leaves that have to.
            wait=moments[-window.most] + window.length - now,
            may_open=any(is_open and at > now - OPEN for at, is_open in tries.values()),
        )


class Redis:
    """Counts for all processes. Raises :class:`RedisAway` where it can't.

    A window is a sorted set of ids by their moments. That of an open try begins with
    a question mark.
    """

    def take(self, windows: list[Window], id: str, now: int) -> Full | None:
        keys = [window.key for window in windows]
        numbers = [number for one in windows for number in (one.most, one.length)]
        arguments: list[str | int] = [f"?{id}", now, OPEN, *numbers]
        answer = ask(lambda client: client.register_script(TAKE)(keys, arguments))
        return Full(answer[0], bool(answer[1])) if answer else None

    def keep(self, windows: list[Window], id: str, now: int) -> None:
        def work(client: Client) -> None:
            with client.pipeline() as together:
                for window in windows:
                    together.zrem(window.key, f"?{id}")
                    together.zadd(window.key, {id: now})
                    together.pexpire(window.key, window.length)
                together.execute()

        ask(work)

    def give_back(self, windows: list[Window], id: str) -> None:
        def work(client: Client) -> None:
            with client.pipeline() as together:
                for window in windows:
                    together.zrem(window.key, f"?{id}")
                together.execute()

        ask(work)


class Both:
    """Counts for all processes, and along with it for this one.

    So nothing that was tried here is forgotten while Redis does not answer, nor is when
    it answers again.
    """

    def __init__(self) -> None:
        self.memory, self.redis = Memory(), Redis()

    def take(self, windows: list[Window], id: str, now: int) -> Full | None:
        full = self.memory.take(windows, id, now)
        if full is not None:
            return full
        with suppress(RedisAway):
            full = self.redis.take(windows, id, now)
        if full is not None:
            self.memory.give_back(windows, id)
        return full

    def keep(self, windows: list[Window], id: str, now: int) -> None:
        self.memory.keep(windows, id, now)
        with suppress(RedisAway):
            self.redis.keep(windows, id, now)

    def give_back(self, windows: list[Window], id: str) -> None:
        self.memory.give_back(windows, id)
        with suppress(RedisAway):
            self.redis.give_back(windows, id)


TAKE = """
local id, now, open = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local wait, may_open = 0, 1
for i, key in ipairs(KEYS) do
  local most, length = tonumber(ARGV[2 + 2 * i]), tonumber(ARGV[3 + 2 * i])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - length)
  redis.call('ZREM', key, id)  -- of a call whose answer was lost
  local tries = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  if #tries / 2 >= most then
    local has_open = 0
    for j = 1, #tries, 2 do
      if tries[j]:sub(1, 1) == '?' and tonumber(tries[j + 1]) > now - open then
        has_open = 1
      end
    end
    may_open = may_open * has_open
    wait = math.max(wait, tonumber(tries[#tries - 2 * (most - 1)]) + length - now)
  end
end
if wait > 0 then
  return {wait, may_open}
end
for i, key in ipairs(KEYS) do
  redis.call('ZADD', key, now, id)
  redis.call('PEXPIRE', key, ARGV[3 + 2 * i])
end
return false
"""
