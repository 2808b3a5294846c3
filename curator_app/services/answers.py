"""From identifiers to records: which service knows them, read by the readers of files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from rapidfuzz import fuzz

from curator_app.domain.identifiers import DISTINCT_TITLE, doi_key, title_key
from curator_app.domain.pasted import DOI, PMCID, PMID, Identifier
from curator_app.errors import BadFile
from curator_app.formats.readers import BY_FORMAT
from curator_app.formats.record import Draft, Record, Refused
from curator_app.formats.source_file import SourceFile
from curator_app.lookup import questions
from curator_app.lookup.asking import Asker
from curator_app.lookup.questions import batches
from curator_app.lookup.troubles import NoWay, Unanswered, unreadable

Progress = Callable[[int, int], None]
T = TypeVar("T")
PUBMED, CROSSREF, EUROPE_PMC = "PubMed", "Crossref", "Europe PMC"
FORMATS = {PUBMED: "pubmed-xml", CROSSREF: "crossref", EUROPE_PMC: "europe-pmc"}
SAME_TITLE = 70.0
"""Spellings of one title reach this (of 100); titles of different papers stay far below."""
_MARK = re.compile(r"\W*(?:RETRACTED|WITHDRAWN)(?:\s+(?:ARTICLE|PAPER))?\W+", re.IGNORECASE)
NOTICES = frozenset({"retraction_notice", "erratum"})
"""What bears the title, and at times the DOI, of the paper that it is about."""


def read_answer(service: str, body: bytes) -> list[Record]:
    """The records of an answer; raises Unanswered when it is nothing of the kind."""
    file = SourceFile.answered(service, body)
    reader = BY_FORMAT[FORMATS[service]]
    try:
        if not reader.recognises(file.head):
            raise unreadable(service)
        read = list(reader.read(file))
    except BadFile as error:
        raise unreadable(service, error.message) from None
    broken = [r for r in read if isinstance(r, Refused) and not r.key]
    if broken:
        raise unreadable(service, broken[0].reason)
    name = f"{service}, {datetime.now().astimezone():%Y-%m-%d}"
    return [_stamped(record, name) for record in read]


def _stamped(record: Record, name: str) -> Record:
    """The record with the service and the day in the place of a file and a line."""
    if isinstance(record, Refused):
        return replace(record, file=name, line=0)
    return replace(record, source=replace(record.source, file=name, line=0))


def _by(field: str, records: Iterable[Record]) -> dict[str, Record]:
    """The first record with each identifier; one that was refused goes by its key."""
    return {
        doi_key(str(r.values.get(field, "")) if isinstance(r, Draft) else r.key): r
        for r in reversed(list(records))
    }


def titles_agree(first: str, second: str) -> bool:
    """Whether two titles are spellings of one; a mark of retraction before it is no part of it.

    A missing title never disagrees.
    """
    one, other = (title_key(_MARK.sub("", title, count=1)) for title in (first, second))
    shorter, longer = sorted((one, other), key=len)
    if not shorter or (len(shorter) >= DISTINCT_TITLE and longer.startswith(shorter)):
        return True
    return fuzz.ratio(one, other) >= SAME_TITLE


@dataclass(frozen=True)
class Found:
    """What came of a look-up: records of what was answered, and why the others were not."""

    records: tuple[tuple[Identifier, Record], ...]
    unanswered: tuple[tuple[Identifier, Unanswered], ...]


@dataclass
class Finder:
    """Looks identifiers up: PubMed's record where it has one, else Crossref's or Europe PMC's.

    `fresh` is how old, in seconds, an answer may be. After a look at no network at all, nothing
    more is asked.
    """

    asker: Asker
    fresh: float = questions.DAY
    progress: Progress | None = None
    _records: dict[str, Record] = field(default_factory=dict[str, Record])
    _trouble: dict[str, Unanswered] = field(default_factory=dict[str, Unanswered])
    _total: int = 0

    def find(self, identifiers: Sequence[Identifier]) -> Found:
        """Everything that can be had of these. Raises Cancelled."""
        self._total = len(identifiers)
        of = {kind: [i for i in identifiers if i.kind == kind] for kind in (PMID, PMCID, DOI)}
        self._by_pmid({i.value: [i] for i in of[PMID]})
        self._by_pmcid(of[PMCID])
        self._by_doi(of[DOI])
        return Found(
            tuple((i, self._records[i.key]) for i in identifiers if i.key in self._records),
            tuple(
                (i, self._trouble[i.key])
                for i in identifiers
                if i.key not in self._records and i.key in self._trouble
            ),
        )

    # ------------------------------------------------------------------ each kind

    def _by_pmid(self, wanted: dict[str, list[Identifier]]) -> None:
        for part in batches(list(wanted), questions.PMIDS):
            concerned = [i for pmid in part for i in wanted[pmid]]
            records = self._asked(concerned, self._pubmed, part)
            by_pmid = _by("pmid", records or ())
            for pmid in part if records is not None else ():
                for identifier in wanted[pmid]:
                    self._answer(identifier, by_pmid.get(pmid), PUBMED)

    def _pubmed(self, pmids: Sequence[str]) -> list[Record] | None:
        return questions.pubmed_records(self.asker, pmids, self.fresh, partial(read_answer, PUBMED))

    def _by_pmcid(self, wanted: Sequence[Identifier]) -> None:
        in_pubmed: dict[str, list[Identifier]] = {}
        for part in batches(wanted, questions.PMCIDS):
            records = self._asked(part, self._europe_pmc, [i.value for i in part])
            known = _by("pmcid", records or ())
            for identifier in part if records is not None else ():
                record = known.get(doi_key(identifier.value))
                self._answer(identifier, record, EUROPE_PMC)
                if isinstance(record, Draft) and (pmid := record.values.get("pmid")):
                    in_pubmed.setdefault(str(pmid), []).append(identifier)
        self._prefer_pubmed(in_pubmed)

    def _europe_pmc(self, pmcids: Sequence[str]) -> list[Record] | None:
        read = partial(read_answer, EUROPE_PMC)
        return questions.europe_pmc_records(self.asker, pmcids, self.fresh, read)

    def _prefer_pubmed(self, wanted: dict[str, list[Identifier]]) -> None:
        """PubMed's record in the place of another's, where PubMed answers."""
        before = dict(self._records)
        self._by_pmid(wanted)
        for key, record in before.items():
            if isinstance(self._records[key], Refused):
                self._records[key] = record

    def _by_doi(self, wanted: Sequence[Identifier]) -> None:
        for part in batches(wanted, questions.DOIS):
            by_doi = self._pubmed_by_doi(part)
            for identifier in part:
                record = by_doi.get(doi_key(identifier.value))
                if record is not None:
                    self._answer(identifier, record, PUBMED)
        for identifier in wanted:
            if identifier.key not in self._records:
                records = self._asked([identifier], self._crossref, identifier.value)
                if records is not None:
                    self._answer(identifier, records[0] if records else None, CROSSREF)

    def _crossref(self, doi: str) -> list[Record] | None:
        return questions.crossref_record(
            self.asker, doi, self.fresh, partial(read_answer, CROSSREF)
        )

    def _pubmed_by_doi(self, part: Sequence[Identifier]) -> dict[str, Record]:
        """PubMed's records by DOI; a paper comes before a notice that bears its DOI."""
        try:
            if self._stopped():
                return {}
            dois = [i.value for i in part]
            pmids = questions.pmids_of(self.asker, dois, self.fresh)
            found: list[Record] = []
            for some in batches(pmids, questions.PMIDS):
                found += self._pubmed(some) or []
        except Unanswered as error:
            self._trouble.update((i.key, error) for i in part)
            return {}
        papers = [record for record in found if isinstance(record, Draft)]
        papers.sort(key=lambda draft: draft.values.get("publication_type") in NOTICES)
        return _by("doi", papers)

    # ------------------------------------------------------------------ what came of it

    def _asked(
        self,
        concerned: Sequence[Identifier],
        ask: Callable[[T], list[Record] | None],
        what: T,
    ) -> list[Record] | None:
        """The records of an answer; None when there was no answer, which is noted."""
        before = self._stopped()
        if before is None:
            try:
                return ask(what) or []
            except Unanswered as error:
                before = error
        self._trouble.update((i.key, before) for i in concerned)
        return None

    def _stopped(self) -> NoWay | None:
        return next((error for error in self._trouble.values() if isinstance(error, NoWay)), None)

    def _answer(self, identifier: Identifier, record: Record | None, service: str) -> None:
        self._records[identifier.key] = record or Refused(
            service, 0, str(identifier), _unknown(identifier, service), ""
        )
        if self.progress:
            self.progress(len(self._records), self._total)


def _unknown(identifier: Identifier, service: str) -> str:
    who = "Neither PubMed nor Crossref knows" if service == CROSSREF else f"{service} does not know"
    return f"{who} {identifier}. Check it for a slip."


def services_of(records: Iterable[Record]) -> tuple[str, ...]:
    """Where the records come from, each once."""
    names = [r.source.file if isinstance(r, Draft) else r.file for r in records]
    return tuple(dict.fromkeys(names))
