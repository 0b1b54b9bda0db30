"""This process's connection to Redis, for what needs a short word with it.

Nobody waits long for Redis: while it does not answer it is left alone for a while, and
whoever asks does without.
"""

import logging
from collections.abc import Callable, Sequence
from functools import cache
from time import monotonic
from typing import Any, TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

TIMEOUT = 0.4  # seconds, to connect and to answer
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
    if not settings.REDIS_URL:
        raise RedisAway
    return _connection(settings.REDIS_URL).ask(work)


def run_script(script: str, keys: Sequence[str], *arguments: Any) -> Any:
    """What a Lua script returns; ``None`` where there is no Redis, or it is away."""
    try:
        return ask(lambda client: client.register_script(script)(keys, arguments))
    except RedisAway:
        return None


class _Connection:
    """A client, and whether Redis answered it last; the log tells when that changes."""

    def __init__(self, url: str) -> None:
        self.client = Client.from_url(
            url,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            # A connection that a restart of Redis broke is found out by using it.
            retry=Retry(NoBackoff(), 1),
        )
        self.rests_until = 0.0
        self.is_away = False

    def ask(self, work: Callable[[Client], T]) -> T:
        if monotonic() < self.rests_until:
            raise RedisAway
        try:
            answer = work(self.client)
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
        return answer


@cache
def _connection(url: str) -> _Connection:
    return _Connection(url)
