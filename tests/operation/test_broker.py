"""Background jobs go through the broker that the settings name, and arrive."""

from collections.abc import Iterator
from uuid import uuid4

import dramatiq
import pytest
from django.conf import settings
from dramatiq import Broker, Worker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker


@pytest.fixture
def broker() -> Broker:
    return dramatiq.get_broker()


@pytest.fixture
def queue() -> str:
    """A queue of the test's own: what others left in theirs is not its business."""
    return f"tests-{uuid4().hex}"


@pytest.fixture
def worker(broker: Broker, queue: str) -> Iterator[Worker]:
    worker = Worker(broker, queues={queue}, worker_threads=1, worker_timeout=50)
    worker.start()

    yield worker

    worker.stop()


def test_the_broker_is_redis_where_there_is_one(broker: Broker) -> None:
    result = type(broker)

    assert result is (RedisBroker if settings.REDIS_URL else StubBroker)


def test_a_job_is_done_by_a_worker(broker: Broker, queue: str, worker: Worker) -> None:
    done: list[int] = []
    job = dramatiq.actor(actor_name=queue, queue_name=queue)(done.append)

    result = job.send(7)

    broker.join(result.queue_name, timeout=10_000)
    worker.join()
    assert done == [7]
