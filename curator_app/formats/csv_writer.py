"""CSV (RFC 4180): a row per entry under a row of field names; the cells are `table_cells`'.

Carries every public field. UTF-8 with a byte order mark, without which Excel takes it for another
encoding; every cell is quoted, so that no semicolon or tab parts it elsewhere.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from curator_app.domain.entry import Entry
from curator_app.formats.public_form import PUBLIC_FIELDS
from curator_app.formats.table_cells import cells, guarded


def csv_rows(entries: Iterable[Entry], _site_url: str) -> Iterator[bytes]:
    """The heading row, then a row per entry."""
    line = io.StringIO(newline="")
    write = csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow
    write(PUBLIC_FIELDS)
    yield b"\xef\xbb\xbf"
    for entry in entries:
        yield _taken(line)
        write([guarded(cell) for cell in cells(entry)])
    yield _taken(line)


def _taken(line: io.StringIO) -> bytes:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text.encode("utf-8", "replace")
