"""What the site needs to know of a public entry without reading the whole of it."""

from __future__ import annotations

from typing import NamedTuple


class SiteRow(NamedTuple):
    """One public entry as the publish plan sees it.

    `status` is retracted, withdrawn, concern, corrected or ""; `targets` the relations' targets
    and `criteria` the definitions' ids, each joined as the database keeps them.
    """

    n: int
    slug: str
    page_hash: str
    year: int
    status: str
    targets: str
    criteria: str
    has_title: int


class Card(NamedTuple):
    """One public entry as lists and links show it; `authors` is the header line's form."""

    n: int
    id: str
    slug: str
    version: int
    title: str
    authors: str
    journal: str
    year: int | None
    evidence_level: str
    pem: str
    status: str


class StoredEntry(NamedTuple):
    """An entry as the database keeps it: JSON and its SHA-256."""

    id: str
    version: int
    data: bytes
    hash: str


def public_status(retraction: str, state: str) -> str:
    """retracted, withdrawn, concern, corrected or "": the stronger of notice and state."""
    status = "" if retraction == "none" else retraction
    if state in ("retracted", "withdrawn") and status not in ("retracted", "withdrawn"):
        return state
    return status
