"""What PubMed, PubMed Central and Europe PMC say of a paper, and the entry's values from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from curator_app.domain.entry import Source
from curator_app.domain.identifiers import clean_doi, clean_pmcid, clean_pmid
from curator_app.formats.corrections import Correction, relations_of, retraction_of
from curator_app.formats.dates import month_of, year_of
from curator_app.formats.languages import known_language
from curator_app.formats.publication_types import known_type
from curator_app.formats.record import Draft, Refused

# PubMed's publication types (MeSH V03) by what they say most; the first that a paper has counts.
# Those that fix no design (Journal Article, Clinical Trial, Comparative Study) are not here.
_TYPES = {
    "retraction of publication": "retraction_notice",
    "retraction notice": "retraction_notice",
    "published erratum": "erratum",
    "expression of concern": "other",
    "clinical trial protocol": "protocol",
    "practice guideline": "guideline",
    "guideline": "guideline",
    "consensus development conference": "guideline",
    "meta-analysis": "meta_analysis",
    "network meta-analysis": "meta_analysis",
    "systematic review": "systematic_review",
    "scoping review": "scoping_review",
    "randomized controlled trial": "rct",
    "pragmatic clinical trial": "rct",
    "equivalence trial": "rct",
    "controlled clinical trial": "non_randomised_trial",
    "case reports": "case_report",
    "review": "review_narrative",
    "observational study": "observational",
    "editorial": "editorial",
    "editorial material": "editorial",
    "letter": "letter",
    "comment": "commentary",
    "patient education handout": "patient_summary",
    "meeting abstract": "conference_abstract",
    "congress": "conference_abstract",
    "dataset": "dataset",
    "technical report": "book_or_report",
    "book": "book_or_report",
    "news": "other",
    "preprint": "preprint",
}
# Their own files, and Zotero's, do not say that it is a preprint.
_PREPRINT_SERVERS = frozenset({"biorxiv", "medrxiv"})
_NO_LANGUAGE = frozenset({"und", "mul", "zxx"})
_LONGEST = {"title": 20_000, "journal": 5_000, "abstract": 500_000}
_LONGEST_NAME, _MOST_NAMES, _MOST_PROBLEMS = 2_000, 50_000, 20
_NOT_AVAILABLE = frozenset({"notavailable", "notitleavailable"})


_NO_ABSTRACT = re.compile(
    r"\W*(?:no abstract(?: is)?(?: available)?|abstract not available)\W*", re.IGNORECASE
)


def is_no_abstract(text: str) -> bool:
    """Whether it only says that there is none, as Scopus and PubMed write it."""
    return len(text) < 100 and bool(_NO_ABSTRACT.fullmatch(text))


def with_subtitle(title: str, subtitle: str) -> str:
    """The whole title, of formats that have the subtitle apart; LaTeX too."""
    if not title or not subtitle or subtitle.lower() in title.lower():
        return title or subtitle
    return f"{title}{' ' if title.rstrip('{} ').endswith(('.', ':', '?', '!')) else ': '}{subtitle}"


def type_of(types: list[str]) -> str:
    """By PubMed's words, else by the vocabulary's own."""
    found = next((_TYPES[kind] for kind in _TYPES if kind in types), "")
    return found or next((known for kind in types if (known := known_type(kind))), "")


@dataclass
class Paper:
    """The facts of one record as its format writes them; `date` is the issue's, in words."""

    key: str = ""
    title: str = ""
    vernacular: str = ""
    authors: list[str] = field(default_factory=list[str])
    journal: str = ""
    date: str = ""
    other_dates: list[str] = field(default_factory=list[str])
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    abstract: str = ""
    languages: list[str] = field(default_factory=list[str])
    types: list[str] = field(default_factory=list[str])
    keywords: list[str] = field(default_factory=list[str])
    links: list[Correction] = field(default_factory=list[Correction])
    problems: list[str] = field(default_factory=list[str])

    def record(self, source: Source) -> Draft | Refused:
        """The draft, or the record refused because nothing tells which paper it is."""

        def refused(reason: str) -> Refused:
            return Refused(source.file, source.line, source.key, reason, source.raw)

        if reason := self._too_long():
            return refused(reason)
        values = {name: value for name, value in self._values().items() if value}
        if not any(values.get(name) for name in ("title", "doi", "pmid", "pmcid")):
            return refused("It has neither a title nor a DOI, PMID or PMCID.")
        if "title" not in values:
            self.problems.append("It has no title.")
        return Draft(values, source, tuple(self.problems[:_MOST_PROBLEMS]))

    def _too_long(self) -> str:
        for name, most in _LONGEST.items():
            if (length := len(getattr(self, name))) > most:
                return f"Its {name} is {length:,} characters long; up to {most:,} are read."
        longest = max(map(len, self.authors), default=0)
        if longest > _LONGEST_NAME:
            return f"The name of an author is {longest:,} characters long."
        if len(self.authors) > _MOST_NAMES:
            return f"It has {len(self.authors):,} authors; up to {_MOST_NAMES:,} are read."
        return ""

    def _values(self) -> dict[str, Any]:
        title, types = self._title(), [kind.strip().lower() for kind in self.types]
        types += ["preprint"] if self.journal.lower() in _PREPRINT_SERVERS else []
        dates = [text for text in (self.date, *self.other_dates) if year_of(text)]
        return {
            "title": title,
            "authors": [name for name in self.authors if name],
            "journal": self.journal,
            "year": year_of(dates[0]) if dates else None,
            "month": month_of(dates[0]) if dates else None,
            "doi": self._identifier("DOI", self.doi, clean_doi(self.doi)),
            "pmid": self._identifier("PMID", self.pmid, clean_pmid(self.pmid)),
            "pmcid": self._identifier("PMCID", self.pmcid, clean_pmcid(self.pmcid)),
            "abstract": "" if is_no_abstract(self.abstract) else self.abstract,
            "language": self._language(),
            "publication_type": type_of(types),
            "peer_review_status": "preprint" if "preprint" in types else "",
            "tags": self._tags(),
            "retraction": retraction_of(title, types, self.links),
            "relations": relations_of(types, self.links, self.problems),
        }

    def _title(self) -> str:
        """The title; the one in the paper's own language where no other is given."""
        bare = "".join(char for char in self.title[:40].lower() if char.isalpha())
        given = "" if bare in _NOT_AVAILABLE else self.title
        return given or self.vernacular

    def _identifier(self, kind: str, given: str, cleaned: str) -> str:
        if given.strip() and not cleaned:
            self.problems.append(f"“{given.strip()[:60]}” is not a {kind}; it was left out.")
        return cleaned

    def _tags(self) -> list[str]:
        long = [word for word in self.keywords if len(word) > _LONGEST_NAME]
        if long:
            self.problems.append(f"A keyword is {len(long[0]):,} characters long; it was left out.")
        return list(dict.fromkeys(w for w in self.keywords if w and len(w) <= _LONGEST_NAME))

    def _language(self) -> str:
        given = [
            text.strip()
            for text in self.languages
            if text.strip() and text.strip().lower() not in _NO_LANGUAGE
        ]
        known = next((code for text in given if (code := known_language(text))), "")
        if given and not known:
            self.problems.append(f"“{given[0][:60]}” is not a known language; it was left out.")
        return known
