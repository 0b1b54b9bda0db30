from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notifications.models import Timer
from schema.timetable import TIMETABLE


class Command(BaseCommand):
    help = (
        "Does a periodic job now, in this process and whenever it is due; without a "
        "name, lists them. Further jobs that it starts are for the workers, or without "
        "REDIS_URL for the server, which starts them itself in minutes."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("name", nargs="?", help="One of those that are listed.")

    def handle(self, *args: Any, **options: Any) -> None:
        jobs = {job.actor_name: job for job in TIMETABLE}
        name = options["name"]
        if name is None:
            self._list()
        elif name not in jobs:
            raise CommandError(f"There is no job {name!r}: use {', '.join(jobs)}.")
        else:
            jobs[name]()
            self.stdout.write(f"{name} is done.")

    def _list(self) -> None:
        times = dict(Timer.objects.values_list("name", "due_at"))
        for job, every in TIMETABLE.items():
            due_at = times.get(job.actor_name)
            due = f"due at {due_at:%Y-%m-%d %H:%M:%S %Z}" if due_at else "never done"
            self.stdout.write(f"{job.actor_name:30} every {every}, {due}")
