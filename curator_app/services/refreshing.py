"""An entry beside what its source says now: field by field, and only what a person chose."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from curator_app.domain.changes import Changes
from curator_app.domain.entry import EMPTY, Entry, Source
from curator_app.domain.fields import label, parse, to_json
from curator_app.domain.pasted import DOI, PMCID, PMID, Identifier
from curator_app.errors import BadValue, NotFound
from curator_app.formats.record import Draft, Refused
from curator_app.services.answers import Finder, titles_agree
from curator_app.services.library import Library
from curator_app.services.looking_up import LookUps
from curator_app.services.planner import says_else
from curator_app.wire import never

FACTS = (
    "title", "authors", "journal", "year", "month", "doi", "pmid", "pmcid", "language",
    "abstract", "retraction",
)  # fmt: skip
"""What a source knows better than a curator; judgements are never refreshed."""


@dataclass(frozen=True)
class Refreshed:
    """What the source says: `differences` are (field, the entry's, the source's) as JSON.

    `warning` is a sentence when the record seems to be about another paper.
    """

    entry: Entry
    source: Source
    values: dict[str, Any]
    differences: tuple[tuple[str, Any, Any], ...]
    problems: tuple[str, ...] = ()
    warning: str = ""

    @property
    def fills(self) -> frozenset[str]:
        """The fields that the entry has nothing in: what is taken unless somebody says no."""
        if self.warning:
            return frozenset()
        return frozenset(
            name for name, _, _ in self.differences
            if getattr(self.entry, name) == getattr(EMPTY, name)
        )  # fmt: skip


def identifier_of(entry: Entry) -> Identifier:
    """What an entry is asked for by; raises NotFound when it has no identifier."""
    for kind, value in ((PMID, entry.pmid), (DOI, entry.doi), (PMCID, entry.pmcid)):
        if value:
            return Identifier(kind, value)
    raise NotFound(
        f"{entry.slug or 'This entry'} has no DOI, PMID or PMCID, so no source can be asked.",
        "Enter one and save.",
    )


def fetch(lookups: LookUps, entry: Entry, cancelled: Callable[[], bool] = never) -> Refreshed:
    """Ask the source of an entry anew. Raises NotFound, NetworkTrouble, Cancelled."""
    identifier = identifier_of(entry)
    found = Finder(lookups.asker(cancelled), fresh=0).find([identifier])
    if found.unanswered:
        raise found.unanswered[0][1]
    record = found.records[0][1]
    if isinstance(record, Refused):
        raise NotFound(record.reason)
    return _compared(lookups.library, entry, identifier, record)


def _compared(library: Library, entry: Entry, identifier: Identifier, record: Draft) -> Refreshed:
    values: dict[str, Any] = {}
    problems = list(record.problems)
    for name in FACTS:
        if name in record.values:
            try:
                values[name] = parse(name, record.values[name], library.vocabulary)
            except BadValue as error:
                problems.append(error.message)
    differences = tuple(
        (name, to_json(name, getattr(entry, name)), to_json(name, value))
        for name, value in values.items()
        if says_else(name, getattr(entry, name), value)
    )
    title = str(values.get("title", ""))
    agree = titles_agree(title, entry.title)
    service = record.source.file.partition(",")[0]
    warning = "" if agree else (
        f"{service} has another paper under {identifier}: “{title[:200]}”. Nothing is ticked."
    )  # fmt: skip
    return Refreshed(entry, record.source, values, differences, tuple(problems), warning)


def apply(library: Library, refreshed: Refreshed, fields: Collection[str]) -> Changes:
    """Take these fields from the source, as one revision; its record is kept.

    Raises BadValue for a field that did not differ, StaleEdit when the entry was changed since.
    """
    offered = [name for name, _, _ in refreshed.differences]
    odd = sorted(set(fields) - set(offered))
    if odd:
        raise BadValue(
            odd[0],
            f"The source says nothing new about {odd[0]!r}. Nothing was changed.",
            f"Fields that differ: {', '.join(offered) or 'none'}.",
        )
    source = refreshed.source
    taken = {name: refreshed.values[name] for name in fields}
    names = ", ".join(label(name) for name in offered if name in taken)
    return library.save(
        refreshed.entry.with_(**taken).with_sources(source),
        f"From {source.file}: {names}",
        "refresh",
        "Refresh of",
    )
