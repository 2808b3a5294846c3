"""Forgetting contributions for good: rows, keys, texts, and every way back.

The key of a contribution goes with its row, so that its text is noise in each copy of the files,
also those that nobody can reach. What is left is a keyed hash, so that the same message is not
taken in again from a mailbox, a backup or a bundle.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from curator_app.domain.contribution import Origin
from curator_app.domain.private import Private
from curator_app.domain.retention import Periods, day_after
from curator_app.inbox.driver import Connection
from curator_app.inbox.parts import FILE, HEAD, NOTE, ORIGIN, REPLY, Envelope, Sealer

_IN = "IN (SELECT value FROM json_each(?))"
_CONTACT = ("sender_name", "sender_address", "reply_to", "message_id", "in_reply_to")
COMPACT, BACKUPS = "compact", "backups"
"""What is left to do after the rows are gone."""


@dataclass(frozen=True)
class Gone:
    """How much went. `thinned` counts contributions of which only the contact went."""

    contributions: int = 0
    attachments: int = 0
    notes: int = 0
    replies: int = 0
    server_copies: int = 0
    thinned: int = 0

    def __add__(self, other: Gone) -> Gone:
        return Gone(
            *(getattr(self, part.name) + getattr(other, part.name) for part in fields(self))
        )


def count(db: Connection, ns: Iterable[int]) -> Gone:
    """What erasing these would take away; how many copies servers have is not known before."""
    return _counted(db, json.dumps(list(ns)))


def _counted(db: Connection, wanted: str) -> Gone:
    return Gone(
        contributions=_count(db, "contribution", f"n {_IN}", wanted),
        attachments=_count(db, "part", f"n {_IN} AND name >= '{FILE}' AND name < 'file;'", wanted),
        notes=_count(db, "part", f"n {_IN} AND name >= '{NOTE}' AND name < 'note;'", wanted),
        replies=_count(db, "reply", f"n {_IN}", wanted),
    )


def erase(
    db: Connection,
    sealer: Sealer,
    ns: Iterable[int],
    now: str,
    periods: Periods,
    *,
    senders: bool = False,
) -> Gone:
    """Take these contributions out of every table and remember not to take them again.

    With `senders` also what the same addresses had written until now and comes in later.
    """
    wanted = json.dumps(list(ns))
    copies = _note_server_copies(db, sealer, wanted, now)
    until = day_after(now, periods.tombstones)
    for kind, column in (("message", "bytes"), *((("sender", "sender"),) if senders else ())):
        db.execute(
            f"INSERT OR REPLACE INTO tombstone SELECT ?, {column}, ?, ? FROM contribution"
            f" WHERE n {_IN} AND {column} IS NOT NULL",
            (kind, now, until, wanted),
        )
    gone = replace(_counted(db, wanted), server_copies=copies)
    db.execute(f"DELETE FROM part WHERE n {_IN}", (wanted,))
    db.execute(f"DELETE FROM contribution WHERE n {_IN}", (wanted,))
    # A step of triage that moved nothing else has nothing to take back.
    db.execute("DELETE FROM step WHERE id NOT IN (SELECT step FROM step_item)")
    for step in (COMPACT, BACKUPS):
        db.execute("INSERT OR REPLACE INTO unfinished VALUES (?, ?)", (step, now))
    return gone


def to_be_erased(db: Connection) -> list[int]:
    """What is here although it was to be forgotten: it came back with a backup or a bundle."""
    found = db.execute(
        "SELECT c.n FROM tombstone t JOIN contribution c ON c.bytes = t.hash UNION"
        " SELECT c.n FROM tombstone t JOIN contribution c ON c.sender = t.hash"
        " JOIN standing s USING (n) WHERE s.received <= t.at"
    )
    return [row[0] for row in found]


def thin(db: Connection, sealer: Sealer, n: int, now: str) -> Gone:
    """Take the address, the raw mail and the attachments away; the text stays, under a new key."""
    contribution, sealed = db.execute(
        "SELECT id, sealed FROM contribution WHERE n = ?", (n,)
    ).fetchone()
    old, (wrapped, new) = sealer.envelope(contribution, sealed), sealer.new(contribution)
    kept = db.execute(
        f"SELECT name, body FROM part WHERE n = ? AND name NOT IN ('raw') AND NOT (name >= '{FILE}'"
        " AND name < 'file;')",
        (n,),
    ).fetchall()
    files = _count(db, "part", f"n {_IN} AND name >= '{FILE}' AND name < 'file;'", f"[{n}]")
    db.execute("DELETE FROM part WHERE n = ?", (n,))
    parts = [(n, name, new.seal(name, _thinned(old, name, body))) for name, body in kept]
    db.executemany("INSERT INTO part VALUES (?, ?, ?)", parts)
    db.execute("UPDATE contribution SET sealed = ?, sender = NULL WHERE n = ?", (wrapped, n))
    db.execute("DELETE FROM thread WHERE n = ?", (n,))
    db.execute(
        "UPDATE standing SET thinned = 1, files = 0, received = substr(received, 1, 10) || ?"
        " WHERE n = ?",
        ("T00:00:00Z", n),
    )
    db.execute("INSERT OR REPLACE INTO unfinished VALUES (?, ?)", (COMPACT, now))
    return Gone(attachments=files, thinned=1)


def _thinned(envelope: Envelope, name: str, body: bytes) -> bytes:
    """A part without what says who wrote it."""
    if name == HEAD:
        form = envelope.open_json(name, body)
        form |= dict.fromkeys(_CONTACT, "") | {"attachments": []}
        form["received"] = form["received"][:10] + "T00:00:00Z"
        return json.dumps(form, ensure_ascii=False).encode("utf-8", "replace")
    if name.startswith(REPLY):
        form = envelope.open_json(name, body) | {"to": "", "message_id": ""}
        return json.dumps(form, ensure_ascii=False).encode("utf-8", "replace")
    return envelope.open(name, body)


@dataclass(frozen=True)
class ServerCopy:
    """Where a mail server still has a mail that was erased here.

    Before it is erased there, its bytes must have this SHA-256: places are given anew.
    """

    account: str
    place: Private
    digest: str


def server_copies(db: Connection) -> list[ServerCopy]:
    """What is still to be erased on servers."""
    found = db.execute("SELECT account, place, digest FROM server_copy ORDER BY at")
    return [ServerCopy(row[0], Private(row[1]), row[2]) for row in found]


def forget_server_copy(db: Connection, copy: ServerCopy) -> None:
    """It is erased there, too."""
    db.execute(
        "DELETE FROM server_copy WHERE account = ? AND place = ? AND digest = ?",
        (copy.account, copy.place.reveal(), copy.digest),
    )


def _note_server_copies(db: Connection, sealer: Sealer, wanted: str, now: str) -> int:
    found: list[tuple[str, str, str, str]] = []
    for contribution, sealed, body in db.execute(
        "SELECT c.id, c.sealed, p.body FROM contribution c JOIN part p ON p.n = c.n"
        f" AND p.name = 'origin' WHERE c.n {_IN}",
        (wanted,),
    ):
        origin = Origin(**sealer.envelope(contribution, sealed).open_json(ORIGIN, body))
        if origin.source == "imap":
            found.append((origin.account, origin.place, origin.digest, now))
    db.executemany("INSERT OR REPLACE INTO server_copy VALUES (?, ?, ?, ?)", found)
    return len(found)


def _count(db: Connection, table: str, where: str, wanted: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {table} WHERE {where}", (wanted,)).fetchone()[0])
