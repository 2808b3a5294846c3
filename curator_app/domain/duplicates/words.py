"""Why two records are, or are not, one study: in words."""

from __future__ import annotations

from curator_app.domain.duplicates.differences import Difference
from curator_app.domain.duplicates.evidence import Evidence, one_type, type_of
from curator_app.domain.duplicates.facts import Facts

_TYPES = {"preprint": "a preprint", "abstract": "a meeting abstract"}


class _Words:
    def __init__(self) -> None:
        self.reasons: list[str] = []
        self.against: list[str] = []

    def say(self, value: bool | None, agrees: str, differs: str) -> None:
        if value is not None:
            (self.reasons if value else self.against).append(agrees if value else differs)


def explain(e: Evidence, first: Facts, second: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What agrees, and what contradicts."""
    words = _Words()
    for label, value in (("PMID", e.pmid), ("DOI", e.doi), ("PMCID", e.pmcid)):
        words.say(value, f"same {label}", f"{label}s differ")
    _titles(words, e.titles)
    if e.authors is not None:
        equal = len(first.authors) == len(second.authors)
        said = "same authors" if equal and e.authors == 1 else _share(e.authors)
        words.say(e.authors >= 0.6, said, said)
    years = f"years {first.year} and {second.year}"
    words.say(None if e.year is None else e.year == 0, f"both {first.year}", years)
    words.say(e.journal, "same journal", "journals differ")
    words.say(e.volume, "same volume", "volumes differ")
    words.say(e.pages, "same pages", "pages differ")
    _kinds(words, e, first, second)
    return tuple(words.reasons), tuple(words.against)


def _titles(words: _Words, titles: Difference) -> None:
    if titles.alike >= 100:
        words.reasons.append("same title")
    elif titles.same:
        words.reasons.append("same title in two spellings")
    else:
        words.reasons.append(f"titles {int(titles.alike)} % alike")
    if titles.left and titles.right:
        left, right = _quoted(titles.left), _quoted(titles.right)
        words.against.append(f"only left: {left}; only right: {right}")
    if titles.numbered:
        words.against.append("their numbers differ")


def _kinds(words: _Words, e: Evidence, first: Facts, second: Facts) -> None:
    if not e.kinds:
        kinds = sorted({first.read.kind, second.read.kind} - {""})
        words.against.append(f"one is a notice ({', '.join(kinds)})")
    for name, said in _TYPES.items():
        if not one_type(first, second) and name in {type_of(first), type_of(second)}:
            words.against.append(f"only one is {said}")


def _share(authors: float) -> str:
    if authors == 1:
        return "all authors of the shorter list shared"
    return f"{round(100 * authors)} % of the authors shared" if authors else "no author shared"


def _quoted(words: tuple[str, ...]) -> str:
    return " ".join(words[:6]) + (" …" if len(words) > 6 else "")
