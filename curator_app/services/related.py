"""The public studies that an entry's page shows as related."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from curator_app.domain.citation import header_authors
from curator_app.domain.entry import Entry, is_public
from curator_app.domain.publication import Card, public_status
from curator_app.domain.slug import is_valid
from curator_app.errors import NotFound
from curator_app.services.library import Library
from curator_app.site.build import related_of
from curator_app.site.context import Related
from curator_app.storage import entries

_NO_OTHERS: Mapping[str, Entry] = {}


def related_studies(
    library: Library, entry: Entry, instead: Mapping[str, Entry] = _NO_OTHERS
) -> dict[str, Related]:
    """What the page shows of each relation's target that readers may see.

    `instead` are entries, by id, as they are about to be saved.
    """
    found: dict[str, Related] = {}
    with library.db.read() as conn:
        for relation in entry.relations:
            with suppress(NotFound):
                other = _target(entries.get(conn, slug=relation.target), instead)
                if other is not None:
                    found[relation.target] = related_of(_card(other))
    return found


def _target(other: Entry, instead: Mapping[str, Entry]) -> Entry | None:
    other = instead.get(other.id, other)
    return other if is_public(other) and fit(other) else None


def fit(entry: Entry) -> bool:
    """Whether there can be a page of the entry at all."""
    return bool(entry.title) and is_valid(entry.slug)


def _card(entry: Entry) -> Card:
    return Card(
        0,
        entry.id,
        entry.slug,
        entry.version,
        entry.title,
        header_authors(entry.authors),
        entry.journal,
        entry.year,
        entry.evidence_level,
        entry.pem.status,
        public_status(entry.retraction.status, entry.state),
    )
