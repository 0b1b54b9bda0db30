"""Markdown as HTML that a page may show whoever wrote it."""

import nh3
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def safe_html(markdown: str) -> str:
    """The text, CommonMark with tables, as sanitised HTML.

    HTML inside the text is shown as text; links open without passing the page on.
    """
    return nh3.clean(_markdown.render(markdown), link_rel="nofollow noopener")
