"""A word on every record that stands in lines which were not UTF-8."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from curator_app.formats.encoding import Text
from curator_app.formats.record import Draft, Record


def with_odd_lines(records: Iterable[Record], text: Text) -> Iterator[Record]:
    """The records of the text, each that holds one of its odd lines with a sentence about it."""
    return (_noted(record, text) for record in records) if text.odd_lines else iter(records)


def _noted(record: Record, text: Text) -> Record:
    if not isinstance(record, Draft):
        return record
    odd = text.odd_lines
    first = record.source.line
    last = first + record.source.raw.count("\n")
    place = bisect_left(odd, first)
    if place < len(odd) and odd[place] <= last:
        return record.with_problem(f"Line {odd[place]} {text.odd_words}: check its letters.")
    return record
