"""Which existing entry an incoming record is about, by the one judgement of duplicates.

One DOI can stand on different papers (a wrong DOI in a bibliography), and one paper can carry
several, so an identifier only counts when the titles agree, and equal titles count by themselves.
What decides is `domain.duplicates.judging`; here records are only found to be judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from curator_app.domain.duplicates.differences import Alike
from curator_app.domain.duplicates.facts import Facts
from curator_app.domain.duplicates.judging import LOOSE, NOT, SURE, Match, judge
from curator_app.domain.entry import Entry
from curator_app.domain.identifiers import DISTINCT_TITLE, doi_key, title_key
from curator_app.storage.entries import MatchRow

MOST = 200
"""Papers of one author's name in one year that a record is compared with."""

ALIKE: Alike = fuzz.ratio
"""How alike two texts are, from 0 to 100."""


@dataclass(frozen=True, slots=True)
class Known:
    """What matching needs to know of an entry; `key` is its id (or a planned record's place)."""

    key: str
    slug: str
    doi_key: str
    pmid: str
    title: str
    title_key: str
    first_author: str
    year: int | None

    @staticmethod
    def of(entry: Entry) -> Known:
        """The same facts of an entry that is not stored yet."""
        return Known(
            entry.id,
            entry.slug,
            doi_key(entry.doi),
            entry.pmid,
            entry.title,
            title_key(entry.title),
            entry.authors[0] if entry.authors else "",
            entry.year,
        )

    @staticmethod
    def stored(row: MatchRow) -> Known:
        """The same facts of a stored entry."""
        return Known(
            row.id,
            row.slug,
            row.doi_key,
            row.pmid,
            row.title,
            row.title_key,
            row.first_author,
            row.year,
        )

    @property
    def facts(self) -> Facts:
        """As duplicates are judged: of the authors, the first."""
        authors = (self.first_author,) if self.first_author else ()
        return Facts(
            self.key,
            self.title,
            authors,
            year=self.year,
            doi=self.doi_key,
            pmid=self.pmid,
            slug=self.slug,
        )


class Matcher:
    """All known entries by slug, PMID, DOI and title; grows while a file is planned."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by: dict[tuple[str, str], list[Known]] = {}
        for item in known:
            self.add(item)

    def add(self, item: Known) -> None:
        """Make an entry findable."""
        for handle in (*_handles(item), _author_and_year(item)):
            if handle[1]:
                self._by.setdefault(handle, []).append(item)

    def named(self, kind: str, identifier: str) -> Known | None:
        """The one entry with this "pmid" or "doi"; None when there is none, or more than one."""
        found = self._by.get((kind, identifier), ()) if identifier else ()
        return found[0] if len(found) == 1 else None

    def find(
        self, item: Known, facts: Callable[[], Facts], whole: Callable[[Known], Facts]
    ) -> Known | None:
        """The known entry that `item` is about, or None; what bears its address is its own.

        All authors, the journal and the pages have a say: `facts` gives those of the record,
        `whole` those of a known entry that may be it.
        """
        for other, near in self._judged(item):
            if near.level == NOT:
                continue
            if item.slug and item.slug == other.slug:
                return other
            match = judge(facts(), whole(other), ALIKE)
            if match.level == SURE or (match.level != NOT and match.undisputed):
                return other
        return None

    def like(self, item: Known) -> tuple[Known, Match] | None:
        """The known entry that `item` may be about, for a person to decide, with the reasons."""
        facts = item.facts
        close = [
            (other, judge(facts, other.facts, ALIKE))
            for other in self._by.get(_author_and_year(item), ())[:MOST]
            if ALIKE(item.title_key, other.title_key) >= LOOSE
        ]
        found = [(o, m) for o, m in (*self._judged(item), *close) if m.level != NOT]
        return max(found, key=lambda pair: pair[1].score, default=None)

    def _judged(self, item: Known) -> Iterator[tuple[Known, Match]]:
        facts = item.facts
        for handle in _handles(item):
            for other in self._by.get(handle, ()) if handle[1] else ():
                yield other, judge(facts, other.facts, ALIKE)


def _handles(item: Known) -> tuple[tuple[str, str], ...]:
    title = item.title_key if len(item.title_key) >= DISTINCT_TITLE else ""
    return ("pmid", item.pmid), ("doi", item.doi_key), ("slug", item.slug), ("title", title)


def _author_and_year(item: Known) -> tuple[str, str]:
    surname = title_key(item.first_author.partition(",")[0])
    return "author", f"{surname} {item.year}" if surname and item.year else ""
