"""Which existing entry an incoming record is about: identifiers first, never against the title.

One DOI can stand on different papers (a wrong DOI in a bibliography), and one paper can carry
several, so an identifier only counts when the titles agree, and equal titles count by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from curator_app.domain.entry import Entry
from curator_app.domain.identifiers import doi_key, title_key

# Two spellings of one title reach this (subtitle cut, Greek letter spelt out); titles of
# different papers that share a DOI by mistake stay far below.
SAME_TITLE = 70.0
# Below this, one author's two papers of one year can stand under one DOI by mistake.
RETOLD = 50.0
DISTINCT_TITLE = 20
"""Letters a title needs before it identifies a paper by itself."""


@dataclass(frozen=True)
class Known:
    """What matching needs to know of an entry; `key` is its id (or a planned record's place)."""

    key: str
    slug: str
    doi_key: str
    pmid: str
    title_key: str
    surname: str
    year: int | None

    @staticmethod
    def of(entry: Entry) -> Known:
        """The same facts of an entry that is not stored yet."""
        surname = entry.authors[0].split(",")[0] if entry.authors else ""
        return Known(
            entry.id,
            entry.slug,
            doi_key(entry.doi),
            entry.pmid,
            title_key(entry.title),
            title_key(surname),
            entry.year,
        )


class Matcher:
    """All known entries by slug, PMID, DOI and title; grows while a file is planned."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by: dict[tuple[str, str], list[Known]] = {}
        for item in known:
            self.add(item)

    def add(self, item: Known) -> None:
        """Make an entry findable."""
        for kind, value in _handles(item):
            self._by.setdefault((kind, value), []).append(item)

    def named(self, kind: str, identifier: str) -> Known | None:
        """The one entry with this "pmid" or "doi"; None when there is none, or more than one."""
        found = self._by.get((kind, identifier), ()) if identifier else ()
        return found[0] if len(found) == 1 else None

    def find(self, item: Known) -> Known | None:
        """The known entry that `item` is about, or None."""
        for kind, value in _handles(item):
            for other in self._by.get((kind, value), ()):
                if _same_paper(kind, item, other):
                    return other
        return None


def _handles(item: Known) -> list[tuple[str, str]]:
    handles = [("pmid", item.pmid), ("doi", item.doi_key), ("slug", item.slug)]
    if len(item.title_key) >= DISTINCT_TITLE:
        handles.append(("title", item.title_key))
    return [(kind, value) for kind, value in handles if value]


def titles_agree(first: str, second: str) -> bool:
    """Whether two title keys are spellings of one title; a missing title never disagrees."""
    if not first or not second:
        return True
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= DISTINCT_TITLE and longer.startswith(shorter):
        return True
    return fuzz.ratio(first, second) >= SAME_TITLE


def _same_paper(kind: str, item: Known, other: Known) -> bool:
    if kind == "title":
        years_differ = item.year and other.year and abs(item.year - other.year) > 1
        names_differ = item.surname and other.surname and item.surname != other.surname
        pmids_differ = item.pmid and other.pmid and item.pmid != other.pmid
        return not (years_differ or names_differ or pmids_differ)
    if kind == "doi" and item.pmid and other.pmid and item.pmid != other.pmid:
        return False
    return titles_agree(item.title_key, other.title_key) or _paraphrased(item, other)


def _paraphrased(item: Known, other: Known) -> bool:
    """A shortened or paraphrased title under one identifier, vouched for by author and year."""
    same_author = bool(item.surname) and item.surname == other.surname
    same_year = item.year is not None and item.year == other.year
    return same_author and same_year and fuzz.ratio(item.title_key, other.title_key) >= RETOLD
