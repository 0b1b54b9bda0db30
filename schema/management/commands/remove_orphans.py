from typing import Any

from django.core.management.base import BaseCommand

from schema.orphans import orphans, stale_uploads


class Command(BaseCommand):
    help = (
        "Remove stored files that no row points to, such as those of a process that "
        "was killed. Files younger than a day stay: they may belong to a request that "
        "is under way."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Only name the files."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for storage, name in orphans():
            count += 1
            self.stdout.write(name)
            if not options["dry_run"]:
                storage.delete(name)
        for path in stale_uploads():
            count += 1
            self.stdout.write(str(path))
            if not options["dry_run"]:
                path.unlink(missing_ok=True)
        verb = "would be" if options["dry_run"] else "were"
        self.stdout.write(f"{count} files {verb} removed.")
