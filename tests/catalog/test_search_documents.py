"""A search document of another form needs a migration, and ``makemigrations`` knows."""

import pytest
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader

from users.search import FORM, SearchDocument, SearchDocumentField

TEXT, STEMS, WORDS = FORM


def changes_to(document):
    """The operations that a course's search document of this form would need."""
    loader = MigrationLoader(None)
    migrated, wanted = loader.project_state(), loader.project_state()
    fields = wanted.models["courses", "course"].fields
    fields["search"] = SearchDocumentField(expression=document)
    detector = MigrationAutodetector(migrated, wanted)
    migrations = detector.changes(loader.graph).get("courses", [])
    return [one.describe() for migration in migrations for one in migration.operations]


@pytest.mark.parametrize(
    "document",
    [
        SearchDocument(f"lower({TEXT})", STEMS, WORDS, title="A", description="D"),
        SearchDocument(TEXT, "french", WORDS, title="A", description="D"),
        SearchDocument(TEXT, WORDS, title="A", description="D"),
        SearchDocument(*FORM, title="A", description="C"),
        SearchDocument(*FORM, title="A"),
        SearchDocument(*FORM, title="A", slug="D"),
        SearchDocument(title="A", description="D"),
    ],
)
def test_another_form_is_noticed(document):
    result = changes_to(document)

    assert result == ["Alter field search on course"]


def test_the_same_form_is_no_change():
    result = changes_to(SearchDocument(*FORM, description="D", title="A"))

    assert result == []
