"""The private inbox: open, list, next, select all and decide, search, beside bare decryption."""

from __future__ import annotations

import random
import resource
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from curator_app.domain.contribution import DECLINED, SPAM
from curator_app.domain.inbox_query import OPEN, InboxQuery
from curator_app.domain.private import Private
from curator_app.inbox.keys import Master
from curator_app.inbox.store import Store
from curator_app.inbox.vault import Credential, Vault
from tests.benchmarks.figures import Figure, median, p95, tell, timed
from tests.benchmarks.libraries import sizes
from tests.inbox.keyrings import chain
from tests.inbox.messages import message

SIZES = sizes("ATLAS_BENCH_MESSAGES", "5000,100000")
WORDS = 250
BATCH = 500
ALL = InboxQuery(snoozed="")
VOCABULARY = 4000


def letters(count: int) -> Iterator[object]:
    """Messages of some 250 words with the spread of a language: few words often, many seldom."""
    chance = random.Random(5)
    made = ["".join(chance.choices("abcdefghijklmnoprstuvw", k=chance.randrange(2, 11)))
            for _ in range(VOCABULARY)]  # fmt: skip
    weights = [1 / (rank + 2) for rank in range(VOCABULARY)]
    for number in range(count):
        yield message(
            number,
            body=" ".join(chance.choices(made, weights, k=WORDS)) + f" marker{number}end",
            sender=f"reader{number % (count // 3)}@example.org",
            slug=f"study-{chance.randrange(6000)}",
            received=f"2026-{number % 11 + 1:02}-{number % 28 + 1:02}T10:00:{number % 60:02}Z",
        )


@pytest.fixture(scope="module")
def folders(bench_folder: Path) -> dict[int, Path]:
    """Where the inboxes of this run are."""
    return {size: bench_folder / f"inbox-{size}" for size in SIZES}


def opened(folder: Path, size: int) -> Store:
    """The inbox of this many messages, made when it is not there yet."""
    key = Master(bytes(range(32)))
    vault = Vault(folder, chain())
    if not folder.exists():
        folder.mkdir()
        vault.create("Bench", key=key)
        with closing(vault.open(key, "Bench")) as store:
            made = letters(size)
            while batch := list(islice(made, BATCH)):
                store.take(batch)  # type: ignore[arg-type]
    return vault.open(vault.unlock(Credential(key=key.text())), "Bench")


def floor(store: Store) -> float:
    """Milliseconds to decrypt every text once and look for a word in it, without our list."""
    sealer, marked = store.session.sealer, 0

    def scan() -> None:
        nonlocal marked
        with store.session.read() as db:
            for contribution, sealed, body in db.execute(
                "SELECT c.id, c.sealed, p.body FROM contribution c JOIN part p USING (n)"
                " WHERE p.name = 'body'"
            ):
                text = sealer.envelope(contribution, sealed).open("body", body)
                marked += b"marker77end" in text.lower()

    return median(timed(scan))


@pytest.mark.parametrize("size", SIZES)
def test_inbox(folders: dict[int, Path], size: int) -> None:
    """One inbox of each size, in the order in which a reviewer works."""
    opened(folders[size], size).close()
    many = f"{size:,} messages"

    def unlock() -> None:
        with closing(opened(folders[size], size)) as store:
            assert store.rows(store.ids(OPEN)[:40])

    tell(
        Figure(f"inbox: unlock, list and first lines, {many}", median(timed(unlock, 3)), target=800)
    )
    store = opened(folders[size], size)
    bare = floor(store)
    peer = {"peer": "bare decrypt + scan", "peer_value": bare}
    tell(
        Figure(
            f"inbox: all row numbers, {many}", median(timed(lambda: store.ids(ALL), 7)), target=50
        )
    )
    worst = max(
        median(timed(lambda sort=sort: store.ids(InboxQuery(sort=sort, snoozed="")), 5))
        for sort in ("received", "state", "slug", "assigned_to")
    )
    tell(Figure(f"inbox: all row numbers, slowest order, {many}", worst, target=250))
    ids = store.ids(ALL)
    pages = [ids[place : place + 40] for place in random.Random(1).sample(range(size - 40), 40)]
    shown = [timed(lambda page=page: store.rows(page))[0] for page in pages]
    tell(Figure(f"inbox: 40 lines at a random place, {many}: p95", p95(shown), target=50))
    some = [row.id for page in pages[:10] for row in store.rows(page[:4])]
    read = [timed(lambda one=one: store.get(one))[0] for one in some]
    tell(Figure(f"inbox: next message, its reading logged, {many}: p95", p95(read), target=50))
    decide(store, ids, many)
    search(store, many, peer)
    store.close()


def decide(store: Store, ids: object, many: str) -> None:
    """One message, then five thousand, and back."""
    chosen = list(ids)[:5000]  # type: ignore[call-overload]
    one = timed(lambda: store.change(chosen[:1], {"state": SPAM}, "Spam"))[0]
    tell(Figure(f"inbox: decide about one, {many}", one, target=50))
    store.undo()
    tell(
        Figure(
            f"inbox: select all and decide about 5,000, {many}",
            timed(lambda: store.change(chosen, {"state": DECLINED}, "Declined"))[0],
            target=1000,
        )
    )
    tell(Figure(f"inbox: undo 5,000, {many}", timed(store.undo)[0], target=1000))


def search(store: Store, many: str, peer: dict[str, object]) -> None:
    """The first search decrypts everything, the next ones look."""

    def find(text: str) -> int:
        return len(store.ids(InboxQuery(text=Private(text), snoozed="")))

    cold = timed(lambda: find("marker77end"))[0]
    tell(Figure(f"inbox: first search, {many}", cold, **peer))  # type: ignore[arg-type]
    assert find("marker77end") == 1
    for what, text in (("a rare word", "marker78end"), ("two letters", "ab")):
        warm = p95([timed(lambda text=text: find(text))[0] for _ in range(9)])
        tell(Figure(f"inbox: search {what}, {many}: p95", warm, target=150, **peer))  # type: ignore[arg-type]
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tell(Figure(f"inbox: memory with all texts, {many}", used, unit="MB", target=600))
    size = sum(path.stat().st_size for path in store.session.db.places.folder.glob("inbox.*"))
    tell(Figure(f"inbox: on the disk, {many}", size / 1e6, unit="MB"))
