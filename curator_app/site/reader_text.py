"""Stored text as a reader sees it: without Markdown emphasis and internal codes."""

from __future__ import annotations

import re

# "(E2)", "(E0/E1)": a level's code in brackets says nothing to a reader (page.md 1.7).
_CODES = re.compile(r"\s*\(\s*E[0-3](?:\s*[/,–-]\s*E[0-3])*\s*\)")
# Emphasis hugs its words: *cause*, **not**, _may_. A lone asterisk (p* < 0.05, HLA-B*07) stays,
# and so does an underscore inside a word.
_STARS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]*?[^\s*])\1(?![\w*])")
_UNDERSCORES = re.compile(r"(?<![\w_])(_{1,2})(?=[^\s_])([^_\n]*?[^\s_])\1(?![\w_])")


def reader_text(text: str) -> str:
    """The text without paired emphasis marks and bracketed evidence codes; all else as stored."""
    if "(" in text:
        text = _CODES.sub("", text)
    if "*" in text:
        text = _STARS.sub(r"\2", text)
    if "_" in text:
        text = _UNDERSCORES.sub(r"\2", text)
    return text


def paragraphs(text: str) -> list[str]:
    """A text field's paragraphs: blank lines part them, single line ends are spaces."""
    if not text:
        return []
    blocks = re.split(r"\n\s*\n", reader_text(text)) if "\n" in text else [reader_text(text)]
    return [" ".join(block.split()) for block in blocks if block.strip()]
