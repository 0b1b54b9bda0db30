"""The message broker of background jobs, chosen by the settings.

With REDIS_URL it is Redis, which any number of worker processes read. Without,
it is Dramatiq's in-process broker. Actors bind to the broker that is set when
their module is imported, so :class:`notifications.apps.NotificationsConfig` sets
it before any.
"""

import dramatiq
from django.conf import settings
from dramatiq.broker import Broker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker

HEARTBEAT_TIMEOUT = 15_000  # milliseconds until a dead worker's jobs go to another


def set_up() -> Broker:
    """Make the broker and set it as Dramatiq's global one."""
    broker: Broker = StubBroker()
    if settings.REDIS_URL:
        broker = RedisBroker(
            url=settings.REDIS_URL,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            # Look for dead workers each time that anybody asks for jobs.
            maintenance_chance=1_000_000,
        )
    dramatiq.set_broker(broker)
    return broker
