"""What curators write: notes, replies from the first letter on, and what is waiting to be sent."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from curator_app.domain.correspondence import DRAFT, REPLY_STATES, SENDING, SENT, Note, Reply
from curator_app.domain.private import Private
from curator_app.errors import BadValue, NotFound
from curator_app.inbox.adding import write_threads
from curator_app.inbox.driver import Connection
from curator_app.inbox.listing import opened
from curator_app.inbox.parts import NOTE, REPLY, Envelope, Sealer

_REPLY_TEXTS = ("to", "subject", "body", "message_id")


def notes(db: Connection, sealer: Sealer, contribution: str) -> list[Note]:
    """The notes on a contribution, oldest first."""
    n, envelope, _ = opened(db, sealer, contribution)
    found = db.execute(
        "SELECT name, body FROM part WHERE n = ? AND name >= 'note:' AND name < 'note;'", (n,)
    )
    read = [note_from(envelope, name, body) for name, body in found]
    return sorted(read, key=lambda note: (note.at, note.key))


def note_from(envelope: Envelope, name: str, body: bytes) -> Note:
    """A note as it was kept."""
    form = envelope.open_json(name, body)
    return Note(name.removeprefix(NOTE), form["who"], form["at"], Private(form["text"]))


def write_note(db: Connection, n: int, envelope: Envelope, note: Note) -> None:
    """Keep a note; one with the same key is replaced."""
    name = NOTE + note.key
    form = {"who": note.who, "at": note.at, "text": note.text.reveal()}
    put(db, n, name, envelope.seal_json(name, form))


def add_note(
    db: Connection, sealer: Sealer, contribution: str, text: Private, who: str, now: str
) -> tuple[int, Note]:
    """Add a note; raises BadValue for an empty one. Returns the contribution's row number."""
    if not text.reveal().strip():
        raise BadValue("note", "The note is empty.", "Write something, or leave it.")
    n, envelope, _ = opened(db, sealer, contribution)
    note = Note(_new_key(), who, now, text)
    write_note(db, n, envelope, note)
    return n, note


def drop_note(db: Connection, sealer: Sealer, contribution: str, key: str) -> int:
    """Take a note away. Returns the contribution's row number."""
    n, _, _ = opened(db, sealer, contribution)
    db.execute("DELETE FROM part WHERE n = ? AND name = ?", (n, NOTE + key))
    return n


def replies(db: Connection, sealer: Sealer, contribution: str) -> list[Reply]:
    """The replies to a contribution, oldest first; a draft comes last."""
    n, envelope, _ = opened(db, sealer, contribution)
    found = db.execute(
        "SELECT r.key, r.state, r.who, r.at, p.body FROM reply r"
        " JOIN part p ON p.n = r.n AND p.name = 'reply:' || r.key WHERE r.n = ?",
        (n,),
    )
    read = [_reply(envelope, contribution, row) for row in found]
    return sorted(read, key=lambda reply: (reply.state == DRAFT, reply.at, reply.key))


def outbox(db: Connection, sealer: Sealer, states: Iterable[str]) -> list[Reply]:
    """All replies in these states, oldest first."""
    wanted = list(states)
    marks = ", ".join("?" * len(wanted))
    found = db.execute(
        "SELECT r.key, r.state, r.who, r.at, p.body, c.id, c.sealed FROM reply r"
        " JOIN contribution c USING (n) JOIN part p ON p.n = r.n AND p.name = 'reply:' || r.key"
        f" WHERE r.state IN ({marks}) ORDER BY r.at, r.key",
        wanted,
    )
    return [_reply(sealer.envelope(row[5], row[6]), row[5], row[:5]) for row in found]


def keep_reply(db: Connection, sealer: Sealer, reply: Reply, now: str) -> tuple[int, Reply]:
    """Keep a reply as it is now: while it is typed, queued, sent or refused.

    Raises BadValue when it was sent already. Returns the contribution's row number and the reply.
    """
    if reply.state not in REPLY_STATES:
        raise BadValue("state", f"{reply.state!r} is no state of a reply.")
    n, envelope, _ = opened(db, sealer, reply.contribution)
    reply = replace(reply, key=reply.key or _new_key(), at=now)
    row = db.execute("SELECT state FROM reply WHERE key = ?", (reply.key,)).fetchone()
    if row is not None and row[0] == SENT:
        raise BadValue("state", "This reply was sent already, so it was left as it is.")
    if row is not None and row[0] == SENDING and reply.state in (DRAFT, SENDING):
        raise BadValue("state", "This reply is being sent, so it was left as it is.")
    write_reply(db, n, envelope, reply)
    write_threads(db, n, (sealer.thread(reply.message_id),))
    return n, reply


def write_reply(db: Connection, n: int, envelope: Envelope, reply: Reply) -> None:
    """Keep a reply as it is; one with the same key is replaced."""
    name = REPLY + reply.key
    form: dict[str, Any] = {part: getattr(reply, part).reveal() for part in _REPLY_TEXTS}
    put(db, n, name, envelope.seal_json(name, {**form, "trouble": reply.trouble}))
    db.execute(
        "INSERT OR REPLACE INTO reply VALUES (?, ?, ?, ?, ?)",
        (reply.key, n, reply.state, reply.at, reply.who),
    )


def drop_reply(db: Connection, sealer: Sealer, contribution: str, key: str) -> int:
    """Throw a draft away; raises NotFound. Returns the contribution's row number."""
    n, _, _ = opened(db, sealer, contribution)
    if db.execute("DELETE FROM reply WHERE key = ? AND state != 'sent'", (key,)).rowcount < 1:
        raise NotFound("There is no such draft.", "It may have been sent.")
    db.execute("DELETE FROM part WHERE n = ? AND name = ?", (n, REPLY + key))
    return n


def put(db: Connection, n: int, name: str, sealed: bytes) -> None:
    """Write one part."""
    db.execute("INSERT OR REPLACE INTO part VALUES (?, ?, ?)", (n, name, sealed))


def _new_key() -> str:
    """Keys sort in the order in which they were made, also within a second."""
    return f"{time.time_ns():016x}-{secrets.token_hex(4)}"


def _reply(envelope: Envelope, contribution: str, row: tuple[Any, ...]) -> Reply:
    key, state, who, at, body = row
    form = envelope.open_json(REPLY + key, body)
    texts = {part: Private(form[part]) for part in _REPLY_TEXTS}
    return Reply(key, contribution, state, who, at, **texts, trouble=form["trouble"])
