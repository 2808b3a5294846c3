"""What says which study a record is about."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from curator_app.domain.duplicates.raw_places import from_sources
from curator_app.domain.duplicates.titles import Title, read_title
from curator_app.domain.entry import Entry
from curator_app.domain.identifiers import doi_key

IDENTIFYING = ("title", "authors", "journal", "year", "doi", "pmid", "pmcid")
"""The fields of an entry that decide what it is a duplicate of."""


@dataclass(frozen=True)
class Facts:
    """One record as duplicates see it. `key` is what the caller knows it by, `slug` its address.

    What a record does not say is "" (None for the year, an empty tuple for the authors).
    """

    key: str
    title: str = ""
    authors: tuple[str, ...] = ()
    journal: str = ""
    year: int | None = None
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    volume: str = ""
    pages: str = ""
    slug: str = ""

    @staticmethod
    def of(entry: Entry) -> Facts:
        """The facts of an entry; volume and pages are those of the records it came from."""
        return Facts(
            entry.id,
            entry.title,
            entry.authors,
            entry.journal,
            entry.year,
            doi_key(entry.doi),
            entry.pmid,
            entry.pmcid,
            from_sources("volume", entry.sources),
            from_sources("pages", entry.sources),
            entry.slug,
        )

    @cached_property
    def read(self) -> Title:
        """The title as it is compared."""
        return read_title(self.title)


def told_apart(first: Entry, second: Entry) -> bool:
    """Whether a person decided that these two, as they are now, are two studies."""
    marks = {
        item.mark
        for entry, other in ((first, second), (second, first))
        for item in entry.distinct
        if item.other == other.id
    }
    return bool(marks) and pair_mark(Facts.of(first), Facts.of(second)) in marks


def pair_mark(first: Facts, second: Facts) -> str:
    """A hash of what identifies both: a decision about them stands as long as it is the same."""
    parts = sorted(
        "\x1e".join((facts.key, *(repr(getattr(facts, name)) for name in IDENTIFYING)))
        for facts in (first, second)
    )
    return hashlib.sha256("\x1d".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
