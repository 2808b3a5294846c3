"""Any file that may hold records: what it is, and what it yields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from curator_app.errors import BadFile
from curator_app.formats.columns import ColumnMapping
from curator_app.formats.encoding import EXPORT_AGAIN, KEPT
from curator_app.formats.readers import BY_FORMAT, READERS, Reader, is_html
from curator_app.formats.record import Record
from curator_app.formats.source_file import SourceFile
from curator_app.formats.unread import unread_format

FORMATS = tuple(reader.format for reader in READERS)
READABLE = tuple(reader.name for reader in READERS)
_BIBTEX_ANYWHERE = re.compile(r"@[ \t]*[A-Za-z]+\s*[{(]")


def read(
    path: Path,
    format: str = "auto",
    cancelled: Callable[[], bool] | None = None,
    columns: ColumnMapping | None = None,
) -> Iterator[Record]:
    """Every record of the file, as a draft or refused with its line and the reason.

    The file is known and its first record read when this returns; the others are read as they
    are asked for. Raises BadFile when the file as a whole cannot be read, Cancelled when stopped
    (also while iterating). `columns` says which column is which field: the file is a table then.
    """
    file = SourceFile.of(path, cancelled, columns)
    if format != "auto" and format not in BY_FORMAT:
        raise BadFile(f"There is no format {format!r}.", f"Formats: {', '.join(FORMATS)}.")
    if format == "auto":
        # Before a byte is read: no format takes a file as large as this.
        _refuse_larger(file, max(reader.limit for reader in READERS))
        format = "csv" if columns else detect(file)
    reader = BY_FORMAT[format]
    _refuse_larger(file, reader.limit)
    return _some(reader, reader.read(file), file.name)


def _some(reader: Reader, records: Iterator[Record], name: str) -> Iterator[Record]:
    first = next(records, None)
    if first is None:
        raise BadFile(f"{name} holds no {reader.name} record.", f"{KEPT} {EXPORT_AGAIN}")
    return chain((first,), records)


def _refuse_larger(file: SourceFile, limit: int) -> None:
    if file.size > limit:
        size, most = f"{file.size / 1e6:,.0f} MB", f"{limit / 1e6:,.0f} MB"
        raise BadFile(
            f"{file.name} is {size} large; files of up to {most} are read.",
            f"{KEPT} Split it and import the parts.",
        )


def detect(file: SourceFile) -> str:
    """The format by content; the name only serves in sentences.

    Raises BadFile when the content is no text or nothing that holds records.
    """
    html = is_html(file.head)
    for reader in READERS:
        if (not html or reader.format == "atlas-page") and reader.recognises(file.head):
            return reader.format
    if not html and file.size <= BY_FORMAT["bibtex"].limit and _holds_bibtex(file):
        return "bibtex"
    if known := None if html else unread_format(file.head):
        raise BadFile(f"{file.name} is {known.name}, which is not read.", f"{KEPT} {known.instead}")
    what = "a web page, but not one of the atlas" if html else "none of those"
    raise BadFile(
        f"{file.name} was not recognised: {_listed(READABLE)} are read; this is {what}.",
        f"{KEPT} If you know what it is, name the format.",
    )


def _holds_bibtex(file: SourceFile) -> bool:
    """Records may stand behind pages of comments, or in the middle of a line."""
    return bool(_BIBTEX_ANYWHERE.search(file.text.text))


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
