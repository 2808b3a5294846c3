"""The full check of an inbox: every page, every key, every message, the whole log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from curator_app.domain.contribution import Origin
from curator_app.errors import Cancelled, InboxClosed
from curator_app.inbox import audit
from curator_app.inbox.parts import ORIGIN, RAW
from curator_app.inbox.session import Session

_AT_ONCE = 200
_NAMES = {"main": "inbox.db", "facts": "inbox.keys.db", "audit": "inbox.audit.db"}
_PARTS = """SELECT c.n, c.id, c.sealed, p.name, p.body FROM contribution c
    LEFT JOIN part p USING (n) WHERE c.n > ? AND c.n <= ? ORDER BY c.n, p.name"""


def check(
    session: Session,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[str]:
    """What is wrong, as sentences that quote nothing; an empty list when all is well.

    `progress(done, all)` counts contributions. Raises Cancelled.
    """
    found = list(_files(session))
    with session.read() as db:
        last = db.execute("SELECT coalesce(max(n), 0) FROM contribution").fetchone()[0]
        found += audit.verify(db)
    for at in range(0, last, _AT_ONCE):
        if cancelled():
            raise Cancelled
        found += _messages(session, at, at + _AT_ONCE)
        progress(min(at + _AT_ONCE, last), last)
    return found


def _files(session: Session) -> Iterator[str]:
    """Pages that do not prove themselves, and rows that belong to nothing."""
    with session.db.upkeep() as db:
        for schema, name in _NAMES.items():
            if db.execute(f"PRAGMA {schema}.cipher_integrity_check").fetchall():
                yield f"A part of {name} is not as it was written."
            elif db.execute(f"PRAGMA {schema}.integrity_check(1)").fetchone()[0] != "ok":
                yield f"{name} is damaged in its structure."
        lost = db.execute("SELECT count(*) FROM part WHERE n NOT IN (SELECT n FROM contribution)")
        if count := lost.fetchone()[0]:
            yield f"{count} texts have no key, so nobody can read them."


def _messages(session: Session, above: int, until: int) -> Iterator[str]:
    """Messages that cannot be decrypted, or are not what they were when they came."""
    broken: set[str] = set()
    raws: dict[str, str] = {}
    digests: dict[str, str] = {}
    with session.read() as db:
        for _, contribution, sealed, name, body in db.execute(_PARTS, (above, until)):
            try:
                plain = session.sealer.envelope(contribution, sealed).open(name or "", body or b"")
            except InboxClosed:
                broken.add(contribution)
                continue
            if name == RAW:
                raws[contribution] = hashlib.sha256(plain).hexdigest()
            elif name == ORIGIN:
                form = session.sealer.envelope(contribution, sealed).open_json(name, body)
                digests[contribution] = Origin(**form).digest
    broken |= {one for one, digest in raws.items() if digests.get(one) != digest}
    return (f"Contribution {one[:8]} is not as it was when it came." for one in sorted(broken))
