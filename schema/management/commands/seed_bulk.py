from dataclasses import fields
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from schema.demo.bulk.rows import PASSWORD
from schema.demo.bulk.seeding import seed
from schema.demo.bulk.sizes import BadNumber, Sizes


class Command(BaseCommand):
    help = (
        "Adds a large made-up platform beside what is there, all of it or nothing: "
        "people bulk0, bulk1, ... with the password "
        f"{PASSWORD}, the first fiftieth of them instructors, and their courses and "
        "learning. A second run adds another one and goes on counting. Not in "
        "production mode."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--users", type=int, default=5000, help="%(default)s by default")
        add(
            "--courses",
            type=int,
            default=500,
            help="%(default)s; a twentieth of them are drafts",
        )
        add(
            "--lessons",
            type=int,
            default=20,
            help="%(default)s of a course, on average",
        )
        add("--enrollments", type=int, default=50_000, help="%(default)s")
        add(
            "--progress",
            type=int,
            default=200_000,
            help="%(default)s; lessons begun or done",
        )
        add("--reviews", type=int, default=20_000, help="%(default)s")
        add("--seed", type=int, default=1, help="the same number makes the same data")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "Bulk accounts have a public password: not in production."
            )
        try:
            sizes = Sizes(
                **{field.name: options[field.name] for field in fields(Sizes)}
            )
            seed(sizes, seed=options["seed"])
        except BadNumber as error:
            raise CommandError(f"--{error.option}: {error}") from None
        except IntegrityError as error:
            raise CommandError(f"Nothing was added: {error}") from error
        self.stdout.write("Added the bulk data.")
