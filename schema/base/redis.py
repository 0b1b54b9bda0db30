"""The Redis in which processes share what they count; there may be none."""

import logging
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.conf import settings
from redis import Redis, RedisError

logger = logging.getLogger(__name__)

TIMEOUT = 0.5  # seconds; nobody waits long for a count


@cache
def client() -> Redis:
    """This process's one client, whose connections threads share."""
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT
    )


def run_script(script: str, keys: Sequence[str], *arguments: Any) -> Any:
    """What a Lua script returns; ``None`` where there is no Redis, or it is away."""
    if not settings.REDIS_URL:
        return None
    try:
        return client().register_script(script)(keys, arguments)
    except RedisError as error:
        logger.warning("Redis does not answer, so this process counts alone: %s", error)
        return None
