"""One record of a plan: what would become of it, whole and in short, and both as bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from curator_app.domain.entry import Entry
from curator_app.domain.fields import entry_from_json, entry_to_json

NEW, SAME, DIFFERS, REFUSED = "new", "same", "differs", "refused"
OUTCOMES = (NEW, SAME, DIFFERS, REFUSED)
NOTHING: tuple[Any, ...] = ("", None, [], {})
"""JSON values of a field that says nothing."""

Difference = tuple[str, Any, Any]
"""A field, what the library has and what the record has, as JSON."""


@dataclass(frozen=True)
class PlannedRecord:
    """What would become of one record.

    `twin` is the place of the record of the same plan that makes the entry this one is about.
    `raw` is the beginning of a refused record; of the others their entry keeps it.
    """

    file: str
    line: int
    key: str
    outcome: str
    slug: str = ""
    entry: Entry | None = None
    existing_id: str = ""
    twin: int | None = None
    differences: tuple[Difference, ...] = ()
    reason: str = ""
    problems: tuple[str, ...] = ()
    raw: str = ""

    def fills(self) -> frozenset[str]:
        """The fields that the record fills because the library has nothing there."""
        return frozenset(name for name, mine, _ in self.differences if mine in NOTHING)


class Head(NamedTuple):
    """A planned record in short: what a table shows of it."""

    outcome: str
    title: str
    file: str
    line: int
    key: str
    slug: str
    reason: str
    problems: tuple[str, ...]


def head_of(record: PlannedRecord) -> Head:
    """The short form."""
    title = record.entry.title if record.entry is not None else ""
    return Head(
        record.outcome,
        title,
        record.file,
        record.line,
        record.key,
        record.slug,
        record.reason,
        record.problems,
    )


def packed(data: Any) -> bytes:
    """JSON as bytes."""
    try:
        return orjson.dumps(data)
    except TypeError:  # half a surrogate pair, or a number beyond 64 bits
        return json.dumps(data).encode()


def unpacked(data: bytes) -> Any:
    """JSON from bytes."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(data)


def head_from(data: bytes) -> Head:
    """The short form from its bytes."""
    found = unpacked(data)
    return Head._make((*found[:-1], tuple(found[-1])))


def to_bytes(record: PlannedRecord) -> bytes:
    """The whole record as bytes."""
    entry = record.entry
    return packed(
        (
            record.file,
            record.line,
            record.key,
            record.outcome,
            record.slug,
            entry and (entry.id, entry_to_json(entry)),
            record.existing_id,
            record.twin,
            record.differences,
            record.reason,
            record.problems,
            record.raw,
        )
    )


def from_bytes(data: bytes) -> PlannedRecord:
    """The whole record from its bytes."""
    found = unpacked(data)
    file, line, key, outcome, slug = found[:5]
    entry, existing_id, twin, differences, reason, problems, raw = found[5:]
    return PlannedRecord(
        file,
        line,
        key,
        outcome,
        slug,
        entry_from_json(entry[1], entry[0]) if entry else None,
        existing_id,
        twin,
        tuple((name, mine, value) for name, mine, value in differences),
        reason,
        tuple(problems),
        raw,
    )
