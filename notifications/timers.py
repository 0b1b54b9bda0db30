"""Periodic jobs, in any number of processes of which none leads.

Every process that does jobs looks at the rows of :class:`Timer` every few seconds. Who
moves a timer that is due on to its next time sends the job; the others find it moved.
However long nobody looked, what is due is sent once.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any, Protocol

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.utils import timezone

from notifications.models import Timer

logger = logging.getLogger(__name__)

LOOK_EVERY = 5.0  # seconds
PATIENCE = 10.0  # seconds for which who stops a ticker waits for its last tick


class Job(Protocol):
    """An actor without arguments that is safe to run twice, also at once."""

    actor_name: str

    def __call__(self) -> Any: ...

    def send(self) -> Any: ...


Timetable = Mapping[Job, timedelta]


def tick(timetable: Timetable, now: datetime | None = None) -> list[str]:
    """Send the jobs that are due, and return their names.

    It only reads when none is. A job that was never sent is due at once.
    """
    now = now or timezone.now()
    times = dict(Timer.objects.values_list("name", "due_at"))
    unknown = [job.actor_name for job in timetable if job.actor_name not in times]
    Timer.objects.bulk_create(
        [Timer(name=name, due_at=now) for name in unknown], ignore_conflicts=True
    )
    sent = []
    for job, every in timetable.items():
        due_at = times.get(job.actor_name, now)
        # A clock that was wrong, or a longer interval, may have set it far ahead.
        is_due = due_at <= now or due_at > now + 2 * every
        if is_due and _send(job, due_at, now + every):
            sent.append(job.actor_name)
    return sent


def _send(job: Job, due_at: datetime, next_time: datetime) -> bool:
    """Send the job unless somebody else has; whether it was sent."""
    timer = Timer.objects.filter(name=job.actor_name, due_at=due_at)
    try:
        # The job goes out before the commit: who dies in between leaves it due.
        with transaction.atomic():
            is_ours = timer.update(due_at=next_time) > 0
            if is_ours:
                job.send()
    except Exception:
        logger.exception("The job %s could not be sent.", job.actor_name)
        return False
    return is_ours


class Ticker(Thread):
    """Ticks until it is stopped or its process ends, whatever goes wrong meanwhile."""

    def __init__(self, timetable: Timetable, pause: float = LOOK_EVERY) -> None:
        super().__init__(name="ticker", daemon=True)
        self._timetable = timetable
        self._pause = pause  # seconds
        self._stopped = Event()

    def run(self) -> None:
        while not self._stopped.is_set():
            self._tick()
            self._stopped.wait(self._pause)
        connections.close_all()

    def stop(self) -> None:
        """Return when it has ended, or its last tick takes for long."""
        self._stopped.set()
        self.join(PATIENCE)

    def _tick(self) -> None:
        try:
            tick(self._timetable)
        except DatabaseError as error:
            logger.error("The timers could not be read: %s", error)
        except Exception:
            logger.exception("A tick failed.")
        finally:
            close_old_connections()
