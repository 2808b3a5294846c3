"""The words of an import plan: lines of its table, sentences of its outcome."""

from __future__ import annotations

from typing import Any

from curator_app.domain.entry import EMPTY
from curator_app.domain.fields import to_json
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
