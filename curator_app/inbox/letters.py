"""Notes and replies of an open inbox, and its outbox; kept while they are typed."""

from __future__ import annotations

from collections.abc import Iterable

from curator_app.domain.changes import Changes
from curator_app.domain.correspondence import QUEUED, SENT, Note, Reply
from curator_app.domain.private import Private
from curator_app.inbox import writing
from curator_app.inbox.searching import Texts
from curator_app.inbox.session import Session


class Letters:
    """What curators write about contributions."""

    def __init__(self, session: Session, texts: Texts) -> None:
        self._session, self._texts = session, texts

    def notes(self, contribution: str) -> list[Note]:
        """The notes on a contribution, oldest first; raises NotFound."""
        with self._session.read() as db:
            return writing.notes(db, self._session.sealer, contribution)

    def add_note(self, contribution: str, text: Private) -> Changes:
        """Add a note, signed and dated; raises BadValue for an empty one."""
        session = self._session
        with session.write() as db:
            n, _ = writing.add_note(
                db, session.sealer, contribution, text, session.who, session.now()
            )
            session.log(db, "noted", contribution)
        self._texts.forget((n,))
        return Changes(message="The note was kept.", contributions=frozenset((n,)))

    def drop_note(self, contribution: str, key: str) -> Changes:
        """Take a note away."""
        session = self._session
        with session.write() as db:
            n = writing.drop_note(db, session.sealer, contribution, key)
            session.log(db, "note_dropped", contribution)
        self._texts.forget((n,))
        return Changes(message="The note was taken away.", contributions=frozenset((n,)))

    def replies(self, contribution: str) -> list[Reply]:
        """The replies to a contribution, oldest first, a draft last; raises NotFound."""
        with self._session.read() as db:
            return writing.replies(db, self._session.sealer, contribution)

    def keep(self, reply: Reply) -> Reply:
        """Keep a reply as it is now, typed or on its way; a new one ("" as key) gets its key.

        Raises BadValue for one that was sent already.
        """
        session = self._session
        with session.write() as db:
            _, kept = writing.keep_reply(db, session.sealer, reply, session.now())
            # While it is typed it is kept every second; the log tells when it goes out.
            if kept.state in (QUEUED, SENT) or not reply.key:
                action = "reply_sent" if kept.state == SENT else "reply_kept"
                session.log(db, action, reply.contribution)
        return kept

    def drop(self, contribution: str, key: str) -> Changes:
        """Throw a draft away; raises NotFound when it was sent."""
        session = self._session
        with session.write() as db:
            n = writing.drop_reply(db, session.sealer, contribution, key)
            session.log(db, "reply_dropped", contribution)
        return Changes(message="The draft was thrown away.", contributions=frozenset((n,)))

    def outbox(self, states: Iterable[str] = (QUEUED,)) -> list[Reply]:
        """The replies in these states, oldest first."""
        with self._session.read() as db:
            return writing.outbox(db, self._session.sealer, states)
