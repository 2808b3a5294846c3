"""Merging entries: one pair as a person chooses, or all the sure ones; one step of undo each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from curator_app.domain.changes import Changes
from curator_app.domain.duplicates.facts import told_apart
from curator_app.domain.duplicates.merging import Choice, choices, repointed, united
from curator_app.domain.entry import EMPTY, Entry, is_public
from curator_app.domain.fields import BY_NAME, CLASSES, READERS, label
from curator_app.domain.plain_text import counted
from curator_app.errors import BadValue
from curator_app.services.library import Library
from curator_app.storage import drafts, entries, linked, revisions

ORIGIN = "merge"
IDENTIFIERS = ("doi", "pmid", "pmcid")
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Planned:
    """What a merge of one group would do, or why it is left to a person (`reason`).

    `added` are the fields that the entry to keep would get from the others.
    """

    kept: Entry
    gone: tuple[Entry, ...]
    result: Entry
    added: tuple[str, ...] = ()
    reason: str = ""


def merge(
    library: Library,
    left: str,
    right: str,
    taken: Mapping[str, str] = _NOTHING,
    written: Mapping[str, Any] = _NOTHING,
    note: str = "",
) -> Changes:
    """Merge the entry with the id `right` into `left`, taking what was chosen field by field.

    The address of the one that goes leads to the one that stays, relations of other entries
    follow, and records, decisions and the history of both are kept. Raises BadValue when something
    has to be chosen and was not; nothing is changed then.
    """
    if left == right:
        raise BadValue("merge", "An entry cannot be merged with itself. Nothing was changed.")
    with library.db.write() as conn:
        kept, gone = (entries.get(conn, id=entry_id) for entry_id in (left, right))
        if kept.removed or gone.removed:
            slug = (kept if kept.removed else gone).slug
            raise BadValue("merge", f"{slug} is removed. Nothing was changed.", "Bring it back.")
        if gone.id in _unsaved(conn):
            raise BadValue(
                "merge",
                f"{gone.slug} has text that was typed and not saved. Nothing was changed.",
                "Save or discard it first (Entry, Unsaved texts).",
            )
        result = united(kept, gone, taken, written)
        what = f"Merge of {gone.slug} into {result.slug}"
        return _write(library, conn, [Planned(kept, (gone,), result)], what, note)


def foresee_all(library: Library, groups: Iterable[Sequence[str]]) -> list[Planned]:
    """What merging these groups of ids, the one to keep first, would do; nothing is written."""
    with library.db.read() as conn:
        return _plan(conn, groups)


def merge_all(library: Library, groups: Iterable[Sequence[str]]) -> Changes:
    """Merge the groups that need no person, as one step of undo; the others are left alone."""
    with library.db.write() as conn:
        ready = [item for item in _plan(conn, groups) if not item.reason]
        if not ready:
            return Changes(message="No two entries can be merged without a choice.")
        gone = sum(len(item.gone) for item in ready)
        what = f"Merge of {counted(gone, 'duplicate')}"
        return _write(library, conn, ready, what, "")


def _plan(conn: Any, groups: Iterable[Sequence[str]]) -> list[Planned]:
    unsaved = _unsaved(conn)
    present = (_present(conn, group) for group in groups)
    return [_planned(group, unsaved) for group in present if group]


def _unsaved(conn: Any) -> set[str]:
    """The ids of entries with text that was typed and not saved."""
    return {draft.entry_id for draft in drafts.all(conn)}


def _present(conn: Any, group: Sequence[str]) -> list[Entry]:
    found = [entries.get(conn, id=entry_id) for entry_id in group]
    return [entry for entry in found if not entry.removed]


def _planned(group: Sequence[Entry], unsaved: set[str]) -> Planned:
    kept, *gone = group
    if any(entry.id in unsaved for entry in gone):
        return Planned(kept, tuple(gone), kept, (), "One has unsaved text.")
    if any(told_apart(*pair) for pair in combinations(group, 2)):
        return Planned(kept, tuple(gone), kept, (), "You decided that two are two studies.")
    result, added = kept, dict[str, None]()
    for other in gone:
        found = choices(result, other)
        reason = _left_to_a_person(result, other, found)
        if reason:
            return Planned(kept, tuple(gone), kept, (), reason)
        result = united(result, other, {})
        added |= {choice.name: None for choice in found if choice.taken != "left"}
    reason = "" if gone else "The others are removed."
    return Planned(kept, tuple(gone), result, tuple(added), reason)


def _left_to_a_person(kept: Entry, gone: Entry, found: Iterable[Choice]) -> str:
    """Why this merge would lose something that a person wrote or decided; "" when it would not."""
    if is_public(kept) and is_public(gone):
        return "Both have a public page."
    differ = [
        label(choice.name)
        for choice in found
        if choice.must
        or (choice.both_say and BY_NAME[choice.name].group in (READERS, CLASSES))
        or (choice.both_say and choice.name in (*IDENTIFIERS, "retraction", "methods_text"))
    ]
    return f"Both say something else: {', '.join(differ)}." if differ else ""


def _write(library: Library, conn: Any, merges: Sequence[Planned], what: str, note: str) -> Changes:
    moved = _moved(merges)
    operation = revisions.begin_operation(conn, kind="ordinary", label=what, who=library.who)

    def save(saves: Sequence[tuple[Entry, Entry]], said: str) -> set[str]:
        revisions.save(
            conn,
            operation,
            saves,
            who=library.who,
            origin=ORIGIN,
            note=said,
            versions=library.versions.line(),
        )
        return {entry.id for entry, _ in saves}

    # First those that go: the one that stays may take an address of theirs.
    ids = save([(e, e.with_(removed=True)) for item in merges for e in item.gone], what)
    taken = entries.TakenSlugs(conn)
    kept = [
        (item.kept, library.prepare(repointed(item.result, moved), item.kept, taken))
        for item in merges
    ]
    ids |= save(kept, note or what)
    others = [entries.get(conn, id=id_) for id_ in linked.naming(conn, list(moved))]
    follow = [
        (e, library.prepare(repointed(e, moved), e, taken)) for e in others if e.id not in ids
    ]
    ids |= save(follow, f"Links follow: {what}")
    return Changes(frozenset(ids), True, f"{what}.", operation)


def _moved(merges: Iterable[Planned]) -> dict[str, str]:
    """Each address that leads elsewhere after the merges, and where."""
    return {
        slug: item.result.slug
        for item in merges
        for entry in (item.kept, *item.gone)
        for slug in (entry.slug, *entry.former_slugs)
        if slug and slug != item.result.slug
    }


def adds(planned: Planned) -> str:
    """What the entry that stays gets, as a sentence for a preview; "" when it gets nothing."""
    got = [
        label(name)
        for name in planned.added
        if getattr(planned.result, name) != getattr(planned.kept, name)
        and getattr(planned.result, name) != getattr(EMPTY, name)
    ]
    return f"gets {', '.join(got)}" if got else ""
