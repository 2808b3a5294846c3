"""Kill -9 between accepting a contribution and closing it, through the real services.

Run as a program (`python -m tests.faults.kill_accepts FOLDER TRIALS SEED`): it forks a child that
opens library and inbox and accepts one contribution after the other, writing `TRY id` before and
`ACK id` after each, and kills it at a random moment. Then both are opened anew, `settle` completes
what was cut in two, and each contribution must have exactly one revision or none. Prints one JSON
summary.
"""

import json
import os
import random
import signal
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from curator_app.domain.contributed import contribution_in
from curator_app.domain.contribution import ACCEPTED
from curator_app.domain.inbox_query import OPEN, InboxQuery
from curator_app.domain.query import ListQuery
from curator_app.inbox.keys import Master
from curator_app.inbox.vault import Credential, Vault
from curator_app.services.contributing import Contributing, Proposal
from curator_app.services.library import Library
from curator_app.services.upkeep import check
from tests.builders import study
from tests.inbox.keyrings import chain
from tests.inbox.messages import message

ENTRIES, SPARE = 20, 12
KEY = "5a" * 32
EVERYTHING = InboxQuery(snoozed="")


@contextmanager
def opened(folder: Path) -> Iterator[Contributing]:
    """Library and inbox, as a program opens them."""
    vault = Vault(folder, chain())
    with closing(Library.open(folder, who="Ann", insist=True)) as library:
        store = vault.open(vault.unlock(Credential(key=KEY)), "Ann")
        with closing(store):
            yield Contributing(library, store)


def make(folder: Path) -> None:
    """A library with studies, and an empty inbox."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Library.open(folder, insist=True)) as library:
        library.add_all([study(number) for number in range(ENTRIES)], "Studies")
    key = Master.from_text(KEY)
    assert key is not None
    Vault(folder, chain()).create("Ann", key=key)


def accept_all(folder: Path, seed: int, out: int) -> None:
    """The child: accept what is open until killed."""
    chance = random.Random(seed)
    with opened(folder) as work:
        work.settle()
        os.write(out, b"READY\n")
        for row in work.store.rows(work.store.ids(OPEN)):
            os.write(out, f"TRY {row.id}\n".encode())
            work.accept(proposal(work, row.id, chance))
            os.write(out, f"ACK {row.id}\n".encode())
    os.write(out, b"DONE\n")


def proposal(work: Contributing, contribution: str, chance: random.Random) -> Proposal:
    """Some proposal, short or long."""
    entry, words = work.open(contribution).entry, "word " * chance.randrange(1, 2000)
    edited = entry.with_(sample_size=contribution[:8], advanced_summary=words.strip())
    return Proposal(contribution, entry, edited, frozenset({"sample_size", "advanced_summary"}))


def pace(folder: Path) -> float:
    """Seconds that an acceptance takes on this machine now."""
    took: list[float] = []
    with opened(folder) as work:
        for number in range(3):
            (added,) = work.store.take([message(-1 - number, slug=study(number).slug)])
            began = time.perf_counter()
            work.accept(proposal(work, added.id, random.Random(number)))
            took.append(time.perf_counter() - began)
    return max(took)


def one_trial(folder: Path, seed: int, delay: float) -> tuple[list[str], bool]:
    """Fork, kill `delay` seconds after the child is ready; what it said, and whether it went well.

    A child that had accepted everything before its time was up is no failure, only no kill.
    """
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        try:
            accept_all(folder, seed, write_end)
        finally:
            os._exit(70)
    os.close(write_end)
    os.read(read_end, 1)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    with os.fdopen(read_end) as pipe:
        lines = pipe.read().splitlines()
    _, status = os.waitpid(child, 0)
    return lines, os.WIFSIGNALED(status) or "DONE" in lines


def revisions(work: Contributing) -> Counter[str]:
    """How many revisions each contribution caused."""
    library, found = work.library, Counter[str]()
    for row in library.rows(library.ids(ListQuery())):
        for revision in library.history(row.id):
            if named := contribution_in(revision.origin, revision.note):
                found[named] += 1
    return found


def wrong(work: Contributing, acknowledged: set[str]) -> list[str]:
    """Contributions with more or fewer revisions than they should have."""
    made, problems = revisions(work), list[str]()
    rows = {row.id: row for row in work.store.rows(work.store.ids(EVERYTHING))}
    for id_, row in rows.items():
        expected = 1 if row.state == ACCEPTED else 0
        if made[id_] != expected:
            problems.append(f"{id_}: {made[id_]} revisions, {row.state}")
    problems += [f"{id_}: acknowledged, {rows[id_].state}" for id_ in acknowledged - set(made)]
    problems += [f"{id_}: unknown" for id_ in set(made) - set(rows)]
    return problems


def run(folder: Path, trials: int, seed: int) -> dict[str, object]:
    """All trials on one library and one inbox; full checks every 50 trials and at the end."""
    chance, acknowledged = random.Random(seed), set[str]()
    make(folder)
    longest = max(0.25, 4 * pace(folder))
    between = tried = number = 0
    problems: list[str] = []
    settling: list[float] = []
    for trial in range(trials):
        with opened(folder) as work:
            missing = SPARE - len(work.store.ids(OPEN))
            slugs = [study(chance.randrange(ENTRIES)).slug for _ in range(missing)]
            work.store.take(message(number + n, slug=slug) for n, slug in enumerate(slugs))
            number += missing
        lines, killed = one_trial(folder, seed + trial, chance.uniform(0.0, longest))
        problems += [] if killed else [f"trial {trial}: the child ended by itself"]
        acknowledged |= {line[4:] for line in lines if line.startswith("ACK ")}
        tried += sum(line.startswith("TRY ") for line in lines)
        with opened(folder) as work:
            began = time.perf_counter()
            between += len(work.settle().contributions)
            settling.append(time.perf_counter() - began)
            problems += wrong(work, acknowledged)
            if trial % 50 == 49 or trial == trials - 1:
                problems += check(work.library)
    return {
        "trials": trials,
        "tried": tried,
        "acknowledged": len(acknowledged),
        "killed_between_the_two": between,
        "wrong": problems,
        "settle_ms": round(statistics.median(settling) * 1000, 1),
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
