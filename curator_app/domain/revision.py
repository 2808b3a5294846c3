"""Revisions: what a save changed, replayed to the present state and chained by hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curator_app.domain.entry import CONTENT_FIELDS, EMPTY, Entry
from curator_app.domain.fields import PRIVATE, entry_from_json, entry_to_json, to_json

GENESIS = "0" * 64

Changes = Mapping[str, tuple[Any, Any]]
"""Field name -> (old, new), both as JSON values."""


@dataclass(frozen=True)
class Versions:
    """The versions stamped on pages and revisions."""

    generator: str = "v1"
    scanner: str = "v1.4"
    policy: str = "v0.1"

    def line(self) -> str:
        """As the snapshot line prints them."""
        return f"Generator {self.generator} / Scanner {self.scanner} / policy {self.policy}"


@dataclass(frozen=True)
class Revision:
    """One save of one entry: append-only, numbered from 1 within the entry."""

    entry_id: str
    number: int
    operation_id: int
    at: str
    who: str
    origin: str
    note: str
    versions: str
    changes: Changes
    previous_hash: str
    hash: str


def diff(old: Entry, new: Entry) -> dict[str, tuple[Any, Any]]:
    """The fields that differ as JSON values, ready to be stored."""
    return {
        name: (to_json(name, before), to_json(name, after))
        for name in CONTENT_FIELDS
        if (before := getattr(old, name)) != (after := getattr(new, name))
    }


def apply(entry: Entry, changes: Changes, version: int) -> Entry:
    """The entry after a revision's changes."""
    data = entry_to_json(entry)
    data.update({name: new for name, (_, new) in changes.items()})
    return entry_from_json(data, entry.id, version)


def replay(entry_id: str, revisions: Iterable[Revision]) -> Entry:
    """The present state: all revisions applied in order, from nothing."""
    entry = EMPTY.with_(id=entry_id)
    for revision in revisions:
        entry = apply(entry, revision.changes, revision.number)
    return entry


def canonical(data: Any) -> bytes:
    """The one way data is written before it is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(entry: Entry) -> str:
    """SHA-256 of the entry's content, so that a damaged byte is noticed."""
    return hashlib.sha256(canonical(entry_to_json(entry))).hexdigest()


NOT_ON_THE_PAGE = PRIVATE | {"state"}


def page_hash(entry: Entry) -> str:
    """SHA-256 of what the entry's page is made of; equal hashes mean equal pages."""
    data = {k: v for k, v in entry_to_json(entry).items() if k not in NOT_ON_THE_PAGE}
    return hashlib.sha256(canonical(data)).hexdigest()


def changed_since(history: Sequence[Revision], page: str) -> list[str]:
    """The fields of the page that were edited after it last had the hash `page`."""
    entry, names = EMPTY, set[str]()
    for revision in history:
        entry = apply(entry, revision.changes, revision.number)
        names = set[str]() if page_hash(entry) == page else names | set(revision.changes)
    return sorted(names - NOT_ON_THE_PAGE)


def chain_hash(previous_hash: str, stamp: Mapping[str, Any], changes_json: bytes) -> str:
    """SHA-256 over the hash before, who/when/why, and the changes as they are stored."""
    return hashlib.sha256(previous_hash.encode() + canonical(stamp) + changes_json).hexdigest()
