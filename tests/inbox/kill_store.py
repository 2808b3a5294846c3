"""Kill -9 while the inbox works, through the real service: what was acknowledged must hold.

Run as a program (`python -m tests.inbox.kill_store FOLDER TRIALS SEED`): it forks a child that
opens the inbox and takes messages in, decides, notes and erases until it is killed at a random
moment. Before each act it writes what it is about to do, and `ACK` only after the service has
returned. The parent opens the inbox anew and compares. Prints one JSON summary.
"""

import hashlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from curator_app.domain.inbox_query import InboxQuery
from curator_app.domain.private import Private
from curator_app.inbox import audit
from curator_app.inbox.store import Store
from curator_app.inbox.vault import Vault
from curator_app.keychain import Keychain
from curator_app.services.inbox import Inbox
from tests.inbox.filering import NAME, FileRing
from tests.inbox.messages import message

STATES = ("accepted", "declined", "spam", "new")
ALL = InboxQuery(snoozed="")


def inbox(folder: Path) -> Inbox:
    """The inbox with its keyring in a file."""
    return Inbox(folder, Keychain(FileRing(folder / "ring.json"), {NAME: "File Ring"}, 20), "Ann")


def work_forever(folder: Path, seed: int, out: int) -> None:
    """The child: work until killed."""
    chance = random.Random(seed)
    opened = inbox(folder)
    opened.unlock()
    store = opened.store
    os.write(out, b"READY\n")
    for number in range(seed * 1000, seed * 1000 + 1000):
        act, told = next_act(store, chance, number)
        os.write(out, f"DO {told}\n".encode())
        result = act()
        os.write(out, f"ACK {told} {result or ''}\n".encode())


def next_act(store: Store, chance: random.Random, number: int):
    """Something to do, and how it is told."""
    rows = store.rows(store.ids(ALL)[:40])
    often = ("erase", "erase") if len(rows) >= 30 else ("take", "take")
    kind = chance.choice(("state", "state", "note", "erase", *often))
    if kind == "take" or len(rows) < 5:
        batch = [
            message(number * 10 + n, body="word " * chance.randrange(1, 3000))
            for n in range(chance.randrange(1, 4))
        ]
        digests = ",".join(item.origin.digest for item in batch)
        bookmark = ("mail", "INBOX", str(number))
        return (lambda: store.take(batch, bookmark) and ""), f"take {digests} {number}"
    if kind == "state":
        chosen = chance.sample(rows, k=chance.randrange(1, 5))
        state = chance.choice(STATES)
        ids = ",".join(row.id for row in chosen)
        act = lambda: store.change([row.n for row in chosen], {"state": state}, "x") and ""  # noqa: E731
        return act, f"state {ids} {state}"
    row = chance.choice(rows)
    if kind == "note":
        text = f"note-{number}"
        return (
            lambda: store.letters.add_note(row.id, Private(text)) and ""
        ), f"note {row.id} {text}"
    return (lambda: store.forgetting.erase([row.n]) and ""), f"erase {row.id} -"


def how_long(folder: Path) -> float:
    """Seconds that one act takes on this machine now."""
    opened = inbox(folder)
    opened.unlock()
    began = time.perf_counter()
    for _ in range(8):
        opened.store.set_cursor("mail", "Other", "1")
    took = (time.perf_counter() - began) / 8
    opened.lock()
    return min(0.2, 2 * took)


def one_trial(folder: Path, seed: int, delay: float, awaited: bytes) -> tuple[list[str], bool]:
    """Fork, kill `delay` seconds after the child has said what is awaited.

    Returns what it said, and whether it was the kill that ended it.
    """
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        try:
            work_forever(folder, seed, write_end)
        finally:
            os._exit(70)
    os.close(write_end)
    said = b""
    while awaited not in said and (part := os.read(read_end, 65_536)):
        said += part
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    with os.fdopen(read_end, "rb") as pipe:
        said += pipe.read()
    _, status = os.waitpid(child, 0)
    lines = [line for line in said.decode().splitlines() if line and line != "READY"]
    return lines, os.WIFSIGNALED(status)


class Model:
    """What must be true of the inbox, from what children said."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.maybe_taken: set[str] = set()
        self.erased: set[str] = set()
        self.maybe_erased: set[str] = set()
        self.state: dict[str, set[str]] = {}
        self.notes: dict[str, set[str]] = {}
        self.cursor: set[str] = {""}
        self.acknowledged = 0

    def hear(self, lines: list[str]) -> None:
        """Take the lines of one child in."""
        for line in lines:
            verb, kind, what, value = [*line.split(" "), "", "", ""][:4]
            sure = verb == "ACK"
            self.acknowledged += sure
            if kind == "take":
                (self.taken if sure else self.maybe_taken).update(what.split(","))
                self.cursor = {value} if sure else self.cursor | {value}
            elif kind == "state":
                for one in what.split(","):
                    self.state[one] = {value} if sure else self.state.get(one, {"new"}) | {value}
            elif kind == "note" and sure:
                self.notes.setdefault(what, set()).add(value)
            elif kind == "erase":
                (self.erased if sure else self.maybe_erased).add(what)

    def wrong(self, store: Store) -> Iterator[str]:
        """What the inbox does not honour."""
        rows = {row.id: row for row in store.rows(store.ids(ALL))}
        if store.cursor("mail", "INBOX") not in self.cursor:
            yield "the bookmark is neither the old nor the new one"
        if back := self.erased & rows.keys():
            yield f"{len(back)} came back after they were erased"
        gone = [one for one in self.state if one not in rows and one not in self.may_be_gone()]
        if gone:
            yield f"{len(gone)} decided ones are lost"
        for one, allowed in self.state.items():
            if one in rows and rows[one].state not in allowed:
                yield f"{one} is {rows[one].state}, not {allowed}"
        digests: set[str] = set()
        for one in rows:
            raw = store.raw(one)
            digests.add(hashlib.sha256(raw).hexdigest())
            notes = {note.text.reveal() for note in store.letters.notes(one)}
            if not self.notes.get(one, set()) <= notes:
                yield f"a note of {one} is lost"
        if unknown := digests - self.taken - self.maybe_taken:
            yield f"{len(unknown)} came from nowhere"
        missing = len(self.taken - digests)
        if missing > len(self.may_be_gone()):
            yield f"{missing} taken ones are lost, {len(self.may_be_gone())} were erased"
        # What was seen once, and not erased since, is settled.
        self.maybe_erased -= rows.keys()
        self.state = {one: {rows[one].state} for one in rows}

    def may_be_gone(self) -> set[str]:
        """What was erased, or was about to be when the kill came."""
        return self.erased | self.maybe_erased


def structure(store: Store) -> Iterator[str]:
    """Halves of anything."""
    with store.session.read() as db:
        for what, query in {
            "texts without a key": "SELECT count(*) FROM part WHERE n NOT IN"
            " (SELECT n FROM contribution)",
            "keys without a text": "SELECT count(*) FROM contribution WHERE n NOT IN"
            " (SELECT n FROM part WHERE name = 'body')",
            "contributions without a standing": "SELECT count(*) FROM contribution WHERE n NOT IN"
            " (SELECT n FROM standing)",
            "unfinished erasures": "SELECT count(*) FROM unfinished",
        }.items():
            if found := db.execute(query).fetchone()[0]:
                yield f"{found} {what}"
        yield from audit.verify(db)


def run(folder: Path, trials: int, seed: int) -> dict[str, object]:
    """All trials on one inbox."""
    chance, model = random.Random(seed), Model()
    folder.mkdir(parents=True)
    made = inbox(folder)
    made.create()
    made.lock()
    problems: list[str] = []
    silent, usual = 0, how_long(folder)
    for trial in range(trials):
        delay = chance.uniform(0.0, 5 * usual)
        # One in five is killed while it opens the inbox, the others in their first or a later act.
        awaited = (b"", b"READY", b"ACK", b"READY", b"ACK")[trial % 5]
        lines, killed = one_trial(folder, seed + trial + 1, delay, awaited)
        model.hear(lines)
        silent += not any(line.startswith("ACK") for line in lines)
        problems += [] if killed else [f"trial {trial}: the child ended by itself"]
        # Looking at everything takes long; the opening after each kill is what may fail.
        vault = Vault(folder, inbox(folder).vault.keyring)
        with closing(vault.open(vault.unlock(), "Bob")) as store:
            problems += structure(store)
            if trial % 20 == 19 or trial == trials - 1:
                problems += model.wrong(store)
    return {
        "trials": trials,
        "acknowledged": model.acknowledged,
        "killed_before_the_first": silent,
        "wrong": problems,
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
