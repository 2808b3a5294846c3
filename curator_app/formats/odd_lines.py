"""A word on every record that stands in lines which were not UTF-8."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from curator_app.formats.record import Draft, Record


def with_odd_lines(records: Iterable[Record], odd: tuple[int, ...]) -> Iterator[Record]:
    """The records, each that holds one of the lines `odd` with a sentence about it."""
    return (_noted(record, odd) for record in records) if odd else iter(records)


def _noted(record: Record, odd: tuple[int, ...]) -> Record:
    if not isinstance(record, Draft):
        return record
    first = record.source.line
    last = first + record.source.raw.count("\n")
    place = bisect_left(odd, first)
    if place < len(odd) and odd[place] <= last:
        return record.with_problem(
            f"Line {odd[place]} is not UTF-8 and was read as Windows-1252: check its letters."
        )
    return record
