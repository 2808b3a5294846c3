"""How long contributions are kept, and their end: previewed, never without a person, proved."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from curator_app.domain.contribution import OPEN_STATES
from curator_app.domain.retention import Due, day_after, due, iso, parse_time
from curator_app.errors import CuratorError
from curator_app.inbox import audit, copies, erasing, searching
from curator_app.inbox.choices import Choices
from curator_app.inbox.driver import Connection
from curator_app.inbox.erasing import BACKUPS, COMPACT, Gone, ServerCopy
from curator_app.inbox.listing import FIELDS, STANDING, TIMES, standing_of
from curator_app.inbox.parts import normal_address
from curator_app.inbox.searching import Texts
from curator_app.inbox.session import Session

JUMP = timedelta(hours=48)
"""How far the clock may be ahead of the newest time that somebody else's clock has confirmed."""
NAMED = 20
"""Of so many erased at once each has its own line in the log; more are counted."""
_TRUSTED = "trusted"


@dataclass(frozen=True)
class Preview:
    """What is due today, as row numbers. `asks`: a person has to decide; nothing goes by itself.

    `jump` is a sentence when the clock is too far ahead to be believed without a person.
    """

    day: str
    erase: tuple[int, ...] = ()
    thin: tuple[int, ...] = ()
    asks: tuple[int, ...] = ()
    jump: str = ""


@dataclass(frozen=True)
class Day:
    """How many will be erased, lose their sender's address, or need a person on a day."""

    date: str
    erase: int
    thin: int
    asks: int


@dataclass(frozen=True)
class Proof:
    """What an erasure did, for the person who asked for it: counts and dates, no content.

    `backups_clean` copies of the keys were cleaned at once; `backups_shut` have another key and are
    deleted at the latest on `gone_everywhere_on`, as are copies that were taken elsewhere.
    """

    at: str
    who: str
    reason: str
    gone: Gone
    backups_clean: int
    backups_shut: int
    gone_everywhere_on: str

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        return {**vars(self), "gone": dict(vars(self.gone))}


@dataclass(frozen=True)
class Person:
    """What is known of one address: their contributions, and others that name it in their text."""

    ns: array[int]
    mentions: array[int]


class Forgetting:
    """The end of contributions in an open inbox."""

    def __init__(self, session: Session, texts: Texts, choices: Choices) -> None:
        self._session, self._texts, self._choices = session, texts, choices

    # ------------------------------------------------------------------ retention

    def preview(self) -> Preview:
        """What is due by now, changing nothing."""
        today = self._session.now()[:10]
        erase: list[int] = []
        thin: list[int] = []
        asks: list[int] = []
        with self._session.read() as db:
            for n, when, still_open in self._due_soon(db, today):
                if when.erase_on <= today:
                    (asks if when.asks else erase).append(n)
                elif not still_open and when.thin_on and when.thin_on <= today:
                    thin.append(n)
            jump = self._jump(db) if erase or thin else ""
        return Preview(today, tuple(erase), tuple(thin), tuple(asks), jump)

    def coming(self, days: int) -> list[Day]:
        """What will go after today and within so many days, by day; only days with something."""
        today, last = self._session.now()[:10], day_after(self._session.now(), days)
        found: dict[str, list[int]] = {}
        with self._session.read() as db:
            for _, when, still_open in self._due_soon(db, last):
                dates = [(when.erase_on, 2 if when.asks else 0)]
                if not still_open and when.thin_on and when.thin_on < when.erase_on:
                    dates.append((when.thin_on, 1))
                for date, place in dates:
                    if today < date <= last:
                        found.setdefault(date, [0, 0, 0])[place] += 1
        return [Day(date, *numbers) for date, numbers in sorted(found.items())]

    def count(self, ns: Iterable[int]) -> Gone:
        """What erasing these would take away."""
        with self._session.read() as db:
            return erasing.count(db, ns)

    def run(self, preview: Preview, *, clock_is_right: bool = False) -> Proof:
        """Let go what was previewed and is still due. Needs a person, or the owner's standing word.

        Raises CuratorError when the clock jumped and nobody said that it is right.
        """
        now = self.preview()
        if now.jump and not clock_is_right:
            raise CuratorError(now.jump, "Check the date of this machine, then confirm it.")
        session = self._session
        erase = sorted(set(preview.erase) & set(now.erase))
        thin = sorted(set(preview.thin) & set(now.thin))
        with session.write() as db:
            trust(db, session.clock())
            gone = erasing.erase(db, session.sealer, erase, session.now(), self._choices.periods())
            for n in thin:
                gone += erasing.thin(db, session.sealer, n, session.now())
            if erase:
                session.log(db, "erased", count=len(erase), reason="retention")
            if thin:
                session.log(db, "thinned", count=len(thin), reason="retention")
            self._expire(db)
        self._texts.forget((*erase, *thin))
        return self._proof("retention", gone)

    def confirm_clock(self) -> None:
        """A person says that this machine's date is right."""
        with self._session.write() as db:
            trust(db, self._session.clock())

    # ------------------------------------------------------------------ erasure

    def person(self, address: str) -> Person:
        """Everything of one address, and what else names it; raises Cancelled."""
        value = self._session.sealer.hash("sender", normal_address(address))
        with self._session.read() as db:
            own = [row[0] for row in db.execute(
                "SELECT n FROM contribution WHERE sender = ? ORDER BY n", (value,)
            )]  # fmt: skip
            everything = [row[0] for row in db.execute("SELECT n FROM contribution ORDER BY n")]
        text = normal_address(address).replace('"', " ")
        named = self._texts.matching(everything, f'"{text}"') if text else array("q")
        return Person(array("q", own), array("q", (n for n in named if n not in set(own))))

    def erase(self, ns: Iterable[int], *, reason: str = "request", senders: bool = False) -> Proof:
        """Erase these now, for good; `senders`: also what their senders wrote until today.

        There is no undo. The reason is one of audit.REASONS.
        """
        session, numbers = self._session, sorted(set(ns))
        with session.write() as db:
            for n in numbers[:NAMED]:
                session.log_rows(db, "erased", (n,), reason)
            if len(numbers) > NAMED:
                session.log(db, "erased", count=len(numbers) - NAMED, reason=reason)
            gone = erasing.erase(
                db, session.sealer, numbers, session.now(), self._choices.periods(), senders=senders
            )
        self._texts.forget(numbers)
        return self._proof(reason, gone)

    def forget_address(self, address: str) -> int:
        """Take saved filters that name an address away; returns how many."""
        wanted = searching.fold(normal_address(address))
        kept = self._choices.filters()
        left = [
            item
            for item in kept
            if wanted not in searching.fold(f"{item.name}\n{item.query.text.reveal()}")
        ]
        if len(left) < len(kept):
            self._choices.set_filters(left)
        return len(kept) - len(left)

    def server_copies(self) -> list[ServerCopy]:
        """Mails erased here that a server still has."""
        with self._session.read() as db:
            return erasing.server_copies(db)

    def server_copy_gone(self, copy: ServerCopy) -> None:
        """It is erased on the server, too."""
        with self._session.write() as db:
            erasing.forget_server_copy(db, copy)
            self._session.log(db, "server_copies_erased")

    def finish(self) -> None:
        """Take up what a crash, a restored copy or a bundle left to do."""
        session = self._session
        with session.write() as db:
            back = erasing.to_be_erased(db)
            if back:
                periods = self._choices.periods()
                erasing.erase(db, session.sealer, back, session.now(), periods)
                session.log(db, "erased", count=len(back), reason="restore")
            left = {row[0] for row in db.execute("SELECT step FROM unfinished")}
        self._texts.forget(back)
        if left or back:
            self._finish()

    # ------------------------------------------------------------------ inside

    def _proof(self, reason: str, gone: Gone) -> Proof:
        session = self._session
        clean, shut = self._finish() if gone != Gone() else (0, 0)
        days = self._choices.periods().keys_backups
        until = day_after(session.now(), days if shut else 0)
        return Proof(session.now(), session.who, reason, gone, clean, shut, until)

    def _finish(self) -> tuple[int, int]:
        """Write the keys' file anew, so that no trace is left in it, and clean the copies."""
        session = self._session
        with session.db.upkeep() as db:
            db.execute("VACUUM facts")
        with session.read() as db:
            found = db.execute("SELECT hash FROM tombstone WHERE kind = 'message'").fetchall()
        result = copies.scrub(session.db.places, session.master, [row[0] for row in found])
        with session.write() as db:
            db.execute("DELETE FROM unfinished WHERE step IN (?, ?)", (COMPACT, BACKUPS))
            session.log(db, "erasure_finished")
        return result

    def _expire(self, db: Connection) -> None:
        """Tombstones, log lines and copies that have served their time."""
        session, periods = self._session, self._choices.periods()
        now = session.clock()
        copies.expire(session.db.places, now, periods)
        db.execute("DELETE FROM tombstone WHERE until <= ?", (session.now()[:10],))
        if gone := audit.prune(db, iso(now - timedelta(days=periods.audit))):
            session.log(db, "audit_pruned", count=gone)

    def _due_soon(self, db: Connection, today: str) -> Iterable[tuple[int, Due, bool]]:
        """Every row that could be due, with its date."""
        periods = self._choices.periods()
        shortest = min(periods.spam, periods.handled, periods.contact)
        found = db.execute(
            f"SELECT s.n, {STANDING}, {TIMES} FROM standing s"
            " WHERE (closed_at != '' AND closed_at < ?) OR (closed_at = '' AND arrived < ?)",
            (_before(today, shortest), _before(today, periods.waiting)),
        )
        for row in found:
            standing, times = standing_of(row[1 : 1 + len(FIELDS)]), row[1 + len(FIELDS) :]
            when = due(standing, times[1], times[2], periods, thin=bool(times[3]))
            if not standing.frozen:
                yield row[0], when, standing.state in OPEN_STATES

    def _jump(self, db: Connection) -> str:
        row = db.execute("SELECT value FROM meta WHERE name = ?", (_TRUSTED,)).fetchone()
        now = self._session.clock()
        if row is None or now - parse_time(row[0].decode()) <= JUMP:
            return ""
        day = parse_time(row[0].decode()).date().isoformat()
        return (
            f"This machine's date is {now.date().isoformat()}, but the newest date that anything"
            f" else confirms is {day}. Nothing was erased."
        )


def trust(db: Connection, moment: datetime) -> None:
    """Note a time that this machine's clock alone did not tell; it only moves forward."""
    db.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name)"
        " DO UPDATE SET value = excluded.value WHERE excluded.value > value",
        (_TRUSTED, iso(moment).encode()),
    )


def _before(day: str, days: int) -> str:
    """The end of the day so many days earlier, as a time that sorts."""
    return iso(parse_time(day) - timedelta(days=days - 1))
