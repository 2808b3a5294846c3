"""Deciding about findings: dismissing them with a reason, taking that back, applying proposals.

Each is one step of undo, however many entries it touches.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from curator_app.domain import deciding
from curator_app.domain.changes import Changes
from curator_app.domain.checks.finding import Finding, Key
from curator_app.domain.entry import Entry
from curator_app.domain.plain_text import counted
from curator_app.errors import BadValue
from curator_app.services.inspecting import Inspector
from curator_app.services.library import Library

Chosen = Mapping[str, Collection[Key]]
"""Findings by the ids of their entries."""


def now() -> str:
    """The time of a decision, as it is stored."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def dismiss(library: Library, chosen: Chosen, reason: str) -> Changes:
    """Dismiss findings; raises BadValue without a reason."""
    at = now()

    def edit(entry: Entry) -> Entry:
        return deciding.dismiss(entry, chosen[entry.id], reason, library.who, at)

    changes = library.edit_each(chosen, edit, "Dismissed findings")
    return replace(changes, message=f"Dismissed {_count(chosen)}.")


def take_back(library: Library, chosen: Chosen) -> Changes:
    """Open dismissed findings again."""

    def edit(entry: Entry) -> Entry:
        return deciding.take_back(entry, chosen[entry.id])

    changes = library.edit_each(chosen, edit, "Dismissals taken back")
    return replace(changes, message=f"Opened {_count(chosen)} again.")


def apply(library: Library, chosen: Chosen) -> Changes:
    """Put proposed words and values in their places, in the entries as they are stored now.

    A finding that its entry has no more is passed over. Raises BadValue for a value that the
    field cannot hold; nothing is changed then.
    """
    inspector = Inspector(library)

    def edit(entry: Entry) -> Entry:
        found = [f for f in inspector.entry(entry).findings if f.key in chosen[entry.id]]
        return mended(library, entry, found)

    changes = library.edit_each(chosen, edit, "Proposed wording")
    return replace(
        changes, message=f"Applied the proposals in {counted(len(changes.entries), 'entry')}."
    )


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


def _count(chosen: Chosen) -> str:
    return counted(sum(map(len, chosen.values())), "finding")
