"""A reviewer's proposal: what is made of a contribution, and how the encrypted inbox keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from curator_app.domain.as_seen import Seen
from curator_app.domain.contribution import Contribution, Message
from curator_app.domain.entry import Entry
from curator_app.domain.fields import entry_from_json, entry_to_json, to_json
from curator_app.domain.private import Private
from curator_app.domain.repeating import NOTE, Release, Repeat, repeats
from curator_app.errors import CuratorError


class TooClose(CuratorError):
    """A proposal repeats what the reader wrote; nothing was saved. `repeats` say where."""

    def __init__(self, found: Iterable[Repeat]) -> None:
        self.repeats = tuple(found)
        super().__init__(" ".join(repeat.sentence() for repeat in self.repeats))


@dataclass(frozen=True)
class Opened:
    """A contribution with the entry it is about.

    `entry` is the entry as it is now, a new one (version 0) when the message names none, and
    `about` says so. `seen` is the state that the reader had on screen.
    """

    contribution: Contribution
    entry: Entry
    seen: Seen
    about: str = ""


@dataclass(frozen=True)
class Proposal:
    """What a reviewer makes of a contribution: `edited` from `base`, of which `fields` are taken.

    `words` are the reviewer's own, for the history; `released` words of the message that may be
    published.
    """

    contribution: str
    base: Entry
    edited: Entry
    fields: frozenset[str]
    words: str = ""
    released: tuple[Release, ...] = ()


def copied(message: Message, proposal: Proposal, seen: Entry | None) -> list[Repeat]:
    """What of the message stands in the proposal and was not released.

    `seen` is the entry as the reader saw it: what a reader quotes from the page is no secret.
    """
    edited = proposal.edited
    values = {name: to_json(name, getattr(edited, name)) for name in sorted(proposal.fields)}
    known = [entry_to_json(entry) for entry in (proposal.base, seen) if entry is not None]
    return repeats(message, values | {NOTE: proposal.words}, known, proposal.released)


def to_form(proposal: Proposal) -> dict[str, Any]:
    """A proposal as it is kept, for encryption only."""
    return {
        "entry": proposal.base.id,
        "version": proposal.base.version,
        "content": entry_to_json(proposal.edited),
        "fields": sorted(proposal.fields),
        "words": proposal.words,
        "released": [[r.field, r.text.reveal(), r.ground] for r in proposal.released],
    }


def from_form(contribution: str, base: Entry, form: dict[str, Any]) -> Proposal:
    """The proposal that was kept."""
    return Proposal(
        contribution,
        base,
        entry_from_json(form["content"], base.id, base.version),
        frozenset(form["fields"]),
        form["words"],
        tuple(Release(name, Private(text), ground) for name, text, ground in form["released"]),
    )
