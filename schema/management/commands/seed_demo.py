from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from schema.demo.people import EVERYBODY, SHARED_PASSWORD
from schema.demo.seeding import NamesTaken, seed


class Command(BaseCommand):
    help = "Adds demo people, courses and learning, once; not in production mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "Demo accounts have public passwords: not in production."
            )
        try:
            is_new = seed()
        except NamesTaken as error:
            raise CommandError(
                f"Names that the demo needs are taken: {error}. Nothing was changed. "
                "Change them, or give the demo a database of its own."
            ) from None
        if not is_new:
            self.stdout.write("The demo data are there already: nothing was changed.")
            return
        self.stdout.write("Added the demo data. Accounts (username, password):")
        for person in EVERYBODY:
            if person.password != SHARED_PASSWORD:
                self.stdout.write(f"  {person.username:8} {person.password}")
        self.stdout.write(f"  everybody else, such as elif.demir: {SHARED_PASSWORD}")
