"""What the list shows: a search text, filters and an order, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from curator_app.errors import BadValue

FILTERS = (
    "state",
    "pem",
    "criteria",
    "evidence_level",
    "year",
    "publication_type",
    "confidence",
    "disease_context",
    "peer_review_status",
    "retraction",
    "journal",
    "doi",
    "pmid",
    "slug",
    "tasks",
)
"""Filter names: `criteria` takes definition ids, `year` 1996 or 1990-1999, `tasks` kinds of tasks
or ANY_TASK; "" means none."""
ANY_TASK = "any"

SORTS = (
    "title",
    "authors",
    "journal",
    "year",
    "evidence_level",
    "pem",
    "state",
    "changed",
    "slug",
)


@dataclass(frozen=True)
class ListQuery:
    """One view of the list. Several values of a filter are joined by or, filters by and."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    sort: str = "changed"
    descending: bool = True
    limit: int | None = None
    removed: bool = False

    def __post_init__(self) -> None:
        unknown = sorted(set(self.filters) - set(FILTERS))
        if unknown:
            raise BadValue(
                unknown[0],
                f"There is no filter {unknown[0]!r}.",
                f"Filters: {', '.join(FILTERS)}.",
            )
        if self.sort not in SORTS:
            raise BadValue(
                "sort",
                f"There is no order {self.sort!r}.",
                f"Orders: {', '.join(SORTS)}.",
            )


@dataclass(frozen=True)
class EntryRow:
    """What one line of the list shows; `n` is the row's number in the database."""

    n: int
    id: str
    slug: str
    title: str
    authors: str
    journal: str
    year: int | None
    state: str
    evidence_level: str
    pem: str
    criteria: str
    tagged: bool
    retraction: str
    version: int
    changed: str
