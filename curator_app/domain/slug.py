"""The address of a study: surname-year-word-word, as the public atlas makes it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

# Words the public site is seen to drop; shorter words fall by length (page.md 1.6).
STOP_WORDS = frozenset({"the", "and", "for", "with", "from"})
_WORD = re.compile(r"[a-z0-9]{3,}")
VALID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,118}[a-z0-9])?")
# Names that a web server or a file system gives a meaning of its own.
RESERVED = frozenset({"con", "nul", "aux", "prn", "index"})


def is_valid(slug: str) -> bool:
    """Whether `slug` may stand in an address and in a file name."""
    return bool(VALID.fullmatch(slug)) and slug not in RESERVED


def surname_part(authors: Sequence[str]) -> str:
    """The first author's surname as the site writes it: letters outside a-z are deleted."""
    surname = authors[0].split(",")[0].strip().lower() if authors else ""
    if surname.isascii() and surname.isalpha():
        return surname
    hyphenated = re.sub(r"\s+", "-", surname)
    return re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9-]", "", hyphenated)).strip("-") or "unknown"


def title_words(title: str) -> list[str]:
    """The first two words of the title that count: three letters or more, no stop word."""
    found: list[str] = []
    for match in _WORD.finditer(title.lower()):
        word = match.group()
        if word not in STOP_WORDS:
            found.append(word)
            if len(found) == 2:
                break
    return found


def make_slug(authors: Sequence[str], year: int | None, title: str, taken: Container[str]) -> str:
    """A new entry's slug by the site's rule, with -2, -3 ... when it is taken."""
    parts = [
        surname_part(authors)[:60],
        f"{year:04d}" if year else "",
        *title_words(title),
    ]
    base = "-".join(part for part in parts if part)[:110].strip("-")
    if base in RESERVED:
        base = f"study-{base}"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def is_damaged(authors: Sequence[str]) -> bool:
    """Whether the site's rule deletes letters of the first author's surname (Frémont -> frmont)."""
    surname = authors[0].split(",")[0] if authors else ""
    return any(char.isalpha() and not char.isascii() for char in surname)
