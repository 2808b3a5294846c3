"""Tables (CSV, TSV and the like): a row is a record, and a mapping says what its columns are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from curator_app.domain.entry import Source
from curator_app.domain.identifiers import clean_pmid
from curator_app.errors import BadFile
from curator_app.formats.columns import IDENTIFYING, KEY, ColumnMapping
from curator_app.formats.encoding import KEPT
from curator_app.formats.markup_text import from_html
from curator_app.formats.names import from_parts, listed_names
from curator_app.formats.notes import Notes, noted_pmid
from curator_app.formats.odd_lines import with_odd_lines
from curator_app.formats.paper import Paper
from curator_app.formats.record import Draft, Record, Refused
from curator_app.formats.source_file import SourceFile
from curator_app.formats.table_cells import from_cell, quoted_items, unguarded
from curator_app.formats.table_guess import propose
from curator_app.formats.table_rows import Row, first_rows, rows

FORMAT = "csv"
STEP = 100
_NUMBER = re.compile(r"[\d.,]{1,20}(?:E\+?\d{1,2})?")  # also what a spreadsheet made of it: 3.9E+07
_LONGEST_BRACKETED = 20_000
Cells = dict[str, list[str]]
# What a paper's facts are made of; every other field is taken as the table has it.
_FACTS = frozenset(
    {
        *("title", "authors", "journal", "year", "month", "doi", "pmid", "pmcid", "abstract"),
        *("language", "publication_type", "tags"),
    }
)


def read_table(file: SourceFile) -> Iterator[Record]:
    """Every row that says something, by the file's mapping, else by the one that is guessed.

    Raises BadFile when no mapping was given and the guess is unsure, with the reason in words.
    """
    mapping = file.columns or _sure(file)
    if mapping.trouble:
        raise BadFile(f"{file.name} cannot be read: {mapping.trouble}", KEPT)
    records = with_odd_lines(_records(file, mapping), file.text)
    if not mapping.has_headings:
        return records
    first = first_rows(file.text.text, mapping.delimiter, mapping.quoted, 1)
    return _with_headings(records, first[0].raw) if first else records


def _sure(file: SourceFile) -> ColumnMapping:
    found = propose(file)
    if found.doubts:
        headings = ", ".join(found.mapping.headings[:12])
        raise BadFile(
            f"It is unsure which column of {file.name} is what. {' '.join(found.doubts)}"
            f" Its columns: {headings[:300]}.",
            f"{KEPT} Say which column is which field, in the window's step for tables or with"
            ' --columns "Titel=title,Jahr=year".',
        )
    return found.mapping


def is_own(mapping: ColumnMapping) -> bool:
    """Whether the table is the atlas's own export: its headings are the names of the fields."""
    named = [(h, f) for h, f in zip(mapping.headings, mapping.fields, strict=True) if f]
    return "slug" in mapping.fields and all(heading == field for heading, field in named)


def _records(file: SourceFile, mapping: ColumnMapping) -> Iterator[Record]:
    to_record = _own if is_own(mapping) else _foreign
    width = len(mapping.fields)
    for row in _body(file, mapping):
        reason = row.reason or _wrong_width(row, width)
        cells = _cells(mapping, row.cells)
        key = " ".join(cells.pop(KEY, [""])[0].split())[:200]
        if reason:
            yield Refused(file.name, row.line, key, reason, row.raw[:2_000])
        else:
            yield to_record(cells, Source(FORMAT, file.name, row.line, key, row.raw))


def _body(file: SourceFile, mapping: ColumnMapping) -> Iterator[Row]:
    """The rows that are records: not the headings, and not those that say nothing."""
    head = mapping.has_headings
    found = rows(file.text.text, mapping.delimiter, mapping.quoted, len(mapping.fields))
    for count, row in enumerate(found):
        if count % STEP == 0:
            file.stop_if_cancelled()
        if head and not row.blank and not row.reason:
            head = False
        elif not row.blank:
            yield row


def _with_headings(records: Iterator[Record], headings: str) -> Iterator[Record]:
    """A row alone does not tell what its cells are, so the headings are kept with each."""
    for record in records:
        if isinstance(record, Draft):
            source = replace(record.source, raw=f"{headings}\n{record.source.raw}")
            record = replace(record, source=source)
        yield record


def _wrong_width(row: Row, width: int) -> str:
    if any(cell.strip() for cell in row.cells[width:]):
        return (
            f"It has {len(row.cells)} cells where the headings name {width}; a delimiter in it may"
            " not be quoted."
        )
    return ""


def _cells(mapping: ColumnMapping, cells: Sequence[str]) -> Cells:
    """The cells that say something, by their fields."""
    found: Cells = {}
    for field, cell in zip(mapping.fields, cells, strict=False):
        if field and cell.strip():
            found.setdefault(field, []).append(unguarded(cell))
    return found


def _own(cells: Cells, source: Source) -> Record:
    values = {name: from_cell(name, texts[0]) for name, texts in cells.items()}
    if not any(name in values for name in IDENTIFYING):
        reason = "It has neither a title nor a DOI, PMID or PMCID."
        return Refused(source.file, source.line, source.key, reason, source.raw)
    return Draft(values, source)


def _foreign(cells: Cells, source: Source) -> Record:
    paper, values = _paper(cells), _other_values(cells)
    record = paper.record(source)
    if isinstance(record, Draft) and values:
        return Draft({**record.values, **values}, source, record.problems)
    return record


def _paper(cells: Cells) -> Paper:
    def line(name: str) -> str:
        return from_html(cells.get(name, [""])[0])

    names, problem = _names(cells.get("authors", []))
    year, month = line("year"), line("month")
    return Paper(
        title=line("title"),
        authors=names,
        journal=line("journal"),
        date=f"{year} {month}".strip() if not month.isdecimal() else f"{year[:4]}-{month}",
        doi=cells.get("doi", [""])[0],
        pmid=_pmid(line("pmid")),
        pmcid=line("pmcid") or (Notes(line("pmid")).pmcid() if "PMC" in line("pmid") else ""),
        abstract=_paragraphs(cells.get("abstract", [""])[0]),
        languages=[line("language")],
        types=[_spaced(line("publication_type"))],
        keywords=[from_html(word) for cell in cells.get("tags", []) for word in _words(cell)],
        problems=[problem] if problem else [],
    )


def _names(texts: Sequence[str]) -> tuple[list[str], str]:
    """One column holds a list, or each of several columns a name."""
    found = [_listed(text) for text in texts]
    return [name for names, _ in found for name in names], next((p for _, p in found if p), "")


def _pmid(text: str) -> str:
    """A cell's PMID; a column of notes holds other things, too, which are none."""
    alone = text.removesuffix(".0")
    return noted_pmid(text) or (alone if clean_pmid(alone) or _NUMBER.fullmatch(alone) else "")


def _listed(text: str) -> tuple[list[str], str]:
    items = quoted_items(text.strip())
    if items is None:
        return listed_names(from_html(text.replace("\n", ";")))
    return [from_parts(from_html(item)) for item in items if item.strip()], ""


def _words(cell: str) -> list[str]:
    """Keywords; a comma in brackets parts none: Embase writes "cyst (diagnosis, surgery)"."""
    items = quoted_items(cell.strip())
    if items is not None:
        return items
    sign = ";" if ";" in cell else "," if "," in cell else "\n"
    if "(" in cell and len(cell) < _LONGEST_BRACKETED:
        return re.split(rf"{sign}(?![^()]*\))", cell)
    return cell.split(sign)


def _paragraphs(text: str) -> str:
    parts = [from_html(part) for part in text.split("\n")]
    return "\n".join(parts).strip()


def _spaced(kind: str) -> str:
    """Zotero writes journalArticle."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind)


def _other_values(cells: Cells) -> dict[str, Any]:
    return {name: from_cell(name, text[0]) for name, text in cells.items() if name not in _FACTS}
