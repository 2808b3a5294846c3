"""Tables before they are imported: what their columns seem to be, and what a person says."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from curator_app.errors import BadFile
from curator_app.formats.columns import COLUMN_FIELDS, ColumnMapping, with_columns
from curator_app.formats.reading import detect
from curator_app.formats.record import Record
from curator_app.formats.source_file import SourceFile
from curator_app.formats.table import FORMAT, is_own, read_table
from curator_app.formats.table_guess import Proposal, propose

__all__ = [
    "COLUMN_FIELDS", "ColumnMapping", "Proposal", "is_own", "is_table", "preview",
    "propose_columns", "said_columns",
]  # fmt: skip


def is_table(path: Path) -> bool:
    """Whether the file is a table, whose columns need a look; False for what is unreadable."""
    return _format(path) == FORMAT


def _format(path: Path) -> str:
    """The format of the file, "" when it is none that is known."""
    try:
        return detect(SourceFile.of(path))
    except BadFile:
        return ""


def propose_columns(path: Path, delimiter: str = "", has_headings: bool | None = None) -> Proposal:
    """Guess how the table is to be read; what is given is not guessed. Raises BadFile."""
    return propose(SourceFile.of(path), delimiter, has_headings)


def preview(path: Path, mapping: ColumnMapping, most: int = 5) -> tuple[Record, ...]:
    """The first records that the mapping makes of the table. Raises BadFile."""
    return tuple(islice(read_table(SourceFile.of(path, columns=mapping)), most))


def said_columns(
    paths: Sequence[Path], words: str, format: str = "auto"
) -> dict[Path, ColumnMapping]:
    """The mappings of the tables among the files, as guessed and then changed by `words`.

    Text that is no known format is taken for a table then. Raises BadFile, or BadValue when
    `words` names no column or field.
    """
    tables = [path for path in paths if format == FORMAT or _format(path) in ("", FORMAT)]
    return {path: with_columns(propose_columns(path).mapping, words) for path in tables}
