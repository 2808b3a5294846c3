"""A study entry: one published study as the atlas describes it (design 4)."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

from curator_app.domain.criteria import Criteria
from curator_app.domain.decisions import Approval, Dismissal, Distinct, Task
from curator_app.domain.pem_status import Pem

PUBLIC_STATES = frozenset({"ready", "published", "retracted", "withdrawn"})


@dataclass(frozen=True)
class Relation:
    """A typed link to another study: `target` is its slug (or a DOI outside the atlas)."""

    type: str
    target: str
    note: str = ""


@dataclass(frozen=True)
class Retraction:
    """What happened to the paper after publication; `notice` is a DOI, PMID or address."""

    status: str = "none"
    notice: str = ""
    date: str = ""


@dataclass(frozen=True)
class Source:
    """A raw record as it was imported, unchanged.

    `versions` is what a saved atlas page says of itself: generator, scanner, policy, access date.
    """

    format: str
    file: str
    line: int
    key: str
    raw: str
    versions: str = ""


@dataclass(frozen=True)
class Entry:
    """One study entry. `id` is a UUID v7 and never changes; `version` counts its revisions.

    Everything after `version` is content: it is edited, diffed, replayed and hashed by name.
    Texts are plain text. Enumerated fields hold ids of the vocabulary, "" when not set.
    `methods_text` is what a curator pasted of the paper for detection; like the abstract and the
    decisions after it, it is never on a page or in an export.
    """

    id: str = ""
    version: int = 0
    slug: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    journal: str = ""
    year: int | None = None
    month: int | None = None
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    abstract: str = ""
    language: str = ""
    publication_type: str = ""
    peer_review_status: str = ""
    evidence_level: str = ""
    confidence: str = ""
    case_definition_quality: str = ""
    disease_context: str = ""
    research_approach: str = ""
    research_paradigm: str = ""
    sample_size: str = ""
    control_group: str = ""
    plain_summary: str = ""
    advanced_summary: str = ""
    why_it_matters: str = ""
    observed_findings: tuple[str, ...] = ()
    inferred_conclusions: tuple[str, ...] = ()
    remaining_questions: tuple[str, ...] = ()
    does_not_prove: str = ""
    strengths: tuple[str, ...] = ()
    limitations: tuple[str, ...] = ()
    criteria: Criteria = field(default_factory=Criteria)
    pem: Pem = field(default_factory=Pem)
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    retraction: Retraction = field(default_factory=Retraction)
    sources: tuple[Source, ...] = ()
    state: str = "drafting"
    former_slugs: tuple[str, ...] = ()
    removed: bool = False
    methods_text: str = ""
    dismissals: tuple[Dismissal, ...] = ()
    rejected_proposals: tuple[str, ...] = ()
    approval: Approval | None = None
    tasks: tuple[Task, ...] = ()
    distinct: tuple[Distinct, ...] = ()

    def with_(self, **changes: Any) -> Self:
        """A copy with these fields changed."""
        return replace(self, **changes)

    def with_sources(self, *more: Source) -> Self:
        """A copy with these raw records too, each once."""
        known = {source.raw for source in self.sources}
        new = tuple(source for source in more if source.raw not in known)
        return self.with_(sources=self.sources + new) if new else self

    def content(self) -> dict[str, Any]:
        """The content by field name, without identity and version."""
        return {name: getattr(self, name) for name in CONTENT_FIELDS}


CONTENT_FIELDS = tuple(f.name for f in fields(Entry) if f.name not in ("id", "version"))
EMPTY = Entry()


def is_public(entry: Entry) -> bool:
    """The one rule of what readers may see: ready or published, and retracted ones stay.

    Every page, list, feed, index and export asks this.
    """
    return entry.state in PUBLIC_STATES and not entry.removed and bool(entry.slug)


def new_id() -> str:
    """A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then random bits."""
    millis = time.time_ns() // 1_000_000
    value = (millis & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def changed_fields(old: Entry, new: Entry) -> Mapping[str, tuple[Any, Any]]:
    """The content fields that differ, with old and new values."""
    return {
        name: (getattr(old, name), getattr(new, name))
        for name in CONTENT_FIELDS
        if getattr(old, name) != getattr(new, name)
    }
