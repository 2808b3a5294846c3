"""A proposal that is being built from a contribution: kept under its key until it is decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curator_app.domain.changes import Changes
from curator_app.inbox.listing import opened
from curator_app.inbox.session import Session

PROPOSAL = "proposal"
"""The name of the part."""


class Proposals:
    """What reviewers have begun; it holds words of readers, so it stays here until released."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, contribution: str, form: Mapping[str, Any]) -> None:
        """Keep a proposal as it is now, durable when this returns; raises NotFound."""
        with self._session.write() as db:
            n, envelope, _ = opened(db, self._session.sealer, contribution)
            sealed = envelope.seal_json(PROPOSAL, dict(form))
            db.execute("INSERT OR REPLACE INTO part VALUES (?, ?, ?)", (n, PROPOSAL, sealed))

    def kept(self, contribution: str) -> dict[str, Any] | None:
        """The proposal that was begun, None when there is none; raises NotFound."""
        with self._session.read() as db:
            n, envelope, _ = opened(db, self._session.sealer, contribution)
            row = db.execute(
                "SELECT body FROM part WHERE n = ? AND name = ?", (n, PROPOSAL)
            ).fetchone()
            return envelope.open_json(PROPOSAL, row[0]) if row else None

    def drop(self, contribution: str) -> Changes:
        """Throw it away; raises NotFound."""
        with self._session.write() as db:
            n, _, _ = opened(db, self._session.sealer, contribution)
            db.execute("DELETE FROM part WHERE n = ? AND name = ?", (n, PROPOSAL))
        return Changes(contributions=frozenset((n,)))
