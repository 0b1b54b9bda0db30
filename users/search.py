"""Full-text search documents, kept by the database itself.

On PostgreSQL a document is a weighted ``tsvector`` column generated from other
columns of its row, so no way of writing the row can leave it stale. SQLite has
no such type; there the column is NULL and searching reads the texts.
"""

from operator import itemgetter
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, GeneratedField

STEMS = "english"  # finds other forms of a word
WORDS = "simple"  # finds a word by its beginning, and those that English leaves out
# PostgreSQL would take "Node.js" for a host, "HTML/CSS" for a path, "<b>" for a tag.
SIGNS = "./:@<>&+-"


class SearchedVectorField(SearchVectorField):
    """A vector that is searched and never read back."""

    def select_format(
        self, compiler: Any, sql: str, params: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Keep the vector out of every ``SELECT`` of its row."""
        return "NULL", ()


class SearchDocument(Func):
    """The texts of some columns as one ``tsvector``.

    Takes pairs of a column's name and its weight, ``A`` (heaviest) to ``D``.
    """

    output_field = SearchedVectorField()

    def __init__(self, **weights: str) -> None:
        # The heaviest first, as ranking wants it; a migration sorts them by name.
        self.weights = dict(sorted(weights.items(), key=itemgetter(1)))
        super().__init__(*self.weights)

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return ("users.search.SearchDocument", [], self.weights)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        parts = []
        for source, weight in zip(
            self.get_source_expressions(), self.weights.values(), strict=True
        ):
            column, _ = compiler.compile(source)
            text = f"translate(coalesce({column}, ''), '{SIGNS}', '{' ' * len(SIGNS)}')"
            parts += [
                f"setweight(to_tsvector('{name}'::regconfig, {text}), '{weight}')"
                for name in (STEMS, WORDS)
            ]
        return " || ".join(parts), []

    def as_sqlite(
        self, compiler: Any, connection: Any, **extra_context: Any
    ) -> tuple[str, list[Any]]:
        return "NULL", []


class SearchDocumentField(GeneratedField):
    """A stored search document."""

    db_returning = False  # type: ignore[assignment]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **kwargs | {"output_field": SearchedVectorField(), "db_persist": True}
        )

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["output_field"], kwargs["db_persist"]
        return name, path, args, kwargs
