"""Background jobs: in this process without Redis, else in any number of workers.

``./run worker`` imports this module, which knows every job, and does what the broker
has to give. What was left undone, because a process was killed or a queue was lost, is
found in the rows when a worker starts.
"""

import os

import django
from django.apps import apps
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schema.settings")
if not apps.ready:
    django.setup()

import dramatiq  # noqa: E402

from courses.tasks import render_missing_thumbnails  # noqa: E402
from users.tasks import render_missing_profile_images  # noqa: E402

THREADS = 2

_worker: dramatiq.Worker | None = None


class Sweep(dramatiq.Middleware):
    """Has a worker process look, when it starts, for what was left undone."""

    def after_process_boot(self, broker: dramatiq.Broker) -> None:
        render_missing()


dramatiq.get_broker().add_middleware(Sweep())


def render_missing() -> None:
    render_missing_thumbnails.send()
    render_missing_profile_images.send()


def start_in_process() -> None:
    """Do jobs in threads of this process, unless Redis carries them to workers."""
    global _worker
    if not settings.REDIS_URL:
        _worker = dramatiq.Worker(dramatiq.get_broker(), worker_threads=THREADS)
        _worker.start()
        render_missing()


def stop_in_process() -> None:
    if _worker is not None:
        _worker.stop()
