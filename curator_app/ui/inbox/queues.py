"""The queues of the inbox: what is to be done, what was closed, tags, saved filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from curator_app.domain.contribution import (
    ACCEPTED,
    DECLINED,
    DUPLICATE,
    KINDS,
    NEEDS_INFORMATION,
    SPAM,
    STATES,
    UNREADABLE,
)
from curator_app.domain.correspondence import COPIED, DRAFT, FAILED, QUEUED, SENDING, SENT
from curator_app.domain.inbox_query import ASLEEP, OPEN, InboxQuery, SavedFilter
from curator_app.ui.inbox import words

CLOSED = tuple(state for state in STATES if state not in OPEN.states)
TODO, DONE, TAGS, SAVED = "todo", "closed", "tags", "saved"
GROUPS = {TODO: "To do", SAVED: "Saved filters", TAGS: "Tags", DONE: "Closed"}


@dataclass(frozen=True)
class Queue:
    """One line of the side: a name and the view behind it. `key` names it for good."""

    group: str
    key: str
    words: str
    query: InboxQuery


def todo(who: str) -> list[Queue]:
    """What somebody may have to do; what sleeps is left out of all but its own queue."""
    named = (
        ("open", "Open", OPEN),
        ("unread", "Unread", InboxQuery(unread=True, states=OPEN.states)),
        ("mine", "Mine", InboxQuery(states=OPEN.states, assigned_to=(who,))),
        ("nobody", "With nobody", InboxQuery(states=OPEN.states, assigned_to=("",))),
        ("needs_information", "Needs information", InboxQuery(states=(NEEDS_INFORMATION,))),
        ("waiting", "Awaiting answers",
         InboxQuery(states=(NEEDS_INFORMATION,), replies=(SENT, COPIED))),
        ("unsent", "Replies not sent",
         InboxQuery(replies=(DRAFT, QUEUED, SENDING, FAILED), snoozed="")),
        ("unreadable", "Could not be read", InboxQuery(states=(UNREADABLE,))),
        ("snoozed", "Snoozed", InboxQuery(snoozed=ASLEEP)),
    )  # fmt: skip
    return [Queue(TODO, key, name, query) for key, name, query in named]


def closed() -> list[Queue]:
    """What was decided, by kind and by decision."""
    named = [("all", "All messages", InboxQuery(snoozed="")),
             ("closed", "All closed", InboxQuery(states=CLOSED, snoozed=""))]  # fmt: skip
    named += [
        (kind, words.KINDS[kind], InboxQuery(states=CLOSED, kinds=(kind,), snoozed=""))
        for kind in KINDS
    ]
    named += [
        (state, words.STATES[state], InboxQuery(states=(state,), snoozed=""))
        for state in (ACCEPTED, DECLINED, DUPLICATE, SPAM)
    ]
    return [Queue(DONE, key, name, query) for key, name, query in named]


def tagged(tags: Iterable[str]) -> list[Queue]:
    """One queue for each tag."""
    return [Queue(TAGS, tag, tag, InboxQuery(tags=(tag,), snoozed="")) for tag in tags]


def saved(filters: Iterable[SavedFilter]) -> list[Queue]:
    """One queue for each saved filter."""
    return [Queue(SAVED, item.name, item.name, item.query) for item in filters]


def all_queues(who: str, tags: Sequence[str], filters: Sequence[SavedFilter]) -> list[Queue]:
    """All queues in their order."""
    return [*todo(who), *saved(filters), *tagged(tags), *closed()]


FIRST = (TODO, "open")
"""The queue that a window begins with."""
EVERYTHING = (DONE, "all")
"""The queue in which every message is."""
