"""A contribution: what a reader wrote about a study, and what became of it.

Everything a reader typed is `Private`. What triage decides (state, kind, who, when) is not, and
says nothing of what was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from curator_app.domain.private import NOTHING, Private
from curator_app.errors import BadValue

NEW, NEEDS_INFORMATION, ACCEPTED = "new", "needs_information", "accepted"
DECLINED, DUPLICATE, SPAM, UNREADABLE = "declined", "duplicate", "spam", "unreadable"
STATES = (NEW, NEEDS_INFORMATION, ACCEPTED, DECLINED, DUPLICATE, SPAM, UNREADABLE)
"""`unreadable` is a message whose raw bytes are kept because it could not be parsed safely."""
OPEN_STATES = frozenset({NEW, NEEDS_INFORMATION, UNREADABLE})

KINDS = (
    "correction",
    "retraction_notice",
    "missing_study",
    "criteria_pem",
    "wording",
    "other",
)
SOURCES = ("imap", "feed", "file", "bundle")
DECLINE_REASONS = {
    "paper_says_so": "The page says what the paper says",
    "right_already": "The page is right already",
    "no_source": "It names no source",
    "opinion": "It is an opinion or an experience, not about the page",
    "out_of_scope": "The study or question is outside the atlas",
    "advice": "It asks for medical advice",
    "other": "Another reason",
}
"""Why a contribution was declined: a code that is kept, and what reviewers read."""


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message: listed, never opened by itself. `size` in bytes."""

    key: str
    name: Private
    media_type: str
    size: int


@dataclass(frozen=True)
class Message:
    """What a reader sent, as plain text.

    `received` is an ISO time in UTC, `slug` the study it names (public, but it stays in the
    inbox), `snapshot` the version line of the page it was written against, `consent` what the
    reader agreed to, in the words of the form ("" when nothing was asked).

    `reply_to` is where an answer goes ("" means the sender's address), `message_id` the mail's own
    id, so that an answer joins its thread, and `in_reply_to` the id of the mail it answers, by
    which the reader's answer to a question of ours is known. `remarks` are sentences of ours about
    the mail as a whole (two senders, a cut text); they quote nothing of it.
    """

    subject: Private = NOTHING
    body: Private = NOTHING
    sender_name: Private = NOTHING
    sender_address: Private = NOTHING
    received: str = ""
    slug: str = ""
    kind: str = "other"
    consent: str = field(default="", repr=False)
    snapshot: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    reply_to: Private = NOTHING
    message_id: Private = NOTHING
    in_reply_to: Private = NOTHING
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """Where a message came from, so that it is never taken twice and can be found again.

    `place` is what the source knows it by: mailbox, UIDVALIDITY and UID; the feed's id; a file's
    name and position. `digest` is the SHA-256 of the raw bytes.
    """

    source: str
    account: str
    place: str = field(repr=False)
    digest: str


@dataclass(frozen=True)
class Incoming:
    """A message on its way into the inbox: raw bytes always, the parsed message when it could be.

    `files` are the attachments' contents by key; `trouble` says why it could not be parsed.
    """

    raw: bytes = field(repr=False)
    origin: Origin
    message: Message | None = None
    files: dict[str, bytes] = field(default_factory=dict[str, bytes], repr=False)
    trouble: str = ""


@dataclass(frozen=True)
class Standing:
    """What triage has decided so far. Times are ISO in UTC, "" when it did not happen."""

    state: str = NEW
    kind: str = "other"
    slug: str = ""
    unread: bool = True
    assigned_to: str = ""
    snoozed_until: str = ""
    tags: tuple[str, ...] = ()
    duplicate_of: str = ""
    revision: str = ""
    """What it became in the atlas: `revision_ref` of the newest acceptance."""
    reason: str = ""
    """Why it was declined: one of DECLINE_REASONS."""
    closed_at: str = ""
    frozen: bool = False
    """Restricted at its sender's wish: kept, but not read and not erased."""

    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN_STATES


CHANGEABLE = frozenset(Standing.__dataclass_fields__) - {"closed_at"}
"""The fields that triage sets; the time of closing follows from the state."""


@dataclass(frozen=True)
class Contribution:
    """One contribution as the store gives it. `id` is a UUID and says nothing about anybody.

    `n` is its row in the store, `pseudonym` what its sender is called until somebody asks who it
    is, `trouble` why it could not be read. `erase_on` is the date on which it goes (`asks`: on
    which a person decides), `thinned` that its address, raw mail and attachments are gone already.
    """

    id: str
    message: Message
    origin: Origin
    standing: Standing
    n: int = 0
    pseudonym: str = ""
    trouble: str = ""
    erase_on: str = ""
    asks: bool = False
    thinned: bool = False


ADD_TAGS, DROP_TAGS = "add_tags", "drop_tags"
"""Changes of tags that leave the other tags of each message as they are."""
LONGEST_TAG = 40


def moved(standing: Standing, changes: Mapping[str, Any], now: str) -> Standing:
    """The standing after a decision of triage; raises BadValue for one that makes no sense.

    What is decided is also read. Closing wakes what sleeps and notes the time; reopening forgets
    it. `changes` are values of Standing by name, or tags under ADD_TAGS and DROP_TAGS.
    """
    changes = _with_tags(standing, changes)
    unknown = sorted(set(changes) - CHANGEABLE)
    if unknown:
        raise BadValue(unknown[0], f"Triage has no field {unknown[0]!r}.", _one_of(CHANGEABLE))
    new = replace(standing, **changes)
    if new.kind not in KINDS:
        raise BadValue("kind", f"{new.kind!r} is no kind.", _one_of(KINDS))
    if new.reason and new.reason not in DECLINE_REASONS:
        raise BadValue("reason", f"{new.reason!r} is no reason.", _one_of(DECLINE_REASONS))
    if new.state == standing.state:
        return new
    check_state(standing.state, new.state)
    reason = new.reason if new.state == DECLINED else ""
    new = replace(new, unread=changes.get("unread", False), reason=reason)
    if new.is_open():
        return replace(new, closed_at="")
    return replace(new, closed_at=now, snoozed_until="")


def revision_ref(entry_id: str, number: int) -> str:
    """How a standing names the revision that its contribution became."""
    return f"{entry_id}/{number}"


def _with_tags(standing: Standing, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes with the whole set of tags that they lead to."""
    found = dict(changes)
    added: tuple[str, ...] = tuple(found.pop(ADD_TAGS, ()))
    dropped: tuple[str, ...] = tuple(found.pop(DROP_TAGS, ()))
    if not added and not dropped:
        return found
    bad = [tag for tag in added if not tag.strip() or len(tag) > LONGEST_TAG]
    if bad:
        hint = f"At most {LONGEST_TAG} characters."
        raise BadValue("tags", "This tag is empty or too long.", hint)
    kept = [tag for tag in standing.tags if tag not in dropped]
    return {**found, "tags": (*kept, *(tag for tag in added if tag not in kept))}


def _one_of(known: Iterable[str]) -> str:
    return f"One of {', '.join(sorted(known))}."


def check_state(old: str, new: str) -> None:
    """Refuse a move that makes no sense: what was never readable cannot be accepted."""
    if new not in STATES:
        raise BadValue("state", f"{new!r} is no state.", f"One of {', '.join(STATES)}.")
    if old == UNREADABLE and new in (ACCEPTED, NEW):
        raise BadValue(
            "state",
            "This message could not be read, so it cannot be accepted.",
            "Save its raw copy, or mark it as spam, declined or a duplicate.",
        )
