"""Taking messages in: each once, whole, with its own key, in one transaction."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from curator_app.domain.contribution import KINDS, NEW, UNREADABLE, Incoming, Message
from curator_app.domain.retention import iso, parse_time
from curator_app.inbox.driver import Connection
from curator_app.inbox.parts import BODY, FILE, HEAD, ORIGIN, RAW, Envelope, Sealer, head_to_json


class Added(NamedTuple):
    """What became of a message: the contribution's id, and whether it is new.

    The id is "" for a message that was erased at its sender's wish and is not taken again.
    """

    id: str
    is_new: bool
    n: int = 0


def add(db: Connection, sealer: Sealer, messages: Iterable[Incoming], now: datetime) -> list[Added]:
    """Keep each message that is not known yet."""
    return [_one(db, sealer, incoming, iso(now)) for incoming in messages]


def _one(db: Connection, sealer: Sealer, incoming: Incoming, now: str) -> Added:
    digest = sealer.digest(incoming.origin)
    known = db.execute("SELECT n, id, sealed FROM contribution WHERE digest = ?", (digest,))
    if row := known.fetchone():
        _seen_again(db, sealer.envelope(row[1], row[2]), row[0], incoming)
        return Added(row[1], False, row[0])
    message = _tidy(incoming.message or Message(), now)
    incoming = replace(incoming, message=message) if incoming.message else incoming
    sender = sealer.sender(message.sender_address)
    content = sealer.bytes(incoming.origin)
    if is_erased(db, content, sender, message.received):
        return Added("", False)
    contribution = str(uuid.uuid4())
    sealed, envelope = sealer.new(contribution)
    n = insert(db, contribution, sealed, digest, content, sender)
    _write_standing(db, n, incoming, message, now)
    write_parts(db, n, envelope, incoming)
    write_threads(db, n, (sealer.thread(message.message_id),))
    return Added(contribution, True, n)


def insert(
    db: Connection,
    contribution: str,
    sealed: bytes,
    digest: bytes,
    content: bytes,
    sender: bytes | None,
) -> int:
    """The row of a new contribution; returns its number."""
    db.execute(
        "INSERT INTO contribution (id, sealed, digest, bytes, sender) VALUES (?, ?, ?, ?, ?)",
        (contribution, sealed, digest, content, sender),
    )
    return int(db.execute("SELECT last_insert_rowid()").fetchone()[0])


def write_parts(db: Connection, n: int, envelope: Envelope, incoming: Incoming) -> None:
    """Encrypt and write all parts of a message."""
    message = incoming.message or Message()
    parts: list[tuple[str, bytes]] = [
        (HEAD, envelope.seal_json(HEAD, head_to_json(incoming))),
        (BODY, envelope.seal(BODY, message.body.reveal().encode("utf-8", "replace"))),
        (ORIGIN, envelope.seal_json(ORIGIN, vars(incoming.origin))),
        (RAW, envelope.seal(RAW, incoming.raw)),
    ]
    for key, content in incoming.files.items():
        parts.append((FILE + key, envelope.seal(FILE + key, content)))
    db.executemany(
        "INSERT OR REPLACE INTO part VALUES (?, ?, ?)", [(n, name, body) for name, body in parts]
    )


def write_threads(db: Connection, n: int, hashes: Sequence[bytes | None]) -> None:
    """Note the mails by which an answer finds this contribution."""
    rows = [(value, n) for value in hashes if value is not None]
    db.executemany("INSERT OR IGNORE INTO thread VALUES (?, ?)", rows)


def _write_standing(db: Connection, n: int, incoming: Incoming, message: Message, now: str) -> None:
    state = NEW if incoming.message else UNREADABLE
    values: dict[str, Any] = {
        "n": n, "received": message.received, "arrived": now, "state": state,
        "kind": message.kind, "slug": message.slug, "unread": True, "assigned_to": "",
        "snoozed_until": "", "tags": "[]", "duplicate_of": "", "revision": "", "reason": "",
        "closed_at": "", "frozen": False, "moved_at": now, "thinned": False,
        "files": len(message.attachments),
    }  # fmt: skip
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    db.execute(f"INSERT INTO standing ({names}) VALUES ({marks})", values)


def _tidy(message: Message, now: str) -> Message:
    """Times as they are kept; a sender's clock cannot put a message ahead of its arrival."""
    received = iso(parse_time(message.received)) if message.received else now
    kind = message.kind if message.kind in KINDS else "other"
    return replace(message, received=min(received, now), kind=kind)


def is_erased(db: Connection, content: bytes, sender: bytes | None, received: str) -> bool:
    """Whether this message, or all that its sender had written until a day, was to be forgotten."""
    if db.execute("SELECT 1 FROM tombstone WHERE hash = ?", (content,)).fetchone():
        return True
    row = db.execute("SELECT at FROM tombstone WHERE hash = ?", (sender,)).fetchone()
    return row is not None and received <= row[0]


def _seen_again(db: Connection, envelope: Envelope, n: int, incoming: Incoming) -> None:
    """A mailbox that was numbered anew: remember where the message is now."""
    row = db.execute("SELECT body FROM part WHERE n = ? AND name = ?", (n, ORIGIN)).fetchone()
    if row is None or json.loads(envelope.open(ORIGIN, row[0])) == vars(incoming.origin):
        return
    sealed = envelope.seal_json(ORIGIN, vars(incoming.origin))
    db.execute("UPDATE part SET body = ? WHERE n = ? AND name = ?", (sealed, n, ORIGIN))
