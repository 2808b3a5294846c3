"""Triage: all that a reviewer sees of one message, decisions in words, and replies to begin with.

The store keeps and decides; here is what the window and the commands both say about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from curator_app import knowledge
from curator_app.domain import contribution as states
from curator_app.domain.changes import Changes
from curator_app.domain.contribution import Contribution
from curator_app.domain.correspondence import Note, Reply, Template
from curator_app.domain.inbox_query import InboxRow
from curator_app.domain.operation import Operation
from curator_app.domain.query import EntryRow, ListQuery
from curator_app.errors import CuratorError, NotFound
from curator_app.inbox.store import Store
from curator_app.services.library import Library

NEIGHBOURS = 50
"""Messages of the same sender, or about the same study, that are listed beside one."""

DONE: Mapping[str, str] = {
    states.NEW: "Reopened {}",
    states.ACCEPTED: "Accepted {}",
    states.DECLINED: "Declined {}",
    states.NEEDS_INFORMATION: "Asked for information on {}",
    states.DUPLICATE: "Marked {} as duplicate",
    states.SPAM: "Marked {} as spam",
}
"""What a step of triage is called, by the state that it leads to."""


@dataclass(frozen=True)
class Reading:
    """One message with what stands beside it.

    `row` is its line in the list. `contribution` is None for one that is restricted at its
    sender's wish, and `closed` says so. `study` is None when it names none or one that the atlas
    does not have. `sender` are the other messages of the same sender, `entry` the open ones about
    the same study, newest first, at most NEIGHBOURS of each; `sender_count` and `entry_count` say
    how many there are.
    """

    row: InboxRow
    contribution: Contribution | None = None
    closed: str = ""
    study: EntryRow | None = None
    sender: Sequence[InboxRow] = ()
    entry: Sequence[InboxRow] = ()
    sender_count: int = 0
    entry_count: int = 0
    notes: Sequence[Note] = ()
    replies: Sequence[Reply] = ()
    history: Sequence[Operation] = field(default_factory=tuple[Operation, ...])


def read(store: Store, library: Library | None, n: int) -> Reading | None:
    """All about one message, None when it is gone. That it was read is logged."""
    rows = store.rows((n,))
    if not rows:
        return None
    row = rows[0]
    try:
        contribution = store.get(row.id)
    except CuratorError as error:
        if not row.frozen:
            raise
        return Reading(row, closed=error.sentence(), history=store.history(n))
    same_sender = store.same_sender(n)
    same_entry = store.same_entry(row.slug, but=n) if row.slug else ()
    return Reading(
        row,
        contribution,
        study=study(library, row.slug),
        sender=store.rows(islice(same_sender, NEIGHBOURS)),
        entry=store.rows(islice(same_entry, NEIGHBOURS)),
        sender_count=len(same_sender),
        entry_count=len(same_entry),
        notes=store.letters.notes(row.id),
        replies=store.letters.replies(row.id),
        history=store.history(n),
    )


def study(library: Library | None, slug: str) -> EntryRow | None:
    """The study of this address as the list of entries shows it; None when there is none.

    An address that it had before leads to it too: it may have been merged into another entry.
    """
    if library is None or not slug:
        return None
    now = slug
    with suppress(NotFound):
        now = library.entry(slug).slug
    for address, removed in ((now, False), (slug, True)):
        found = library.ids(ListQuery(filters={"slug": (address,)}, removed=removed))
        if found:
            return library.rows(found[:1])[0]
    return None


def decide(store: Store, ns: Sequence[int], state: str, **values: Any) -> Changes:
    """Bring all of these into a state, as one step; raises BadValue and changes nothing."""
    return store.change(ns, {"state": state, **values}, named(DONE[state], len(ns)))


def named(done: str, count: int) -> str:
    """The name of a step: what was done, and to how many messages."""
    return done.format(counted(count))


def counted(count: int) -> str:
    """So many messages, in words."""
    return "1 message" if count == 1 else f"{count:,} messages"


def templates(store: Store) -> list[Template]:
    """The replies that are written once: the owner's, or the usual ones."""
    own = store.choices.templates()
    return usual_templates() if own is None else own


def usual_templates() -> list[Template]:
    """The replies that come with the program."""
    return [Template(item["name"], item["text"]) for item in knowledge.replies()]


def blanks(
    reading: Reading, library: Library | None, curator: str, sender_name: str
) -> dict[str, str]:
    """What the placeholders of a template become for a message."""
    found, title, address = reading.contribution, "", ""
    if reading.study is not None and library is not None:
        title = reading.study.title
        address = f"{library.file.site_url}/evidence/{reading.study.slug}"
    return {
        "title": title,
        "address": address,
        "name": sender_name,
        "erase_on": found.erase_on if found is not None else "",
        "curator": curator,
    }
