"""The journal's name: abbreviated, or with marks that do not belong to it (F32, F33)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from curator_app.domain.checks.looking import Remark
from curator_app.domain.checks.record import RecordLook, RecordTest

_SMALL_WORDS = frozenset(("of", "the", "and", "in", "for", "on", "der", "la", "de", "et"))
_ASIDE = re.compile(r"\([^)]*\)|\s[:=].*|:\s.*")
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = re.compile(r"^[\s.,;]+|[\s,;]+$|(?<=[^\W\d_]{4})\.+$|(?<=\s)\s+")


def full_name(journal: str, names: Sequence[str]) -> str:
    """The one known journal that a name abbreviates ("J Transl Med"), or ""."""
    given = _words(journal)
    found = [name for name in names if _abbreviates(given, _words(name))]
    return found[0] if len(found) == 1 else ""


@lru_cache(maxsize=2_048)
def _words(name: str) -> tuple[str, ...]:
    words = _WORD.findall(_ASIDE.sub("", name).lower())
    return tuple(word for word in words if word not in _SMALL_WORDS)


def _abbreviates(given: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether each word shortens the word in its place ("natl" national), one at least truly."""
    if len(given) != len(name) or given == name:
        return False
    return all(_shortens(short, word) for short, word in zip(given, name, strict=True))


def _shortens(short: str, word: str) -> bool:
    """Whether the letters stand in the word in this order, the first one at its beginning."""
    letters = iter(word)
    return word.startswith(short[0]) and all(letter in letters for letter in short)


def _abbreviated(look: RecordLook) -> Iterator[Remark]:
    journal = look.entry.journal
    if not journal:
        return
    name = look.rules.known_journal(journal, full_name)
    if name:
        values = {"value": journal, "name": name}
        yield Remark(None, journal, values, fix=("journal", name))


@lru_cache(maxsize=2_048)
def _without_marks(journal: str) -> str:
    return _MARKS.sub("", journal)


def _marks(look: RecordLook) -> Iterator[Remark]:
    """A full stop, comma or doubled space that an import left in the name."""
    journal = look.entry.journal
    kept = _without_marks(journal)
    if journal and kept != journal:
        fix = ("journal", kept) if kept else None
        yield Remark(None, journal, {"value": journal}, fix=fix)


RECORDS: Mapping[str, RecordTest] = {
    "F32_journal_abbreviated": _abbreviated,
    "F33_journal_with_stray_marks": _marks,
}
