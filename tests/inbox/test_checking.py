"""The full check: nothing in order is complained of, everything that is not is named."""

import random
from contextlib import closing
from pathlib import Path

import pytest

from curator_app.domain.inbox_query import InboxQuery
from curator_app.errors import DAMAGED, InboxClosed
from curator_app.inbox import checking
from curator_app.inbox.keys import Master
from curator_app.inbox.store import Store
from curator_app.inbox.vault import Vault
from tests.inbox.messages import many, message, unreadable

ALL = InboxQuery(snoozed="")


def test_a_whole_inbox_is_well(store: Store, clock) -> None:
    store.take([*many(30, size=50), unreadable(900)])
    ids = list(store.ids(ALL))
    store.change(ids[:5], {"state": "declined"}, "Declined")
    store.forgetting.erase(ids[5:8])
    clock.pass_days(35)
    store.forgetting.run(store.forgetting.preview(), clock_is_right=True)
    done: list[tuple[int, int]] = []
    assert checking.check(store.session, progress=lambda *n: done.append(n)) == []
    assert done[-1] == (31, 31)


OTHER = "(SELECT body FROM part WHERE n = 2 AND name = 'body')"
HEAD = "(SELECT body FROM part WHERE n = 1 AND name = 'head')"
FLIPPED = "CAST(substr(body, 1, 40) || x'00' || substr(body, 42) AS BLOB)"
TAMPERING = {
    "text of another": f"UPDATE part SET body = {OTHER} WHERE n = 1 AND name = 'body'",
    "one byte": f"UPDATE part SET body = {FLIPPED} WHERE n = 1 AND name = 'body'",
    "head as body": f"UPDATE part SET body = {HEAD} WHERE n = 1 AND name = 'body'",
    "key of another": "UPDATE contribution SET sealed ="
    " (SELECT sealed FROM contribution WHERE n = 2) WHERE n = 1",
    "cut": "UPDATE part SET body = x'' WHERE n = 1 AND name = 'raw'",
    "no key": "DELETE FROM contribution WHERE n = 1",
}


@pytest.mark.parametrize("how", sorted(TAMPERING))
def test_whoever_has_the_master_key_cannot_exchange_texts_unnoticed(store: Store, how: str) -> None:
    store.take([message(1), message(2)])
    with store.session.write() as db:
        db.execute(TAMPERING[how])
    assert len(checking.check(store.session)) == 1


def is_noticed(vault: Vault, master: Master) -> bool:
    """Whether opening or the full check finds something wrong."""
    try:
        with closing(vault.open(master, "Ann")) as opened:
            return checking.check(opened.session) != []
    except InboxClosed as shut:
        return shut.reason == DAMAGED


def test_flipped_bits_in_the_files_are_found(store: Store, vault: Vault, tmp_path: Path) -> None:
    """Of 200 single bits in the pages of all three files not one goes unnoticed."""
    store.take(many(20, size=300))
    store.close()
    master = vault.unlock()
    chance, missed = random.Random(2), 0
    for _ in range(200):
        path = chance.choice(vault.places.databases())
        whole = path.read_bytes()
        at = chance.randrange(len(whole) * 8)
        data = bytearray(whole)
        data[at // 8] ^= 1 << at % 8
        path.write_bytes(data)
        missed += not is_noticed(vault, master)
        path.write_bytes(whole)
        for other in tmp_path.glob("*-journal"):
            other.unlink()
    assert missed == 0
