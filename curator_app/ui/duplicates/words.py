"""How duplicates are said in tables."""

from __future__ import annotations

from collections.abc import Sequence

from curator_app.domain.duplicates.facts import Facts
from curator_app.domain.duplicates.judging import LIKELY, SURE
from curator_app.domain.plain_text import counted
from curator_app.services.duplicates import Likeness
from curator_app.services.merging import Planned, adds
from curator_app.ui.outcome_table import Line

APART = "apart"
LABELS = {SURE: "Sure", LIKELY: "Likely", APART: "Two studies"}


def lines(pairs: Sequence[Likeness], told: str = "") -> list[Line]:
    """A line for each pair; `told` is what a person decided of them all."""
    return [
        Line(
            place,
            told or pair.match.level,
            LABELS[told or pair.match.level],
            _cited(pair.left),
            pair.match.words,
            f"{pair.left.slug}  ·  {pair.right.slug}",
        )
        for place, pair in enumerate(pairs)
    ]


def _cited(facts: Facts) -> str:
    first = facts.authors[0].partition(",")[0] if facts.authors else ""
    by = " ".join(part for part in (first, str(facts.year or "")) if part)
    return f"{by}: {facts.title}" if by else facts.title


def about(pair: Likeness) -> str:
    """One pair in full: both titles with their addresses, and every reason."""
    sides = (f"{facts.slug}: {facts.title}" for facts in (pair.left, pair.right))
    return "\n".join((*sides, pair.match.words))


def summary(entries: int, pairs: int, apart: int) -> str:
    """How many there are, and how many were decided before."""
    decided = f" {apart:,} more you decided are none." if apart else ""
    return f"{counted(pairs, 'pair')} among {counted(entries, 'entry')}.{decided}"


def plan_lines(planned: Sequence[Planned]) -> list[Line]:
    """A line for each group of sure duplicates: what would be done, or why it is left."""
    return [
        Line(
            place,
            LIKELY if item.reason else SURE,
            "You choose" if item.reason else "Merge",
            item.kept.title or item.kept.slug,
            item.reason or adds(item) or "nothing is added",
            f"{item.kept.slug}  ←  {', '.join(entry.slug for entry in item.gone)}",
        )
        for place, item in enumerate(planned)
    ]
