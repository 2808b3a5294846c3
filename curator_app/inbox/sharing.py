"""Moving contributions between reviewers, and handing a person what is kept about them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from curator_app.errors import BadFile
from curator_app.inbox import bundling, merging
from curator_app.inbox.bundle_form import About, unpacked
from curator_app.inbox.choices import Choices
from curator_app.inbox.driver import Connection
from curator_app.inbox.forgetting import Forgetting
from curator_app.inbox.merging import Merged
from curator_app.inbox.parts import HASHING
from curator_app.inbox.sealed_file import new_identity, opened
from curator_app.inbox.searching import Texts
from curator_app.inbox.session import Session

_IDENTITY = "identity"


class Sharing:
    """Bundles out of and into an open inbox."""

    def __init__(
        self, session: Session, texts: Texts, choices: Choices, forgetting: Forgetting
    ) -> None:
        self._session, self._texts = session, texts
        self._choices, self._forgetting = choices, forgetting

    def recipient(self) -> str:
        """What to give to a colleague who makes a bundle for this reviewer alone (age1…)."""
        return self._identity()[1]

    def bundle(self, ns: Iterable[int], *, passphrase: str = "", recipient: str = "") -> bytes:
        """These contributions with all that belongs to them, encrypted; raises BadValue."""
        return bundling.bundle(self._session, ns, passphrase=passphrase, recipient=recipient)

    def merge(self, data: bytes, *, passphrase: str = "") -> Merged:
        """Take a bundle in, all of it or nothing; raises BadFile. One step of undo.

        An inbox that has held nothing yet takes over the other's secret for hashes, so that both
        reviewers see the same pseudonyms and what one erases is erased with the other.
        """
        session = self._session
        identity = "" if passphrase else self._identity()[0]
        about, items = unpacked(opened(data, passphrase=passphrase, identity=identity))
        with session.write() as db:
            sealer = session.sealer
            periods, now = self._choices.periods(), session.now()
            try:
                if _held_nothing(db):
                    sealer = sealer.with_hashing(_secret(about))
                    new = (sealer.hashing(), HASHING)
                    db.execute("UPDATE meta SET value = ? WHERE name = ?", new)
                done = merging.merge(db, sealer, about, items, session.who, now, periods)
            except (KeyError, TypeError, ValueError):
                raise BadFile(
                    "This bundle is damaged inside. Nothing was changed.", "Have it made once more."
                ) from None
            session.log(db, "bundle_read", count=len(items))
        session.sealer = sealer
        self._texts.forget(done.ns)
        self._forgetting.finish()
        return done

    def person_file(self, ns: Iterable[int], passphrase: str) -> bytes:
        """Everything of one person for that person, encrypted; raises BadValue."""
        return bundling.person_file(self._session, ns, passphrase)

    def _identity(self) -> tuple[str, str]:
        with self._session.write() as db:
            row = db.execute("SELECT value FROM meta WHERE name = ?", (_IDENTITY,)).fetchone()
            if row is not None:
                secret, public = json.loads(row[0])
                return str(secret), str(public)
            made = new_identity()
            db.execute("INSERT INTO meta VALUES (?, ?)", (_IDENTITY, json.dumps(made).encode()))
            return made


def _held_nothing(db: Connection) -> bool:
    found = db.execute(
        "SELECT (SELECT count(*) FROM facts.sqlite_sequence WHERE name = 'contribution')"
        " + (SELECT count(*) FROM tombstone)"
    )
    return bool(found.fetchone()[0] == 0)


def _secret(about: About) -> bytes:
    secret = bytes.fromhex(about.hashing)
    if len(secret) != 32:
        raise ValueError
    return secret
