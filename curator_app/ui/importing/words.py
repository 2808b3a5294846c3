"""The words of an import plan: lines of its table, sentences of its outcome."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from curator_app.domain.entry import EMPTY
from curator_app.domain.fields import to_json
from curator_app.services.import_plan import FILE_FORMATS
from curator_app.services.importing import ImportPlan, ImportResult, PlannedRecord
from curator_app.ui.outcome_table import Line

NEW, SAME, DIFFERS, REFUSED = "new", "same", "differs", "refused"
LABELS = {NEW: "New", SAME: "Same", DIFFERS: "Differs", REFUSED: "Refused"}
SHOWN_OF_NEW = (
    "title",
    "authors",
    "journal",
    "year",
    "doi",
    "pmid",
    "pmcid",
    "publication_type",
    "language",
    "abstract",
)


def readable() -> str:
    """The formats that are read, as a hint beside the place for files."""
    names = [name for name, _ in FILE_FORMATS]
    return f"{', '.join(names[:-1])} or {names[-1]}"


def file_filters() -> list[str]:
    """The filters of the dialog that chooses files: all that are read, each format, everything."""
    endings = dict.fromkeys(ending for _, endings in FILE_FORMATS for ending in endings)
    each = [f"{_capital(name)} ({_patterns(endings)})" for name, endings in FILE_FORMATS if endings]
    return [f"Records ({_patterns(endings)})", *each, "All files (*)"]


def _patterns(endings: Iterable[str]) -> str:
    return " ".join(f"*{ending}" for ending in endings)


def _capital(name: str) -> str:
    """A format's name as it begins a line; a filter's own brackets would be read as patterns."""
    name = name.removeprefix("a ").split(" (")[0]
    return name[:1].upper() + name[1:]


def lines(plan: ImportPlan) -> list[Line]:
    """One line for each record."""
    return [_line(place, record) for place, record in enumerate(plan.records)]


def ticked(plan: ImportPlan) -> set[int]:
    """What is imported unless the user says otherwise: new records and those that differ."""
    return {i for i, record in enumerate(plan.records) if record.outcome in (NEW, DIFFERS)}


def _line(place: int, record: PlannedRecord) -> Line:
    title = record.entry.title if record.entry is not None else ""
    why = record.reason
    if record.outcome == SAME:
        why = f"already here as {record.slug}"
    elif record.problems:
        why = " ".join(record.problems)
    return Line(
        place,
        record.outcome,
        LABELS.get(record.outcome, record.outcome),
        title or record.key or "(no title)",
        why,
        where(record),
        record.outcome != REFUSED,
    )


def where(record: PlannedRecord) -> str:
    """File and line."""
    return f"{record.file}, line {record.line}" if record.line else record.file


def counts(plan: ImportPlan) -> list[tuple[str, str, int]]:
    """The buttons that narrow the table."""
    found = [("", "All", len(plan.records))]
    return found + [(name, words, plan.count(name)) for name, words in LABELS.items()]


def explained(record: PlannedRecord) -> str:
    """What would become of a record, as a sentence."""
    if record.outcome == REFUSED:
        return f"{where(record)} was refused: {record.reason}"
    if record.outcome == NEW:
        words = f"A new entry, {record.slug}."
    elif record.outcome == SAME:
        words = f"The library has this as {record.slug}, and the record adds nothing."
    else:
        words = (
            f"The library has this as {record.slug}. Empty fields are filled from the record; "
            "where both have text, the entry's own is kept."
        )
    return " ".join([words, *record.problems])


def details(record: PlannedRecord) -> list[tuple[str, Any, Any]]:
    """Fields to show beside the table: differences, or the values of a new entry."""
    if record.differences:
        return list(record.differences)
    entry = record.entry
    if entry is None:
        return []
    values = [(n, to_json(n, getattr(entry, n))) for n in SHOWN_OF_NEW]
    empty = {n: to_json(n, getattr(EMPTY, n)) for n in SHOWN_OF_NEW}
    return [(name, value, value) for name, value in values if value != empty[name]]


def remarks(record: PlannedRecord) -> dict[str, str]:
    """For each field that differs, whether the record fills it or the entry's text is kept."""
    return {
        name: "filled in" if mine in ("", None, [], {}) else "differs; the library's text is kept"
        for name, mine, _ in record.differences
    }


def records(number: int) -> str:
    """A number of records in words."""
    return "1 record" if number == 1 else f"{number:,} records"


def summary(result: ImportResult) -> str:
    """What an import did."""
    parts = (
        (result.created, "new"),
        (result.updated, "filled in"),
        (result.matched, "already there"),
        (result.refused, "refused"),
    )
    said = ", ".join(f"{count:,} {words}" for count, words in parts if count)
    return f"{records(result.records)}: {said}." if said else "Nothing was imported."
