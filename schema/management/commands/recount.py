from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

import courses.counters
import reviews.counters
from courses.counters import drifted, recount

COUNTERS = [
    *courses.counters.COUNTERS.items(),
    *reviews.counters.COUNTERS.items(),
]


class Command(BaseCommand):
    help = "Sets the stored counters of courses and enrollments right, telling which."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing, and exit with 1 if a counter has drifted",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        for model, counters in COUNTERS:
            with transaction.atomic():
                rows = drifted(model, counters).order_by("pk").values_list("pk")
                if not options["check"]:
                    # Whoever moves a counter holds its row: count when they are done.
                    rows = rows.select_for_update(no_key=True)
                wrong = len(rows)
                if wrong and not options["check"]:
                    recount(model, counters)
            self.stdout.write(
                f"{model._meta.label}: {wrong} drifted ({', '.join(counters)})"
            )
            total += wrong
        if total and options["check"]:
            raise CommandError(
                f"{total} rows have drifted: run recount to set them right."
            )
