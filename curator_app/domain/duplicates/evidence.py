"""What two records share, contradict or leave unsaid."""

from __future__ import annotations

from dataclasses import dataclass

from curator_app.domain.duplicates.differences import Alike, Difference, compare_titles
from curator_app.domain.duplicates.facts import Facts
from curator_app.domain.duplicates.names import same_first, shared_authors
from curator_app.domain.duplicates.places import (
    is_conference,
    is_preprint,
    perhaps_abstract,
    same_journal,
    same_pages,
    same_span,
    same_volume,
)


@dataclass(frozen=True)
class Evidence:
    """What two records share (True), contradict (False) or do not say (None).

    `authors` is the share of the shorter list, `year` the distance in years, `span` whether both
    begin and end on the same pages, `placed` whether one of them says its volume or pages; `paper`
    says that both are papers, or both the same other thing, `letters` and `count` how much there
    is of the shorter title and list of authors.
    """

    titles: Difference
    pmid: bool | None
    doi: bool | None
    pmcid: bool | None
    first: bool | None
    authors: float | None
    year: int | None
    journal: bool | None
    volume: bool | None
    pages: bool | None
    span: bool
    placed: bool
    kinds: bool
    paper: bool
    letters: int
    count: int

    @property
    def identified(self) -> bool:
        """Whether they have an identifier in common."""
        return bool(self.pmid or self.doi or self.pmcid)

    @property
    def disputed(self) -> bool:
        """Whether an identifier that both have is not the same."""
        return False in (self.pmid, self.doi, self.pmcid)

    @property
    def authors_agree(self) -> bool:
        """Whether most wrote both, the first first.

        Nearly all are shared where the first was mistyped or put elsewhere will do.
        """
        share = self.authors or 0
        return share >= 0.6 and (self.first is not False or (share >= 0.75 and self.count >= 4))

    @property
    def authors_differ(self) -> bool:
        """Whether hardly anybody wrote both."""
        return self.authors is not None and self.authors < 0.3 and self.first is False


def gather(first: Facts, second: Facts, alike: Alike) -> Evidence:
    """Compare two records field by field."""
    mine, theirs = first.read, second.read
    years = first.year, second.year
    return Evidence(
        titles=compare_titles(mine, theirs, alike),
        pmid=_equal(first.pmid, second.pmid),
        doi=_equal(first.doi, second.doi),
        pmcid=_equal(first.pmcid, second.pmcid),
        first=same_first(first.authors, second.authors),
        authors=shared_authors(first.authors, second.authors),
        year=abs(years[0] - years[1]) if years[0] and years[1] else None,
        journal=same_journal(first.journal, second.journal),
        volume=same_volume(first.volume, second.volume),
        pages=same_pages(first.pages, second.pages),
        span=same_span(first.pages, second.pages),
        placed=any((first.volume, first.pages, second.volume, second.pages)),
        kinds=mine.kind == theirs.kind,
        paper=not mine.kind and one_type(first, second),
        letters=min(len(mine.key), len(theirs.key)),
        count=min(len(first.authors), len(second.authors)),
    )


def _equal(first: str, second: str) -> bool | None:
    return first == second if first and second else None


def one_type(first: Facts, second: Facts) -> bool:
    """Whether both are papers, abstracts or preprints; one database names the meeting only."""
    if type_of(first) == type_of(second):
        return True
    papers = [facts for facts in (first, second) if type_of(facts) == "paper"]
    named = "abstract" in (type_of(first), type_of(second))
    return named and all(perhaps_abstract(facts.pages) for facts in papers)


def type_of(facts: Facts) -> str:
    """Whether the place is that of a "preprint", a meeting's "abstract" or a "paper"."""
    if is_preprint(facts.journal, facts.doi):
        return "preprint"
    return "abstract" if is_conference(facts.journal) else "paper"
