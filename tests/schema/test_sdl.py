"""schema/schema.graphql, which clients and tools read, is the schema."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

SDL = Path(settings.BASE_DIR) / "schema" / "schema.graphql"
PRINT = "./run manage export_schema schema.root:schema --path schema/schema.graphql"


def test_the_printed_schema_is_the_one_that_is_served(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("export_schema", "schema.root:schema")

    result = capsys.readouterr().out.strip()

    assert result == SDL.read_text().strip(), f"Print it again: {PRINT}"
