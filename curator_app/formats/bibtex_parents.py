"""What a record takes from those it refers to: `crossref` (BibTeX), `xdata` (biblatex)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from curator_app.formats.bibtex_fields import Fields

REFERENCE = re.compile(r"\b(?:crossref|xdata|related)\s*=", re.IGNORECASE)
# Of a volume only what says where and when: its names, texts and identifiers are its own.
_WHERE_AND_WHEN = (
    *("journal", "journaltitle", "booktitle", "publisher", "institution", "organization"),
    *("year", "date", "month", "language", "langid"),
)
# A part of a book by the same authors: BibTeX takes these from the book, too.
_OF_THE_BOOK = {"inbook": ("author",), "suppbook": ("author",), "bookinbook": ("author",)}
_MOST = 5


def with_parents(kind: str, fields: Fields, find: Callable[[str], Fields | None]) -> Fields:
    """The fields, completed by those of the records they name; a circle ends where it closes."""
    found = dict(fields)
    _take_shared(found, find, set[str]())
    volume = fields.get("crossref", "").strip().lower()
    parent = find(volume) if volume else None
    if parent is None or parent == fields:
        return found
    whole = dict(parent)
    _take_shared(whole, find, {volume})
    shared = (*_WHERE_AND_WHEN, *_OF_THE_BOOK.get(kind, ()))
    _complete(found, {name: whole[name] for name in shared if name in whole})
    if "title" in whole and "title" not in found and kind in _OF_THE_BOOK:
        found["title"] = whole["title"]
    elif "title" in whole and not found.keys() & {"journal", "journaltitle", "booktitle"}:
        found["journal" if kind == "article" else "booktitle"] = whole["title"]
    return found


def _take_shared(found: Fields, find: Callable[[str], Fields | None], seen: set[str]) -> None:
    """Add what the `xdata` records hold, and those that they name in turn."""
    wanted = found.get("xdata", "").lower().split(",")
    while wanted and len(seen) < _MOST:
        key = wanted.pop(0).strip()
        shared = None if key in seen else find(key)
        seen.add(key)
        if shared is not None:
            wanted += shared.get("xdata", "").lower().split(",")
            _complete(found, shared)


def _complete(found: Fields, more: Mapping[str, str]) -> None:
    dated = bool(found.keys() & {"year", "date"})
    for name, value in more.items():
        if not (dated and name in ("year", "date", "month")):
            found.setdefault(name, value)
