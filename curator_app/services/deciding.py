"""Deciding about findings: dismissing them with a reason, taking that back, applying proposals.

Each is one step of undo, however many entries it touches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from curator_app.domain import deciding
from curator_app.domain.changes import Changes
from curator_app.domain.checks.finding import Finding
from curator_app.domain.decisions import Dismissal
from curator_app.domain.entry import Entry
from curator_app.errors import BadValue
from curator_app.services.library import Library


def now() -> str:
    """The time of a decision, as it is stored."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def dismiss(library: Library, chosen: Mapping[str, Sequence[Finding]], reason: str) -> Changes:
    """Dismiss findings, by the ids of their entries; raises BadValue without a reason."""
    at = now()

    def edit(entry: Entry) -> Entry:
        return deciding.dismiss(entry, chosen[entry.id], reason, library.who, at)

    changes = library.edit_each(chosen, edit, "Dismissed findings")
    return replace(changes, message=f"Dismissed {_count(chosen)}.")


def take_back(library: Library, chosen: Mapping[str, Sequence[Dismissal]]) -> Changes:
    """Open dismissed findings again, by the ids of their entries."""

    def edit(entry: Entry) -> Entry:
        return deciding.take_back(entry, chosen[entry.id])

    changes = library.edit_each(chosen, edit, "Dismissals taken back")
    return replace(changes, message=f"Opened {_count(chosen)} again.")


def apply(library: Library, chosen: Mapping[str, tuple[int, Sequence[Finding]]]) -> Changes:
    """Put proposed words and values in their places, by the ids of the entries.

    With each goes the version it was found in: an entry that has another one now is left alone.
    Raises BadValue for a value that the field cannot hold; nothing is changed then.
    """
    late: list[str] = []

    def edit(entry: Entry) -> Entry:
        version, findings = chosen[entry.id]
        if entry.version != version:
            late.append(entry.slug)
            return entry
        return mended(library, entry, findings)

    changes = library.edit_each(chosen, edit, "Proposed wording")
    said = f"Applied the proposals in {_entries(len(changes.entries))}."
    if late:
        said += f" {_entries(len(late))} had changed meanwhile and stayed as they were."
    return replace(changes, message=said)


def mended(library: Library, entry: Entry, findings: Sequence[Finding]) -> Entry:
    """The entry with the proposals of these findings, words first, then whole fields."""
    entry = deciding.reworded(entry, findings)
    for finding in findings:
        if finding.fix is not None:
            name, value = finding.fix
            entry = library.with_values(entry, {name: value})
    return entry


def one_finding(found: Sequence[Finding], rule: str, field: str, sentence: str) -> Finding:
    """The one finding of a rule in a field ("": any) and a sentence (its hash; "": any).

    Raises BadValue, saying what there is, when none or several fit.
    """
    of_rule = [f for f in found if f.rule == rule]
    fit = [f for f in of_rule if field in ("", f.field) and sentence in ("", f.sentence_hash)]
    if len(fit) == 1:
        return fit[0]
    listed = "; ".join(f"{f.field} {f.sentence_hash}: {f.message}" for f in fit or of_rule)
    if fit:
        raise BadValue("sentence", f"{rule} found {len(fit)} things.", f"Say which: {listed}")
    there = f"There is: {listed}" if listed else "See: atlas-curator check."
    raise BadValue("rule", f"No open finding of {rule} fits. Nothing was changed.", there)


def _count(chosen: Mapping[str, Sequence[object]]) -> str:
    number = sum(map(len, chosen.values()))
    return "1 finding" if number == 1 else f"{number:,} findings"


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"
