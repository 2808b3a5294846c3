"""Passwords of accounts where there is no keyring: in the encrypted inbox itself.

An inbox that is opened with a passphrase or a key file is on a machine without a keyring; its own
files are then the safest place that there is.
"""

from __future__ import annotations

from curator_app.inbox.session import Session

NAME = "the encrypted inbox"
_PREFIX = "secret "


class Pocket:
    """A keyring whose secrets lie in an open inbox."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def backend(self) -> str:
        """What holds the secrets."""
        return NAME

    def title(self, backend: str) -> str:
        """What its owner calls it."""
        return backend

    def get(self, name: str) -> str | None:
        """The secret of this name, None when there is none."""
        with self._session.read() as db:
            row = db.execute("SELECT value FROM meta WHERE name = ?", (_PREFIX + name,)).fetchone()
        return row[0].decode() if row else None

    def set(self, name: str, secret: str) -> None:
        """Keep a secret."""
        with self._session.write() as db:
            db.execute(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)", (_PREFIX + name, secret.encode())
            )
            self._session.log(db, "settings")

    def delete(self, name: str) -> None:
        """Forget a secret."""
        with self._session.write() as db:
            db.execute("DELETE FROM meta WHERE name = ?", (_PREFIX + name,))
            self._session.log(db, "settings")
