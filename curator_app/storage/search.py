"""From what is typed into the search box to an FTS5 expression that is always valid.

Every word is quoted, so that `ME/CFS`, `post-exertional`, `t:ME`, `AND` or `NEAR(` are text and
never syntax; FTS5 reads a quoted `ME/CFS` as the words ME and CFS side by side.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Beyond this a pasted text is cut: FTS5 refuses expressions deeper than 256.
MAX_TERMS = 40
_BALANCED = re.compile(r'"([^"]*)"')
_GOES_ON = re.compile(r"[^\W_]{2}$")


@dataclass(frozen=True)
class Search:
    """What to look for: `expression` for FTS5; "" when `everything` or nothing can match."""

    expression: str
    everything: bool = False

    @property
    def in_heads(self) -> str:
        """The same, in titles, authors and identifiers only."""
        return f"{{title authors ids}} : ({self.expression})"


def _is_word(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _quoted(text: str) -> str:
    return f'"{text}"'


def _word(text: str) -> str:
    """A word as typed: from two letters up it may go on, a single letter stands for itself."""
    return _quoted(text) + ("*" if _GOES_ON.search(text) else "")


def parse(text: str) -> Search:
    """Read a search text; text without any letter or digit looks for everything or nothing.

    Marks alone are the beginning of something being typed and find everything; a symbol such
    as an emoji is not in the index, and nothing is found.
    """
    text = "".join(
        " " if unicodedata.category(char) in ("Cc", "Cs") else char
        for char in unicodedata.normalize("NFC", text)
    )
    terms: list[str] = []
    rest = text
    if text.count('"') % 2 == 0:
        terms += [_quoted(phrase) for phrase in _BALANCED.findall(text) if _is_word(phrase)]
        rest = _BALANCED.sub(" ", text)
    terms += [_word(word) for word in rest.replace('"', " ").split() if _is_word(word)]
    if terms:
        return Search(" AND ".join(terms[:MAX_TERMS]))
    return Search("", everything=all(char.isascii() or char.isspace() for char in text))
