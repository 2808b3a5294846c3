"""The rows of a table in a text file: comma, semicolon, tab or bar, quoted or not."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

DELIMITERS = (",", "\t", ";", "|")
MAX_CELL = 600_000
"""Characters of one cell; the longest abstracts and author lists need a third of it."""
MAX_AGAIN = 30_000_000
"""Characters that are looked at again behind quotation marks that are not closed."""
NOT_CLOSED = "A quotation mark in it may not be closed."
_EXCEL = re.compile(r"sep=(.)\n", re.IGNORECASE)
# The module's own limit is one fifth of this, and its only way to change it is for the process.
csv.field_size_limit(MAX_CELL)


@dataclass(frozen=True)
class Row:
    """One row: the line it begins on, its text, its cells; `reason`: why it is none.

    `mended`: quotation marks stand in it that should have been doubled.
    """

    line: int
    raw: str
    cells: tuple[str, ...] = ()
    reason: str = ""
    mended: bool = False

    @property
    def blank(self) -> bool:
        """Whether it says nothing: such a row is no record."""
        return not self.reason and not any(cell.strip() for cell in self.cells)


def excel_delimiter(text: str) -> str:
    """The delimiter that a first line "sep=;" names (Excel writes and reads it), or ""."""
    match = _EXCEL.match(text)
    return match[1] if match else ""


def rows(text: str, delimiter: str, quoted: bool = True, width: int = 0) -> Iterator[Row]:
    """Every row, in order. A quotation mark that is never closed costs its own line only.

    `width`: how many cells a row has; one over several lines with another number is taken for a
    row whose quotation mark is not closed.
    """
    place, line, again = 0, 1, 0
    if skipped := _EXCEL.match(text):
        place, line = skipped.end(), 2
    while place < len(text):
        if again > MAX_AGAIN:
            reason = "Too many rows before it are broken; the rest of the file was not read."
            yield Row(line, text[place : place + 2_000], reason=reason)
            return
        for row, looked in _rows(text, place, line, delimiter, quoted, width):
            place += len(row.raw) + 1
            line += row.raw.count("\n") + 1
            yield row
            if row.reason or row.mended:
                again += looked
                break


def first_rows(text: str, delimiter: str, quoted: bool, most: int) -> list[Row]:
    """The first rows that say something."""
    return list(islice((row for row in rows(text, delimiter, quoted) if not row.blank), most))


def _rows(
    text: str, place: int, line: int, delimiter: str, quoted: bool, width: int
) -> Iterator[tuple[Row, int]]:
    """The rows from `place` on, up to the first that breaks the rules of quotation.

    Of that one the first line is given, and how many characters were looked at for it.
    """
    used: list[str] = []
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    reader = csv.reader(
        _noted(_lines(text, place), used), delimiter=delimiter, quoting=quoting, strict=True
    )
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _mended(used, line, delimiter, quoted), sum(map(len, used))
            return
        raw = "".join(used)
        if len(used) > 1 and len(cells) != width > 0:
            yield Row(line, used[0].removesuffix("\n"), reason=NOT_CLOSED), len(raw)
            return
        used.clear()
        yield Row(line, raw.removesuffix("\n"), tuple(cells)), 0
        line += raw.count("\n")


def _mended(used: list[str], line: int, delimiter: str, quoted: bool) -> Row:
    """A row against the rules of quotation: within one line its own marks are signs of the text."""
    raw = used[0].removesuffix("\n")
    closed = quoted and raw.count('"') % 2 == 0
    if len(raw) > MAX_CELL:
        return Row(line, raw, reason=f"It has a cell of more than {MAX_CELL:,} characters.")
    if not closed:
        return Row(line, raw, reason=NOT_CLOSED)
    sign = re.escape(delimiter)
    doubled = re.sub(rf'(?<=[^"{sign}])"(?=[^"{sign}])', '""', raw)
    return Row(line, raw, tuple(next(csv.reader([doubled], delimiter=delimiter))), mended=True)


def _lines(text: str, place: int) -> Iterator[str]:
    while place < len(text):
        end = text.find("\n", place) + 1 or len(text)
        yield text[place:end]
        place = end


def _noted(lines: Iterator[str], used: list[str]) -> Iterator[str]:
    for line in lines:
        used.append(line)
        yield line
