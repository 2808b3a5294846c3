"""The open inbox: messages in, the list, triage. What the services and the window use.

Row numbers (`n`) are for lists, ids for everything that outlives one. Every method may be called
on any thread; what changes something belongs on the one writer thread. Whatever shows or changes a
contribution leaves a line in the audit log, in the same transaction.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from curator_app.domain.changes import Changes
from curator_app.domain.contribution import Contribution, Incoming, Standing
from curator_app.domain.inbox_query import OPEN, InboxQuery, InboxRow
from curator_app.domain.operation import Operation, UndoState, undo_state
from curator_app.domain.private import Private
from curator_app.domain.retention import parse_time
from curator_app.errors import CuratorError
from curator_app.inbox import accepting, adding, comparing, listing, stepping
from curator_app.inbox.accepting import Stood
from curator_app.inbox.adding import Added
from curator_app.inbox.choices import Choices
from curator_app.inbox.comparing import Said
from curator_app.inbox.driver import Connection
from curator_app.inbox.forgetting import Forgetting, trust
from curator_app.inbox.letters import Letters
from curator_app.inbox.parts import FILE, RAW
from curator_app.inbox.proposals import Proposals
from curator_app.inbox.searching import Texts
from curator_app.inbox.session import Session
from curator_app.inbox.sharing import Sharing


class Store:
    """An open inbox.

    `letters` are its notes and replies, `choices` what its owner set, `forgetting` how long things
    are kept and how they go, `sharing` moves contributions between reviewers.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.texts = Texts(session.db, session.sealer)
        self.letters = Letters(session, self.texts)
        self.choices = Choices(session)
        self.proposals = Proposals(session)
        self.forgetting = Forgetting(session, self.texts, self.choices)
        self.sharing = Sharing(session, self.texts, self.choices, self.forgetting)

    def close(self) -> None:
        """Forget what was decrypted and close the files; what is running ends first."""
        if self.session.db.closed:
            return
        # A full or failing disk must not keep it open.
        with suppress(CuratorError), self.session.write() as db:
            self.session.log(db, "closed")
        self.texts.clear()
        self.session.db.close()

    # ------------------------------------------------------------------ messages in

    def take(
        self, messages: Iterable[Incoming], cursor: tuple[str, str, str] | None = None
    ) -> list[Added]:
        """Keep all of them, and a bookmark (account, place, value), in one transaction."""
        session, messages = self.session, list(messages)
        with session.write() as db:
            done = adding.add(db, session.sealer, messages, session.clock())
            if cursor is not None:
                db.execute("INSERT OR REPLACE INTO cursor VALUES (?, ?, ?)", cursor)
            _trust(db, messages, session.clock())
            new = sum(added.is_new for added in done)
            refused = sum(not added.id for added in done)
            if new:
                session.log(db, "added", count=new)
            if refused:
                session.log(db, "refused_erased", count=refused)
        self.texts.forget(added.n for added in done if added.is_new)
        return done

    def add(self, messages: Sequence[Incoming]) -> Sequence[bool]:
        """`take` as the sources ask for it: for each message whether it is new."""
        return [added.is_new for added in self.take(messages)]

    def cursor(self, account: str, place: str) -> str:
        """The bookmark last set for a mailbox or feed of an account, "" when there is none."""
        with self.session.read() as db:
            found = db.execute(
                "SELECT value FROM cursor WHERE account = ? AND place = ?", (account, place)
            ).fetchone()
        return str(found[0]) if found else ""

    def set_cursor(self, account: str, place: str, value: str) -> None:
        """Set a bookmark, durable when this returns."""
        with self.session.write() as db:
            db.execute("INSERT OR REPLACE INTO cursor VALUES (?, ?, ?)", (account, place, value))

    # ------------------------------------------------------------------ the list

    def ids(self, query: InboxQuery) -> array[int]:
        """The row numbers that a view shows, in its order; raises Cancelled by `stop_search`."""
        with self.session.read() as db:
            found = listing.ids(db, query, self.session.clock())
        text = query.text.reveal().strip()
        return self.texts.matching(found, text) if text else found

    def counts(self, queries: Iterable[InboxQuery]) -> list[int]:
        """How many each view shows."""
        wanted = list(queries)
        with self.session.read() as db:
            now = self.session.clock()
            plain = {query: listing.count(db, query, now) for query in wanted if not query.text}
        return [plain[query] if query in plain else len(self.ids(query)) for query in wanted]

    def rows(self, ns: Iterable[int]) -> list[InboxRow]:
        """The lines for these row numbers: ask for those in view only, each is decrypted."""
        with self.session.read() as db:
            return listing.rows(db, self.session.sealer, ns, self.choices.periods())

    def same_sender(self, n: int) -> array[int]:
        """The other contributions from the same address, newest first."""
        with self.session.read() as db:
            return listing.of_same_sender(db, n)

    def same_entry(self, slug: str, *, but: int = 0) -> array[int]:
        """The open contributions about one study, newest first, without `but`."""
        query = InboxQuery(slugs=(slug,), states=OPEN.states, snoozed="")
        return array("q", (n for n in self.ids(query) if n != but))

    def answers(self, message_id: Private) -> array[int]:
        """The contributions that a mail answers, by its In-Reply-To; none without one."""
        with self.session.read() as db:
            return listing.in_thread(db, self.session.sealer.thread(message_id))

    def numbers(self, contributions: Iterable[str]) -> list[int]:
        """The row numbers of these ids; raises NotFound."""
        with self.session.read() as db:
            return listing.numbers(db, contributions)

    def matching_id(self, beginning: str) -> str:
        """The one id that begins so; raises NotFound, and BadValue when several do."""
        with self.session.read() as db:
            return listing.matching_id(db, beginning)

    def standings(self, ns: Iterable[int]) -> dict[int, Standing]:
        """How each of these stands now."""
        with self.session.read() as db:
            return dict(stepping.standings(db, ns))

    def tags(self) -> list[str]:
        """All tags in use."""
        with self.session.read() as db:
            return listing.tags(db)

    def warm_search(self) -> None:
        """Decrypt ahead of the first search, on a reader thread; `stop_search` ends it."""
        self.texts.warm(self.ids(InboxQuery(snoozed="")))

    def stop_search(self) -> None:
        """Stop a running search; its caller gets Cancelled."""
        self.texts.stop()

    # ------------------------------------------------------------------ one contribution

    def get(self, contribution: str) -> Contribution:
        """A whole contribution. That it was read is logged; raises NotFound."""
        session = self.session
        with session.write() as db:
            found = listing.get(db, session.sealer, contribution, self.choices.periods())
            session.log(db, "read", contribution)
        return found

    def identity(self, contribution: str) -> tuple[Private, Private]:
        """Who the pseudonym is: name and address. Asking is logged; raises NotFound."""
        with self.session.write() as db:
            self.session.log(db, "identity", contribution)
            return listing.identity(db, self.session.sealer, contribution)

    def raw(self, contribution: str) -> bytes:
        """The bytes as they came; raises NotFound when they are gone already."""
        return self._part(contribution, RAW, "raw")

    def attachment(self, contribution: str, key: str) -> bytes:
        """An attachment's content; raises NotFound."""
        return self._part(contribution, FILE + key, "attachment")

    def _part(self, contribution: str, name: str, action: str) -> bytes:
        with self.session.write() as db:
            self.session.log(db, action, contribution)
            return listing.part(db, self.session.sealer, contribution, name)

    # ------------------------------------------------------------------ triage

    def change(self, ns: Iterable[int], changes: Mapping[str, Any], label: str) -> Changes:
        """Decide the same for all of these, as one step of undo.

        `changes` are as `domain.contribution.moved` takes them; `label` names the step and quotes
        nothing of a message. Raises BadValue and changes nothing.
        """
        session, frozen = self.session, "frozen" in changes
        with session.write() as db:
            step, done = stepping.change(db, ns, changes, session.who, session.now(), label)
            if step is None:
                return Changes(message="Nothing had changed.")
            session.log_rows(db, "frozen" if frozen else "changed", done)
        if frozen:
            self.texts.forget(done)
        return Changes(message=f"{label}.", operation_id=step, contributions=frozenset(done))

    def seen(self, n: int) -> Changes:
        """It was looked at: not unread any more. Nothing to take back."""
        with self.session.write() as db:
            done = stepping.quietly(db, (n,), {"unread": False}, self.session.now())
        return Changes(contributions=frozenset(done))

    def history(self, n: int) -> list[Operation]:
        """The steps of triage that moved this contribution, oldest first."""
        with self.session.read() as db:
            return stepping.history(db, n)

    def standings_of(self, contributions: Iterable[str]) -> list[Stood]:
        """How those of these contributions stand that are here, by their ids."""
        with self.session.read() as db:
            return accepting.standings_of(db, contributions)

    def quoted(self, contribution: str, count: int) -> None:
        """Log that a reviewer released so many quotations of it for publication."""
        with self.session.write() as db:
            self.session.log(db, "quote_released", contribution, count=count)

    def said(self) -> Iterator[Said]:
        """What open messages say, for comparing pages with them; frozen ones are left out."""
        return comparing.said(self.session)

    def refs_of(self, step: int) -> list[str]:
        """The revisions of the atlas that a step of triage wrote down."""
        with self.session.read() as db:
            return accepting.refs_of(db, step)

    def step_of(self, ref: str) -> int | None:
        """The step that wrote this revision down, None when it is not remembered."""
        with self.session.read() as db:
            return accepting.step_of(db, ref)

    def undo_state(self) -> UndoState:
        """What undo and redo would do now."""
        with self.session.read() as db:
            return undo_state(stepping.operations(db))

    def undo(self) -> Changes:
        """Take back the latest step of triage; what was moved since is left and counted."""
        return self._step("undo", "There is nothing to undo.")

    def redo(self) -> Changes:
        """Repeat what was undone last."""
        return self._step("redo", "There is nothing to redo.")

    def undo_step(self, step: int) -> Changes:
        """Take back this step, wherever it stands; what was moved since is left and counted."""
        return self._step("undo", "This step is not remembered any more.", step)

    def _step(self, kind: str, nothing: str, only: int | None = None) -> Changes:
        session = self.session
        with session.write() as db:
            known = stepping.operations(db)
            state = undo_state(known)
            target = state.undo if kind == "undo" else state.redo
            if only is not None:
                target = next((step for step in known if step.id == only), None)
            if target is None:
                return Changes(message=nothing)
            made, done, left = stepping.step(db, target, kind, session.who, session.now())
            session.log_rows(db, "undone" if kind == "undo" else "redone", done)
        self.texts.forget(done)
        rest = f" {left} were moved since and left as they are." if left else ""
        verb = "Undone" if kind == "undo" else "Done again"
        return Changes(
            message=f"{verb}: {target.label}.{rest}",
            operation_id=made,
            contributions=frozenset(done),
        )


def _trust(db: Connection, messages: Iterable[Incoming], now: datetime) -> None:
    """A message was dated by somebody else's clock: time is at least that far."""
    dates = (m.message.received for m in messages if m.message and m.message.received)
    newest = max((time for date in dates if (time := parse_time(date)) <= now), default=None)
    if newest is not None:
        trust(db, newest)
