"""The words of an import plan: lines of its table, sentences of its outcome."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from curator_app.domain.fields import label
from curator_app.domain.plain_text import counted
from curator_app.services.import_plan import (
    DIFFERS,
    FILE_FORMATS,
    NEW,
    REFUSED,
    SAME,
    Head,
    ImportPlan,
)
from curator_app.services.importing import ImportResult, PlannedRecord
from curator_app.services.planned import NOTHING
from curator_app.ui.outcome_table import Line

LABELS = {NEW: "New", SAME: "Same", DIFFERS: "Differs", REFUSED: "Refused"}


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


def line(plan: ImportPlan, place: int) -> Line:
    """The line of one record."""
    head = plan.head(place)
    return Line(
        place,
        head.outcome,
        LABELS[head.outcome],
        head.title or head.key or "(no title)",
        _why(head, plan.taken.get(place)),
        where(head),
        head.outcome != REFUSED,
    )


def _why(head: Head, taken: Collection[str] | None) -> str:
    if head.outcome == SAME:
        return f"already here as {head.slug}"
    if head.outcome == DIFFERS and taken is not None:
        return f"takes {', '.join(map(label, sorted(taken)))}" if taken else "takes nothing"
    new = f"becomes {head.slug}" if head.outcome == NEW else ""
    return head.reason or " ".join(head.problems) or new


def where(record: Head | PlannedRecord) -> str:
    """File and line."""
    return f"{record.file}, line {record.line}" if record.line else record.file


def counts(plan: ImportPlan) -> list[tuple[str, str, int]]:
    """The buttons that narrow the table."""
    found = [("", "All", len(plan))]
    return found + [(name, words, plan.count(name)) for name, words in LABELS.items()]


def explained(record: PlannedRecord) -> str:
    """What would become of a record, as a sentence."""
    if record.outcome == REFUSED:
        return f"{where(record)} was refused: {record.reason}"
    if record.outcome == NEW:
        words = f"A new entry, {record.slug}."
    elif record.outcome == SAME:
        words = f"The library has this as {record.slug}, and the record adds nothing."
    elif record.twin is not None:
        words = f"An earlier record of this import is the same study, {record.slug}."
    else:
        words = f"The library has this as {record.slug}. Tick what is taken from the record."
    return " ".join([words, *record.problems])


def remarks(record: PlannedRecord, taken: Collection[str]) -> dict[str, str]:
    """For each field that differs, what is done with it."""
    return {name: _remark(mine in NOTHING, name in taken) for name, mine, _ in record.differences}


def _remark(empty: bool, taken: bool) -> str:
    if empty:
        return "filled in" if taken else "left empty"
    return "the record's text is taken" if taken else "the library's text is kept"


def summary(result: ImportResult) -> str:
    """What an import did."""
    parts = (
        (result.created, "new"),
        (result.updated, "filled in"),
        (result.matched, "already there"),
        (result.refused, "refused"),
    )
    said = ", ".join(f"{count:,} {words}" for count, words in parts if count)
    return f"{counted(result.records, 'record')}: {said}." if said else "Nothing was imported."
