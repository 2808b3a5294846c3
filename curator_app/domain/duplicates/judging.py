"""Whether two records are one study: sure, likely or not, and why, in words.

No identifier decides against the title: in real bibliographies one DOI stands on different papers,
and preprint and paper, erratum and paper, or two abstracts of meetings share a title. What is
sure may be merged unseen, so that one contradiction is enough to ask a person instead.
"""

from __future__ import annotations

from dataclasses import dataclass

from curator_app.domain.duplicates.differences import Alike
from curator_app.domain.duplicates.evidence import Evidence, gather
from curator_app.domain.duplicates.facts import Facts
from curator_app.domain.duplicates.words import explain
from curator_app.domain.identifiers import DISTINCT_TITLE

SURE, LIKELY, NOT = "sure", "likely", "not"

# Without pages to prove it, only a title that nobody writes twice.
LONG_TITLE = 40
CLOSE, RETOLD, LOOSE = 85.0, 50.0, 70.0


@dataclass(frozen=True)
class Match:
    """What came of comparing two records.

    `score` (0 to 100) orders a list; `reasons` say what agrees, `against` what contradicts.
    `undisputed` says that neither identifiers, authors, numbers, kind nor place speak against it:
    then a record of a file may be kept with an entry, which keeps its own words.
    """

    level: str
    score: int
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    undisputed: bool = False

    @property
    def words(self) -> str:
        """The explanation: `same DOI; titles 97 % alike; pages differ`."""
        return "; ".join((*self.reasons, *self.against))


NO_MATCH = Match(NOT, 0)


def judge(first: Facts, second: Facts, alike: Alike) -> Match:
    """Compare two records; `alike` is asked for the likeness of texts."""
    if not first.read.key or not second.read.key:
        return _untitled(first, second)
    evidence = gather(first, second, alike)
    level = _level(evidence)
    return NO_MATCH if level == NOT else _match(level, evidence, first, second)


def compare(first: Facts, second: Facts, alike: Alike) -> Match:
    """As `judge`, with the words also where two records are taken for two studies."""
    if not first.read.key or not second.read.key:
        return _untitled(first, second)
    evidence = gather(first, second, alike)
    return _match(_level(evidence), evidence, first, second)


def _level(e: Evidence) -> str:
    if _is_sure(e):
        return SURE
    return LIKELY if _is_likely(e) else NOT


def _match(level: str, e: Evidence, first: Facts, second: Facts) -> Match:
    reasons, against = explain(e, first, second)
    return Match(level, _score(e, level), reasons, against, _undisputed(e))


def _untitled(first: Facts, second: Facts) -> Match:
    """A missing title contradicts nothing, but then only an identifier can speak."""
    same = [
        label
        for label, mine, theirs in (
            ("PMID", first.pmid, second.pmid),
            ("DOI", first.doi, second.doi),
            ("PMCID", first.pmcid, second.pmcid),
        )
        if mine and mine == theirs
    ]
    if not same or (first.pmid and second.pmid and first.pmid != second.pmid):
        return NO_MATCH
    reasons = (*(f"same {label}" for label in same), "a title is missing")
    return Match(LIKELY, 60, reasons, undisputed=True)


def _is_sure(e: Evidence) -> bool:
    contradicted = (
        not e.kinds
        or e.titles.numbered
        or e.authors_differ
        or e.pmid is False
        or (e.year is not None and e.year > 1)
    )
    if contradicted:
        return False
    if e.identified:
        return _sure_by_identifier(e)
    if e.disputed:
        return False
    return _sure_by_place(e) or (e.authors_agree and _sure_by_title(e))


def _sure_by_identifier(e: Evidence) -> bool:
    if e.disputed and not e.pmid:
        return False
    one_title = e.titles.same or (e.titles.within and e.titles.alike >= LOOSE)
    if e.authors is not None and e.authors < 0.5:
        return False
    twice = bool(e.pmid and e.doi)
    return one_title and (e.letters >= DISTINCT_TITLE or e.first is True or twice)


def _sure_by_place(e: Evidence) -> bool:
    """The same page of the same volume, and a title that does not say otherwise."""
    one_title = e.titles.same or (e.titles.within and e.titles.alike >= RETOLD)
    if not one_title or e.pages is not True or e.volume is False or e.year is None:
        return False
    if not e.authors_agree and not (e.titles.same and (e.authors or 0) >= 0.5):
        return e.authors is None and _one_place(e)
    # A volume of a series goes by its own title in one database and by the series' in another.
    return e.journal is True or (e.volume is True and e.titles.same)


def _one_place(e: Evidence) -> bool:
    """The same long title on the same pages, from the first to the last: nobody else's paper."""
    where = e.span and e.volume is True and e.journal is True and e.year == 0
    return where and e.titles.same and e.letters >= LONG_TITLE


def _sure_by_title(e: Evidence) -> bool:
    """The whole title, all authors, year (or volume) and journal, where one says no page.

    Where neither says where it stands, one may be the other's erratum in the same journal.
    """
    one_title = e.titles.same and e.titles.alike >= CLOSE and e.letters >= LONG_TITLE
    said = one_title and (e.year == 0 or e.volume is True) and e.journal is True
    whole = e.authors is not None and e.authors >= 0.8 and e.first is True
    return said and whole and e.paper and e.placed and e.pages is None and e.volume is not False


def _is_likely(e: Evidence) -> bool:
    near = e.year is None or e.year <= 1
    if e.identified:
        vouched = e.first is True and e.year == 0
        return (
            e.titles.alike >= LOOSE
            or e.titles.same
            or e.titles.within
            or (vouched and e.titles.alike >= RETOLD)
        )
    if not e.kinds or e.pmid is False:
        return False
    if e.titles.numbered:  # a number may be mistyped where all else is said and agrees
        there = e.pages is True and e.volume is True and e.journal is True
        return there and near and e.authors_agree and e.titles.alike >= CLOSE
    if e.disputed and e.paper and not e.titles.same:
        return False  # a preprint may be called otherwise, two papers with DOIs are two
    one_title = e.titles.same and (e.letters >= DISTINCT_TITLE or bool(e.pages))
    if one_title and (e.authors_agree or e.authors is None):
        return near or bool(e.pages)
    if not e.authors_agree or not near:
        return False
    if e.pages and e.journal is not False:
        return e.titles.alike >= RETOLD
    elsewhere = e.journal is False and (e.pages is False or e.volume is False)
    close = e.titles.alike >= CLOSE or (e.titles.within and e.titles.alike >= LOOSE)
    return close and not elsewhere and e.letters >= DISTINCT_TITLE


def _undisputed(e: Evidence) -> bool:
    one = (e.identified or e.titles.same) and not _elsewhere(e)
    numbered = e.titles.numbered and not e.pmid
    told_apart = numbered or not e.kinds or e.authors_differ or not (e.paper or e.identified)
    return one and not told_apart and not (e.disputed and not e.pmid)


def _elsewhere(e: Evidence) -> bool:
    """Whether the place speaks against one study, as far as identifier or title do not prove it."""
    if not e.identified:
        return False in (e.journal, e.volume, e.pages)
    # A wrong DOI stands on another paper; a paper under another title is where the first is.
    return not e.titles.same and (e.journal is False or (e.year or 0) > 1)


def _score(e: Evidence, level: str) -> int:
    points = 0.45 * e.titles.alike
    points += 25 if e.identified else 0
    points += 12 * (e.authors or 0)
    points += 6 if e.year == 0 else 0
    points += 6 if e.pages else 0
    points += 6 if e.journal else 0
    points -= 10 if e.disputed else 0
    points = max(0.0, min(100.0, points))
    return round(85 + points * 0.15 if level == SURE else points * 0.84)
