"""What every part of an open inbox works with: the files, the keys, who is working, the time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from curator_app.domain.retention import iso
from curator_app.inbox import audit
from curator_app.inbox.database import Database
from curator_app.inbox.driver import Connection
from curator_app.inbox.keys import Master
from curator_app.inbox.parts import Sealer


def utc_now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


class Session:
    """An open inbox as its parts share it. `who` signs what is done, `clock` tells the time."""

    def __init__(
        self,
        db: Database,
        master: Master,
        sealer: Sealer,
        who: str,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.db, self.master, self.sealer, self.who, self.clock = db, master, sealer, who, clock

    def read(self) -> AbstractContextManager[Connection]:
        """The connection; keep it short."""
        return self.db.read()

    def write(self) -> AbstractContextManager[Connection]:
        """The connection in a transaction."""
        return self.db.write()

    def now(self) -> str:
        """The time as it is kept."""
        return iso(self.clock())

    def log(
        self, db: Connection, action: str, about: str = "", *, count: int = 1, reason: str = ""
    ) -> None:
        """A line in the audit log, about a contribution's id or nothing in particular."""
        shown = self.sealer.hash("audit", about).hex() if about else ""
        audit.record(db, self.who, self.now(), action, about=shown, count=count, reason=reason)

    def log_rows(self, db: Connection, action: str, ns: Sequence[int], reason: str = "") -> None:
        """A line about these rows: by name when it is one."""
        about = ""
        if len(ns) == 1:
            row = db.execute("SELECT id FROM contribution WHERE n = ?", (ns[0],)).fetchone()
            about = row[0] if row else ""
        self.log(db, action, about, count=len(ns), reason=reason)
