"""Markdown as HTML that a page may show whoever wrote it."""

from functools import lru_cache

import nh3
from django.utils.html import escape
from markdown_it import MarkdownIt

# Rendering takes up to about 30 microseconds a mark, and more where thousands are
# nested; a real text of 200,000 characters has less than 20,000.
MAX_MARKS = 20_000
MARKS = "[]*_`<&~!"

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_cleaner = nh3.Cleaner(
    attributes=nh3.ALLOWED_ATTRIBUTES
    | {
        "code": {"class"},  # the language of a block, for colours
        "th": {"style"},
        "td": {"style"},
    },
    filter_style_properties={"text-align"},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="nofollow noopener",
)


@lru_cache(maxsize=200)
def safe_html(markdown: str) -> str:
    """The text, CommonMark with tables, as sanitised HTML.

    HTML inside the text is shown as text; links open without passing the page on.
    A text of more than ``MAX_MARKS`` is nothing that people write, and is shown as
    it stands: parsing it could take minutes.
    """
    if _marks(markdown) > MAX_MARKS:
        return f"<pre>{escape(markdown)}</pre>"
    return _cleaner.clean(_markdown.render(markdown))


def _marks(markdown: str) -> int:
    """How many characters have a meaning, and how many cells tables might have."""
    text = markdown.replace("\r\n", "\n").replace("\r", "\n")
    blocks = (block.split("\n") for block in text.split("\n\n"))
    cells = sum(
        len(lines) * (1 + max(line.count("|") for line in lines)) for lines in blocks
    )
    return cells + sum(map(markdown.count, MARKS))
