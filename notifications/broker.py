"""The message broker of background jobs, chosen by the settings.

With REDIS_URL it is Redis, which any number of worker processes read. Without,
it is Dramatiq's in-process broker. Actors bind to the broker that is set when
their module is imported, so :class:`notifications.apps.NotificationsConfig` sets
it before any.
"""

from typing import Any

import dramatiq
from django.conf import settings
from django.db import close_old_connections, connections
from dramatiq import Middleware
from dramatiq.broker import Broker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import default_middleware

HEARTBEAT_TIMEOUT = 15_000  # milliseconds until a dead worker's jobs go to another


class Connections(Middleware):
    """Gives a worker thread's database connection back between jobs and at its end."""

    def before_process_message(self, broker: Broker, message: Any) -> None:
        close_old_connections()

    def after_process_message(
        self, broker: Broker, message: Any, **outcome: Any
    ) -> None:
        close_old_connections()

    def before_worker_thread_shutdown(self, broker: Broker, thread: Any) -> None:
        connections.close_all()


def _middleware() -> list[Middleware]:
    return [Connections(), *(one() for one in default_middleware)]


def set_up() -> Broker:
    """Make the broker and set it as Dramatiq's global one."""
    broker: Broker = StubBroker(middleware=_middleware())
    if settings.REDIS_URL:
        broker = RedisBroker(
            url=settings.REDIS_URL,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            # Look for dead workers each time that anybody asks for jobs.
            maintenance_chance=1_000_000,
            middleware=_middleware(),
        )
    dramatiq.set_broker(broker)
    return broker
