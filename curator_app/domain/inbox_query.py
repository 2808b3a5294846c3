"""What the inbox's list shows: filters, a search text and an order, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from curator_app.domain.contribution import KINDS, OPEN_STATES, STATES
from curator_app.domain.correspondence import REPLY_STATES
from curator_app.domain.private import NOTHING, Private
from curator_app.errors import BadValue

SORTS = ("received", "state", "kind", "slug", "assigned_to")
AWAKE, ASLEEP = "awake", "asleep"


@dataclass(frozen=True)
class InboxQuery:
    """One view of the inbox. Several values of a filter are joined by or, filters by and.

    An empty filter lets everything through; "" in `assigned_to` is nobody, in `slugs` no study,
    and None in `tags` no tag. `replies` are states of a reply: one of its replies must have one.
    `snoozed` is AWAKE (what sleeps is left out), ASLEEP or "" for both.
    `text` finds messages in which each of its words, or parts of words, stands somewhere.
    """

    text: Private = NOTHING
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    tags: tuple[str | None, ...] = ()
    assigned_to: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    unread: bool | None = None
    snoozed: str = AWAKE
    sort: str = "received"
    descending: bool = True

    def __post_init__(self) -> None:
        for name, given, known in (
            ("states", self.states, STATES),
            ("kinds", self.kinds, KINDS),
            ("replies", self.replies, REPLY_STATES),
            ("sort", (self.sort,), SORTS),
            ("snoozed", (self.snoozed,), ("", AWAKE, ASLEEP)),
        ):
            wrong = [value for value in given if value not in known]
            if wrong:
                raise BadValue(name, f"There is no {name} {wrong[0]!r}.", _allowed(known))


OPEN = InboxQuery(states=tuple(state for state in STATES if state in OPEN_STATES))
"""What somebody still has to look at."""


@dataclass(frozen=True)
class SavedFilter:
    """A view with a name; its name and text stay in the encrypted store."""

    name: str
    query: InboxQuery = field(default_factory=InboxQuery)


@dataclass(frozen=True)
class InboxRow:
    """What one line of the list shows; `n` is the row's number in the store.

    `pseudonym` stands for the sender until somebody asks who it is: "Contributor 7F3", the same for
    each message from one address. `files` and `notes` are numbers of them, `reply` is the state
    of the newest reply, `erase_on` a date, and `asks` says that a person decides on that day.
    """

    n: int
    id: str
    subject: Private
    snippet: Private
    sender: Private
    pseudonym: str
    received: str
    state: str
    kind: str
    slug: str
    unread: bool
    assigned_to: str
    snoozed_until: str
    tags: tuple[str, ...]
    frozen: bool
    files: int
    notes: int
    reply: str
    erase_on: str
    asks: bool


def query_to_json(query: InboxQuery) -> dict[str, Any]:
    """The JSON form of a query, for the encrypted store only: it holds the text."""
    form = {name: value for name, value in vars(query).items() if name != "text"}
    return {**form, "text": query.text.reveal()}


def query_from_json(form: Mapping[str, Any]) -> InboxQuery:
    """The query of a JSON form; raises BadValue. Names that are unknown here are left out."""
    values: dict[str, Any] = {}
    for name, value in form.items():
        if name == "text":
            values[name] = Private(str(value))
        elif name in InboxQuery.__dataclass_fields__:
            values[name] = tuple(cast("list[Any]", value)) if isinstance(value, list) else value
    return InboxQuery(**values)


def _allowed(known: tuple[str, ...]) -> str:
    return f"One of {', '.join(value for value in known if value)}."
