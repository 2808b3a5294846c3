"""Reading an entry's texts for case definitions: proposals with what became of each. Read only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from curator_app import knowledge
from curator_app.domain.criteria import Criteria
from curator_app.domain.detection import Proposal, detect
from curator_app.domain.detection.accepting import standing
from curator_app.domain.detection.proposal import MENTION
from curator_app.domain.entry import Entry
from curator_app.domain.query import ListQuery
from curator_app.services.library import Library

Texts = tuple[tuple[str, str], ...]
"""Location and text, in the order in which they are read."""


@dataclass(frozen=True)
class Reading:
    """What the texts seem to say. `praise` are words like "well-characterised" in a record that
    names nothing: they sound like a definition and are none (D24)."""

    texts: Texts
    proposals: tuple[Proposal, ...]
    praise: str = ""


def texts_of(entry: Entry) -> Texts:
    """What of an entry is read: title, abstract and pasted methods, as far as they are there."""
    texts = (("title", entry.title), ("abstract", entry.abstract), ("methods", entry.methods_text))
    return tuple((location, text) for location, text in texts if text.strip())


def read(texts: Sequence[tuple[str, str]]) -> Reading:
    """Proposals in reading order, a combination before its members."""
    detector = knowledge.detector()
    found = sorted(detect(texts, detector), key=lambda p: (p.text_index, p.start, -p.end))
    praise = "" if any(map(_names_something, found)) else _praise(texts)
    return Reading(tuple(texts), tuple(found), praise)


def _names_something(proposal: Proposal) -> bool:
    return proposal.role != MENTION and proposal.definition != "not_stated"


def _praise(texts: Sequence[tuple[str, str]]) -> str:
    pattern = knowledge.detector().frames["praise"]
    return next((hit.group() for _, text in texts if (hit := pattern.search(text))), "")


def to_json(reading: Reading, criteria: Criteria, rejected: Sequence[str]) -> list[dict[str, Any]]:
    """The proposals of a reading as `detect` prints them."""
    return [
        {
            "kind": item.kind,
            "definition": item.definition,
            "role": item.role,
            "location": item.location,
            "span": [item.start, item.end],
            "quote": item.quote,
            "confidence": item.confidence,
            "why": item.why,
            "rule": item.rule,
            "key": item.key,
            "expression": item.expression.to_json() if item.expression else None,
            "status": standing(item, criteria, rejected),
        }
        for item in reading.proposals
    ]


def entries_to_read(library: Library, slugs: Sequence[str]) -> Iterator[Entry]:
    """The entries at these addresses, or all that are not removed, by address."""
    if slugs:
        yield from map(library.entry, slugs)
        return
    for n in library.ids(ListQuery(sort="slug", descending=False)):
        yield library.entry_by_n(n)
