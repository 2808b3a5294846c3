"""Which column of a table is which field of an entry: guessed from a file, changed by a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from curator_app.domain.fields import FIELDS, INTERNAL
from curator_app.errors import BadValue

KEY = "key"
"""Not a field: the record's own name in its file (a citation key, an id), kept with its source."""
COLUMN_FIELDS: Mapping[str, str] = {
    **{item.name: item.label for item in FIELDS if item.group != INTERNAL},
    KEY: "Key in its file",
}
"""What a column can be, with its label."""
IDENTIFYING = ("title", "doi", "pmid", "pmcid")
JOINED = frozenset({"authors", "tags", "topics"})
"""Fields that several columns may fill together; of the others one column is the field."""


@dataclass(frozen=True)
class ColumnMapping:
    """How a table becomes records: `fields` has for each column a field's name, "" to leave it out.

    `headings` are those of the file, one a column ("Column 3" for one without). `quoted` is
    whether quotation marks hold a cell together, `has_headings` whether the first row is one.
    """

    headings: tuple[str, ...]
    fields: tuple[str, ...]
    delimiter: str = ","
    quoted: bool = True
    has_headings: bool = True

    def with_field(self, column: int, field: str) -> ColumnMapping:
        """The same with one column changed; another that was that field is left out instead."""
        fields = ["" if name == field and field not in JOINED else name for name in self.fields]
        fields[column] = field
        return replace(self, fields=tuple(fields))

    def columns_of(self, field: str) -> tuple[int, ...]:
        """The columns that are this field, from the left."""
        return tuple(place for place, name in enumerate(self.fields) if name == field)

    @property
    def trouble(self) -> str:
        """Why no record can be made with it, as a sentence; "" when it can be used."""
        if not any(name in self.fields for name in IDENTIFYING):
            return "No column is the title, the DOI, the PMID or the PMCID."
        return ""


def with_columns(mapping: ColumnMapping, words: str) -> ColumnMapping:
    """The mapping changed by "Titel=title, Jahr=year, 5=doi": headings or numbers of columns.

    Nothing behind the "=" leaves a column out. Raises BadValue with a sentence.
    """
    for heading, field in _said(words):
        mapping = mapping.with_field(_column(mapping, heading), field)
    return mapping


def _said(words: str) -> Iterator[tuple[str, str]]:
    """Headings and fields; a heading may hold commas and equal signs, a field does not."""
    word = ""
    for piece in words.split(","):
        word = f"{word},{piece}" if word else piece
        heading, _, field = (part.strip() for part in word.rpartition("="))
        if heading and (not field or field in COLUMN_FIELDS):
            yield heading, field
            word = ""
    if word.strip():
        heading, _, field = (part.strip() for part in word.rpartition("="))
        what = f"There is no field {field!r}." if heading else f"{word.strip()!r} names no field."
        hint = f'Write it as "Titel=title,Jahr=year". Fields: {", ".join(COLUMN_FIELDS)}.'
        raise BadValue("columns", what, hint)


def _column(mapping: ColumnMapping, heading: str) -> int:
    """The column with this heading, else of this number; the exact heading before a like one."""
    for form in (str, plain_heading):
        if form(heading):
            named = [i for i, have in enumerate(mapping.headings) if form(have) == form(heading)]
            if named:
                return named[0]
    if heading.isdecimal() and 1 <= int(heading) <= len(mapping.headings):
        return int(heading) - 1
    listed = ", ".join(mapping.headings[:40])
    raise BadValue("columns", f"The table has no column {heading!r}.", f"Columns: {listed}.")


def plain_heading(text: str) -> str:
    """A heading for comparison: its letters and digits, small and without accents."""
    decomposed = unicodedata.normalize("NFKD", text[:200]).casefold()
    return "".join(char for char in decomposed if char.isalnum())
