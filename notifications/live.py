"""Wake-ups for those who listen: something that a user sees may have changed.

A wake-up carries no data and none need arrive: the rows are the truth, and a listener
that was woken, or has waited for long, reads them again. With REDIS_URL wake-ups reach
the listeners of every process, by one connection each; without, those of this one.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, partial
from random import uniform
from threading import Lock
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary, WeakSet

import redis
import redis.asyncio
from django.conf import settings
from django.db import transaction
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from database import loop

logger = logging.getLogger(__name__)

# What is published reaches every database of a Redis: name the one that is ours.
CHANNEL = f"lyceum:wake:{urlsplit(settings.REDIS_URL).path.strip('/') or 0}"
SILENCE = 10.0  # seconds without a word from Redis after which it is asked for one
PATIENCE = 25.0 if settings.REDIS_URL else 5.0  # seconds, the longest wait
SOON = 0.02  # seconds in which wake-ups are gathered
TIMES: dict[str, Any] = {"socket_timeout": 2, "socket_connect_timeout": 2}  # seconds
# Connections that a restart of Redis broke are found out by using them.
PAUSES: dict[str, Any] = {"cap": 0.2, "base": 0.02}  # seconds
RECONNECT_AFTER = 0.5  # seconds


class Listener:
    """Somebody who waits for changes of what one user sees, in an event loop.

    It begins woken, so that whoever waits reads what there is already.
    """

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._woken.set()

    def __enter__(self) -> "Listener":
        with _lock:
            _listeners[self.user_id].add(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with _lock:
            _listeners[self.user_id].discard(self)
            if not _listeners[self.user_id]:
                del _listeners[self.user_id]

    async def wait(self) -> None:
        """Return once woken, or after about :data:`PATIENCE`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(uniform(0.8, 1.2) * PATIENCE):
                await self._woken.wait()
        self._woken.clear()

    def wake(self) -> None:
        """Wake it, from any thread."""
        with suppress(RuntimeError):  # the loop has ended, and its listeners with it
            self._loop.call_soon_threadsafe(self._woken.set)


_listeners: dict[int, set[Listener]] = defaultdict(set)
_lock = Lock()
_gathered: WeakKeyDictionary[Any, set[int]] = WeakKeyDictionary()  # by event loop
_publishing: WeakSet[Any] = WeakSet()  # event loops
_publishers: WeakKeyDictionary[Any, redis.asyncio.Redis] = WeakKeyDictionary()


def wake_after_commit(user_ids: Iterable[int]) -> None:
    """Wake whoever listens to these users, once the transaction has committed."""
    ids = sorted(set(user_ids))
    if ids and loop.is_here():  # what runs there has committed
        _gathered.setdefault(asyncio.get_running_loop(), set()).update(ids)
        loop.soon(SOON, _announce_gathered)
    elif ids:
        transaction.on_commit(partial(_announce, ids), robust=True)


async def _announce_gathered() -> None:
    """Wake those whom this event loop has to wake by now.

    One word at a time: what comes while Redis takes the last waits for it.
    """
    own = asyncio.get_running_loop()
    if own in _publishing or not (ids := sorted(_gathered.pop(own, ()))):
        return
    if not settings.REDIS_URL:
        _wake(ids)
        return
    _publishing.add(own)
    try:
        await _publisher_of(own).publish(CHANNEL, json.dumps(ids))
    except (RedisError, OSError) as error:
        _regret(error)
    finally:
        _publishing.discard(own)
    if own in _gathered:
        loop.soon(SOON, _announce_gathered)


def _announce(user_ids: list[int]) -> None:
    if not settings.REDIS_URL:
        _wake(user_ids)
        return
    try:
        _publisher().publish(CHANNEL, json.dumps(user_ids))
    except RedisError as error:
        _regret(error)


def _regret(error: Exception) -> None:
    # They find the rows once Redis is back, or when they have waited for long.
    logger.warning("Redis takes no wake-ups: %s", error)


def _wake(user_ids: Iterable[int]) -> None:
    with _lock:
        woken = [one for pk in user_ids for one in _listeners.get(pk, ())]
    for listener in woken:
        listener.wake()


def _wake_all() -> None:
    with _lock:
        user_ids = list(_listeners)
    _wake(user_ids)


@cache
def _publisher() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, **TIMES, retry=Retry(ExponentialBackoff(**PAUSES), 3)
    )


def _publisher_of(own: asyncio.AbstractEventLoop) -> redis.asyncio.Redis:
    if own not in _publishers:
        _publishers[own] = redis.asyncio.Redis.from_url(
            settings.REDIS_URL,
            **TIMES,
            retry=AsyncRetry(ExponentialBackoff(**PAUSES), 3),
        )
    return _publishers[own]


async def receive() -> None:
    """Pass on the wake-ups that come by Redis, until cancelled.

    Each time that the connection is made anew everybody is woken: wake-ups may have
    been missed. The log tells of an outage once.
    """
    is_away = False
    while settings.REDIS_URL:
        try:
            async with redis.asyncio.Redis.from_url(
                settings.REDIS_URL, socket_timeout=None, socket_connect_timeout=2
            ) as client, client.pubsub() as channel:
                await channel.subscribe(CHANNEL)
                is_away = False
                await _pass_on(channel)
        except (RedisError, OSError) as error:
            if not is_away:
                logger.warning("Redis sends no wake-ups: %s", error)
            is_away = True
        except Exception:  # it must go on, whatever somebody else publishes
            logger.exception("A wake-up could not be read.")
        await asyncio.sleep(RECONNECT_AFTER)


async def _pass_on(channel: Any) -> None:
    is_asked = False
    while True:
        message = await channel.get_message(timeout=SILENCE)
        if message is None and is_asked:
            raise redis.ConnectionError("It does not answer.")
        is_asked = message is None
        if message is None:
            await channel.ping()
        elif message["type"] == "subscribe":
            _wake_all()
        elif message["type"] == "message":
            _wake(json.loads(message["data"]))
