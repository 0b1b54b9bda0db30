"""What the data has that can be asked for: ids, slugs and words, and cursors."""

import base64
from collections.abc import Callable
from typing import Any

from schema.base.nodes import global_id
from schema.root import schema
from tests.plans.shapes import NODE, possible

Cursors = Callable[[str, dict[str, Any]], list[str]]
UNKNOWN = 999_999_999  # a key that no row has
MANY_WORDS = "one two three four five six seven eight nine ten eleven twelve"
# What is an id, a slug, a word or a cursor of nothing.
STRANGE = (
    *("", " ", "nonsense", "Ünïcödé ☕", '"quoted" \\ back', "a\nb\tc", "%_%", "'; --"),
    *("İstanbul", "Straße", "日本語", "\u202eright to left", "👩\u200d🔬", "0", "null"),
)
ODD_IDS = (
    *("Course:1", "Q291cnNl", "Q291cnNlOg==", "Q291cnNlOjA=", "Q291cnNlOjAx"),
    *("Q291cnNlOjE", "====", "course:1", "Q291cnNlOjE=\n"),
)


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


class Pools:
    """Taken from the database once; ``cursors`` tells those of a list by its values."""

    def __init__(self, cursors: Cursors, users: dict[str, Any]) -> None:
        self.ids: dict[str, list[str]] = {}
        self.slugs: dict[str, list[str]] = {}
        self.visible: dict[tuple[str, str], list[str]] = {}  # by viewer and type
        words: set[str] = set()
        for name in possible(NODE):
            everything = _model(name)._default_manager.order_by("pk")
            rows = list(everything)
            for viewer, user in users.items():
                seen = everything.visible_to(user)
                self.visible[viewer, name] = [global_id(row) for row in seen]
            self.ids[name] = [global_id(row) for row in rows]
            if rows and hasattr(rows[0], "slug"):
                self.slugs[name] = [row.slug for row in rows]
            for row in rows:
                title = str(getattr(row, "title", ""))
                words.update(title.split(), filter(None, [title]))
        self.words = [*sorted(words), "a", "PYTHON", "ada love", MANY_WORDS]
        self.odd_ids = [
            *(encoded(f"{name}:{UNKNOWN}") for name in self.ids),
            *(encoded(f"{name}:1") for name in ("Nothing", "Profile", "Query", "Node")),
            encoded(f"Course:{2**63 - 1}"),
            encoded(f"Course:{10**17}"),
            *ODD_IDS,
            *STRANGE,
        ]
        self.cursors = cursors


def _model(type_name: str) -> Any:
    definition: Any = schema.get_type_by_name(type_name)
    return definition.origin.__strawberry_django_definition__.model
