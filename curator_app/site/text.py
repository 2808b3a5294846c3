"""The visible text of a rendered page, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

_BLOCK_NAMES = """address article aside blockquote body br dd div dl dt figure footer form h1 h2 h3
    h4 h5 h6 header hr li main nav ol p pre section table tbody td th thead tr ul"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNSEEN = frozenset({"head", "script", "style", "template", "noscript", "title"})
_NO_WORDS = re.compile(rb"<head>.*?</head>|<script\b.*?</script>|<[^>]*>", re.DOTALL)
_BREAK = "\0"  # cannot occur in HTML text


def visible_text(page: bytes) -> str:
    """What a reader sees, one block a line; the lines of a `pre` block are kept as they are."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    root = html.document_fromstring(page, parser=parser)
    lines: list[str] = []
    for block in "".join(_pieces(root, False)).split(_BREAK):
        kept = block.startswith("\1")
        rows = block[1:].split("\n") if kept else [" ".join(block.split())]
        lines.extend(row for row in rows if row.strip())
    return "\n".join(lines) + "\n"


def words(page: bytes) -> bytes:
    """The words of a page that this program rendered, one blank between them.

    They are its text without the head and the tags: a new look of the same words changes nothing.
    """
    return b" ".join(_NO_WORDS.sub(b" ", page).split())


def _pieces(element: html.HtmlElement, kept: bool) -> Iterator[str]:
    """Texts in document order; block limits as NUL, the start of kept text as U+0001."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _UNSEEN or element.get("hidden") is not None:
        return
    block = tag in _BLOCKS
    if block:
        yield _BREAK
    if tag == "pre":
        kept = True
        yield "\1"
    yield _shown(element.text, kept)
    for child in element:
        yield from _pieces(child, kept)
        yield _shown(child.tail, kept)
    if block:
        yield _BREAK


def _shown(text: str | None, kept: bool) -> str:
    if not text:
        return ""
    return text if kept else text.replace("\n", " ")
