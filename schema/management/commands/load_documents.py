import json
from argparse import FileType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from schema.models import TrustedDocument
from schema.transport.documents import Document
from schema.transport.persisted import ID


class Command(BaseCommand):
    help = (
        "Registers the documents of a client, from the manifest that graphql-codegen, "
        "relay-compiler or Apollo's generate-persisted-query-manifest made. All of "
        "them, or none where one can't run here."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("manifest", type=FileType(encoding="utf-8"))
        parser.add_argument(
            "--replace",
            action="store_true",
            help="forget the documents that are not in it; processes do in a minute",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["manifest"] as file:
                texts = _texts(json.load(file))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise CommandError(
                "This is no manifest: it is either an object of ids and documents, or "
                "has the format apollo-persisted-query-manifest."
            ) from None
        for id, text in texts.items():
            if not ID.fullmatch(id):
                raise CommandError(f"{id!r} is no id: use a hash of the document.")
            for error in Document(text).errors:
                raise CommandError(f"Document {id} can't run here: {error}")
        with transaction.atomic():
            if options["replace"]:
                TrustedDocument.objects.all().delete()
            for id, text in texts.items():
                TrustedDocument.objects.update_or_create(
                    id=id.removeprefix("sha256:"), defaults={"text": text}
                )
        self.stdout.write(f"Documents registered: {len(texts)}.")


def _texts(manifest: Any) -> dict[str, str]:
    """The documents of a manifest by their ids."""
    if manifest.get("format") == "apollo-persisted-query-manifest":
        texts = {one["id"]: one["body"] for one in manifest["operations"]}
    else:
        texts = dict(manifest)
    if not all(isinstance(one, str) for pair in texts.items() for one in pair):
        raise TypeError
    return texts
