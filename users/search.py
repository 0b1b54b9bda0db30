"""Full-text search documents, kept by the database itself.

On PostgreSQL a document is a weighted ``tsvector`` column generated from other
columns of its row, so no way of writing the row can leave it stale. SQLite has
no such type; there the column is NULL and searching reads the texts, folded.
"""

import re
from operator import itemgetter
from typing import Any
from unicodedata import normalize

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, GeneratedField

STEMS = "english"  # finds other forms of a word
WORDS = "simple"  # finds a word by its beginning, and those that English leaves out
# PostgreSQL would take "Node.js" for a host, "HTML/CSS" for a path, "<b>" for a tag.
SIGNS = "./:@<>&+-"
# These patterns mean the same to Python and to PostgreSQL.
ACCENTS = r"[\u0300-\u036f]"
# "C++" and "C#" are other names than "C".
SPELLINGS = {r"(?<=\w)\+\+": "plusplus", r"(?<=\w)#(?!\w)": "sharp"}


def fold(text: str) -> str:
    """The text without its accents, and with signs spelled out that end a name."""
    text = normalize("NFC", re.sub(ACCENTS, "", normalize("NFD", text)))
    for sign, spelling in SPELLINGS.items():
        text = re.sub(sign, spelling, text)
    return text


def _folded() -> str:
    """The SQL that folds a ``{column}``, and leaves blanks between its words."""
    text = "normalize(coalesce({column}, ''), NFD)"
    text = f"normalize(regexp_replace({text}, '{ACCENTS}', '', 'g'), NFC)"
    for sign, spelling in SPELLINGS.items():
        text = f"regexp_replace({text}, '{sign}', '{spelling}', 'g')"
    return f"translate({text}, '{SIGNS}', '{' ' * len(SIGNS)}')"


FORM = (_folded(), STEMS, WORDS)  # of every document


class SearchedVectorField(SearchVectorField):
    """A vector that is searched and never read back."""

    def select_format(
        self, compiler: Any, sql: str, params: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Keep the vector out of every ``SELECT`` of its row."""
        return "NULL", ()


class SearchDocument(Func):
    """The texts of some columns as one ``tsvector``.

    Takes the :data:`FORM`, and pairs of a column's name and its weight, ``A``
    (heaviest) to ``D``. All of it is in the migration, so that ``makemigrations``
    notices a change: such a column is not altered but removed and added.
    """

    output_field = SearchedVectorField()

    # The first migrations name no form; a later one makes their columns anew.
    def __init__(self, text: str = "", /, *configurations: str, **weights: str) -> None:
        self.form = (text, *configurations)
        # The heaviest first, as ranking wants it; a migration sorts them by name.
        self.weights = dict(sorted(weights.items(), key=itemgetter(1, 0)))
        super().__init__(*self.weights)

    def deconstruct(self) -> tuple[str, tuple[str, ...], dict[str, str]]:
        return ("users.search.SearchDocument", self.form, self.weights)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        text, *configurations = self.form
        parts = []
        for source, weight in zip(
            self.get_source_expressions(), self.weights.values(), strict=True
        ):
            column = text.format(column=compiler.compile(source)[0])
            parts += [
                f"setweight(to_tsvector('{name}'::regconfig, {column}), '{weight}')"
                for name in configurations
            ]
        return " || ".join(parts) or "NULL::tsvector", []

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
