"""Who did what when in the inbox, and nothing of what was written: append-only, each line chained.

A line names its contribution by a keyed hash only. The newest line is also noted in another file,
so that lines taken away from the end are noticed, too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curator_app.inbox.driver import Connection

ACTIONS = (
    "created", "opened", "closed", "added", "read", "identity", "raw", "attachment", "changed",
    "undone", "redone", "noted", "note_dropped", "reply_kept", "reply_dropped", "reply_sent",
    "settings", "retention_asked", "erased", "thinned", "refused_erased", "person_exported",
    "bundle_written", "bundle_read", "backup", "restored", "key_changed", "audit_pruned",
    "frozen", "erasure_finished", "quote_released", "compared", "server_copies_erased",
)  # fmt: skip
READING = frozenset({"read", "identity", "raw", "attachment"})
REASONS = ("", "retention", "request", "spam", "mistake", "bundle", "restore")
"""Why something was erased, as far as the log may say."""
_START = bytes(32)
_HEAD = "audit_head"


@dataclass(frozen=True)
class Event:
    """One line of the log. `object` is a hash: the same for the same contribution."""

    seq: int
    at: str
    who: str
    action: str
    object: str
    count: int
    reason: str

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        return dict(vars(self))


def record(
    db: Connection,
    who: str,
    now: str,
    action: str,
    *,
    about: str = "",
    count: int = 1,
    reason: str = "",
) -> None:
    """Add a line, in the transaction of what it tells of. Unknown words are a fault of ours.

    Where only something was read, the newest line is not noted in the other file, so that reading
    costs one commit to one file; the next change or the closing notes it.
    """
    if action not in ACTIONS or reason not in REASONS:
        raise ValueError("no such action or reason")
    seq, previous = _newest(db)
    values = (seq + 1, now, who, action, about, count, reason)
    new = _chained(previous, values)
    db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*values, new))
    if action in READING:
        return
    head = json.dumps([seq + 1, new.hex()]).encode()
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_HEAD, head))


def events(db: Connection, *, since: str = "") -> Iterator[Event]:
    """The log, oldest first."""
    found = db.execute(
        "SELECT seq, at, who, action, object, count, reason FROM event WHERE at >= ? ORDER BY seq",
        (since,),
    )
    return (Event(*row) for row in found)


def verify(db: Connection) -> list[str]:
    """What is wrong with the log, as sentences; an empty list when nothing is."""
    row = db.execute("SELECT seq, hash FROM anchor ORDER BY seq DESC LIMIT 1").fetchone()
    seq, previous = (row[0], row[1]) if row else (0, _START)
    noted = db.execute("SELECT value FROM meta WHERE name = ?", (_HEAD,)).fetchone()
    wanted = json.loads(noted[0]) if noted else [seq, previous.hex()]
    met = wanted == [seq, previous.hex()]
    found = db.execute(
        "SELECT seq, at, who, action, object, count, reason, hash FROM event ORDER BY seq"
    )
    for *values, own in found:
        if values[0] != seq + 1:
            return [f"Line {seq + 1} of the audit log is missing."]
        if own != _chained(previous, tuple(values)):
            return [f"Line {values[0]} of the audit log was changed."]
        seq, previous = values[0], own
        met = met or wanted == [seq, previous.hex()]
    if not met:
        return ["Lines at the end of the audit log are missing, or its file was exchanged."]
    return []


def prune(db: Connection, before: str) -> int:
    """Forget the lines before a time; what stays is still chained. Returns how many went."""
    row = db.execute(
        "SELECT seq, hash FROM event WHERE at < ? ORDER BY seq DESC LIMIT 1", (before,)
    ).fetchone()
    if row is None:
        return 0
    db.execute("INSERT INTO anchor VALUES (?, ?)", row)
    gone = db.execute("DELETE FROM event WHERE seq <= ?", (row[0],)).rowcount
    db.execute("DELETE FROM anchor WHERE seq < ?", (row[0],))
    return int(gone)


def _newest(db: Connection) -> tuple[int, bytes]:
    row = db.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    row = row or db.execute("SELECT seq, hash FROM anchor ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(row[0]), row[1]) if row else (0, _START)


def _chained(previous: bytes, values: tuple[Any, ...]) -> bytes:
    return hashlib.sha256(
        previous + json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")
    ).digest()
