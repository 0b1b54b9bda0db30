"""This process's connection to Redis, for what needs a short word with it.

Nobody waits long for Redis: while it does not answer it is left alone for a while, and
whoever asks does without.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from time import monotonic
from typing import Any, TypeVar

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from database import loop

logger = logging.getLogger(__name__)

TIMEOUT = 0.4  # seconds, to connect and to answer
IN_LOOP = 8  # connections of an event loop
REST = 5.0  # seconds for which one that did not answer is not asked again

Client = redis.Redis
T = TypeVar("T")


class RedisAway(Exception):
    """Raised where there is no Redis, or it does not answer."""


def ask(work: Callable[[Client], T]) -> T:
    """What ``work`` returns, given a client that all threads share.

    It may run twice where a connection broke. Raises :class:`RedisAway`, after a second
    or two at most.
    """
    loop.leave()
    if not settings.REDIS_URL:
        raise RedisAway
    return _connection(settings.REDIS_URL).ask(work)


def run_script(script: str, keys: Sequence[str], *arguments: Any) -> Any:
    """What a Lua script returns; ``None`` where there is no Redis, or it is away."""
    if not settings.REDIS_URL:
        return None
    if loop.is_here():
        return loop.wait(run_script_in_loop(script, keys, *arguments))
    try:
        return ask(lambda client: client.register_script(script)(keys, arguments))
    except RedisAway:
        return None


async def run_script_in_loop(script: str, keys: Sequence[str], *arguments: Any) -> Any:
    """The same for a coroutine."""

    async def work(client: Any) -> Any:
        return await client.register_script(script)(keys, arguments)

    try:
        return await _connection(settings.REDIS_URL).ask_in_loop(work)
    except RedisAway:
        return None


def rests() -> bool:
    """Whether Redis did not answer just now, and is not asked for a while."""
    return monotonic() < _connection(settings.REDIS_URL).rests_until


class _Connection:
    """A client, and whether Redis answered it last; the log tells when that changes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = Client.from_url(
            url,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            # A connection that a restart of Redis broke is found out by using it.
            retry=Retry(NoBackoff(), 1),
        )
        # Of each event loop, and the turns with its connections.
        self.clients: dict[Any, tuple[redis.asyncio.Redis, asyncio.Semaphore]] = {}
        self.rests_until = 0.0
        self.is_away = False

    def ask(self, work: Callable[[Client], T]) -> T:
        with self._noticing():
            return work(self.client)

    async def ask_in_loop(self, work: Callable[[Any], Awaitable[T]]) -> T:
        own = asyncio.get_running_loop()
        if own not in self.clients:
            client = redis.asyncio.Redis.from_url(
                self.url,
                socket_timeout=TIMEOUT,
                socket_connect_timeout=TIMEOUT,
                retry=AsyncRetry(NoBackoff(), 1),
            )
            self.clients[own] = client, asyncio.Semaphore(IN_LOOP)
        client, turns = self.clients[own]
        async with turns:
            with self._noticing():
                return await work(client)

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        if monotonic() < self.rests_until:
            raise RedisAway
        try:
            yield
        except (RedisError, OSError) as error:
            self.rests_until = monotonic() + REST
            if not self.is_away:
                logger.warning(
                    "Redis does not answer, so this process counts alone: %s", error
                )
            self.is_away = True
            raise RedisAway from error
        if self.is_away:
            logger.warning("Redis answers again.")
        self.is_away = False


@cache
def _connection(url: str) -> _Connection:
    return _Connection(url)
