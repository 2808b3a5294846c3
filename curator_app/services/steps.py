"""Joining an edit with what was saved meanwhile, and stepping a revision back or forward."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from curator_app.domain.entry import Entry
from curator_app.domain.fields import entry_to_json, stored, to_json
from curator_app.domain.revision import Revision, diff, replay
from curator_app.errors import FieldConflict, StaleEdit


def joined(mine: Entry, theirs: Entry, history: list[Revision]) -> Entry:
    """`mine`, edited from an older version, on top of `theirs`; raises StaleEdit on a clash."""
    base = replay(mine.id, history[: mine.version])
    my_changes, their_changes = diff(base, mine), diff(base, theirs)
    conflicts = tuple(
        FieldConflict(name, base_value, value, their_changes[name][1])
        for name, (base_value, value) in my_changes.items()
        if name in their_changes and name != "pem" and their_changes[name][1] != value
    )
    # Of the PEM status only the override is anybody's edit; the rest is derived again.
    before, my_own, their_own = (e.pem.override for e in (base, mine, theirs))
    if my_own != before and their_own not in (before, my_own):
        values = (to_json("pem", e.pem) for e in (base, mine, theirs))
        conflicts += (FieldConflict("pem", *values),)
    if conflicts:
        raise StaleEdit(theirs.slug, conflicts)
    merged = theirs.with_(**{name: getattr(mine, name) for name in my_changes})
    override = my_own if my_own != before else their_own
    return merged.with_(pem=replace(merged.pem, override=override))


def stepped(entry: Entry, revision: Revision, *, back: bool) -> tuple[Entry, int]:
    """The entry with a revision taken back (or repeated), and how many fields were left."""
    now = entry_to_json(entry, all_fields=True)
    values: dict[str, Any] = {}
    left = 0
    for name, (old, new) in revision.changes.items():
        have, want = (new, old) if back else (old, new)
        if name == "pem":
            # Only the override is anybody's edit; the caller derives the rest again.
            have, want = ({**now[name], "override": pem["override"]} for pem in (have, want))
        if now[name] == have:
            values[name] = stored(name, want)
        elif now[name] != want:
            left += 1
    if back and not revision.changes.get("slug", ("x",))[0]:
        # The revision made the entry: it goes as a whole and keeps its content for a redo.
        return entry.with_(removed=True), 0
    if not back and entry.removed and not revision.changes.get("slug", ("x",))[0]:
        return entry.with_(removed=False), 0
    return entry.with_(**values), left
