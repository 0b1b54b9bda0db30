"""Background jobs: in this process without Redis, else in any number of workers.

``./run worker`` imports this module, which knows every job, and does what the broker
has to give. What was left undone, because a process was killed or a queue was lost, is
found in the rows by the jobs of the timetable.
"""

import os

import django
from django.apps import apps
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schema.settings")
if not apps.ready:
    django.setup()

import dramatiq  # noqa: E402

from notifications.timers import Ticker  # noqa: E402
from schema.timetable import SWEEPS, TIMETABLE  # noqa: E402

THREADS = 2
PATIENCE = 10_000  # milliseconds for which a server that stops waits for its jobs


class Timers(dramatiq.Middleware):
    """Sends the jobs of the timetable from the start of a worker to its end."""

    ticker: Ticker | None = None

    def after_process_boot(self, broker: dramatiq.Broker) -> None:
        self.ticker = Ticker(TIMETABLE)
        self.ticker.start()

    def before_worker_shutdown(
        self, broker: dramatiq.Broker, worker: dramatiq.Worker
    ) -> None:
        if self.ticker is not None:
            self.ticker.stop()


_worker: dramatiq.Worker | None = None
_timers = Timers()
dramatiq.get_broker().add_middleware(_timers)


def start_in_process() -> None:
    """Do jobs in threads of this process, unless Redis carries them to workers."""
    global _worker
    if not settings.REDIS_URL:
        _worker = dramatiq.Worker(dramatiq.get_broker(), worker_threads=THREADS)
        _worker.start()
        _timers.after_process_boot(_worker.broker)
        for job in SWEEPS:  # the queue went with the process that had it
            job.send()


def stop_in_process() -> None:
    if _worker is not None:
        _worker.stop(timeout=PATIENCE)
