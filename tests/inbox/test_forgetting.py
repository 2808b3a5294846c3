"""Erasure: no byte left, no way back."""

import hashlib
import json
from contextlib import closing
from pathlib import Path

import pytest

from curator_app.domain.correspondence import DRAFT, Reply
from curator_app.domain.inbox_query import InboxQuery, SavedFilter
from curator_app.domain.private import Private
from curator_app.domain.retention import USUAL
from curator_app.errors import CuratorError
from curator_app.inbox import copies, erasing
from curator_app.inbox.store import Store
from curator_app.inbox.vault import Vault
from tests.inbox import residue
from tests.inbox.conftest import Clock
from tests.inbox.messages import many, message

ALL = InboxQuery(snoozed="")


def needles(number: int, contribution: str, digest: str) -> dict[str, bytes]:
    """What could be left of a message."""
    return {
        "body": f"canary-body-{number}".encode(),
        "subject": f"canary-subject-{number}".encode(),
        "address": f"canary{number}@example.org".encode(),
        "note": f"canary-note-{number}".encode(),
        "reply": f"canary-reply-{number}".encode(),
        "file": f"canary-file-{number}".encode(),
        "tag": f"canary-tag-{number}".encode(),
        "id": contribution.encode(),
        "sha256": digest.encode(),
    }


def canary(number: int) -> object:
    """A message that can be found again anywhere."""
    return message(
        number,
        body=f"canary-body-{number}",
        subject=f"canary-subject-{number}",
        sender=f"canary{number}@example.org",
        slug="see-1996",
        files={f"canary-file-{number}.txt": f"canary-file-{number}".encode()},
    )


def filled(store: Store, count: int) -> dict[int, dict[str, bytes]]:
    """An inbox with all that can hang on messages; what could be left of each."""
    found: dict[int, dict[str, bytes]] = {}
    for number in range(count):
        sent = canary(number)
        (added,) = store.take([sent])  # type: ignore[list-item]
        store.letters.add_note(added.id, Private(f"canary-note-{number}"))
        store.letters.keep(
            Reply("", added.id, DRAFT, "Ann", "", body=Private(f"canary-reply-{number}"))
        )
        store.change([added.n], {"tags": (f"canary-tag-{number}",)}, "Tagged")
        digest = hashlib.sha256(sent.raw).hexdigest()  # type: ignore[attr-defined]
        with store.session.read() as db:
            sealed, sender, hashed = db.execute(
                "SELECT sealed, sender, bytes FROM contribution WHERE n = ?", (added.n,)
            ).fetchone()
            parts = db.execute("SELECT name, body FROM part WHERE n = ?", (added.n,)).fetchall()
        found[added.n] = needles(number, added.id, digest) | {"key": sealed, "sender hash": sender}
        found[added.n] |= {f"sealed {name}": body[12:44] for name, body in parts}
        found[added.n]["digest hash"] = hashed
    return found


def test_the_test_would_find_what_is_left(store: Store, tmp_path: Path) -> None:
    """Otherwise the next tests prove nothing."""
    left = filled(store, 3)
    master = store.session.master
    for what in left.values():
        found = {hit.partition(" in ")[0] for hit in residue.hits(tmp_path, master, what)}
        # In clear inside the encrypted files: only what the list works with.
        assert {"key", "sender hash", "digest hash", "id", "tag", "sealed body"} <= found
        assert not found & {"body", "subject", "address", "note", "reply", "file"}


def test_not_a_byte_is_left(store: Store, tmp_path: Path) -> None:
    left = filled(store, 12)
    master = store.session.master
    gone, stay = list(left)[3:6], list(left)[:3] + list(left)[6:]
    store.ids(InboxQuery(text=Private("canary")))
    copies.make(store.session.db, master, store.session.clock())
    proof = store.forgetting.erase(gone, senders=True)
    assert proof.gone.contributions == proof.gone.notes == proof.gone.replies == 3
    assert proof.gone.attachments == proof.gone.server_copies == 3
    # In the copy the texts are still there, as noise; the keys are gone from it, too.
    assert (proof.backups_clean, proof.backups_shut) == (1, 0)
    for n in gone:
        what = dict(left[n])
        server = what.pop("sha256")
        hashes = {name: what.pop(name) for name in ("sender hash", "digest hash")}
        sealed = {name: what.pop(name) for name in list(what) if name.startswith("sealed ")}
        assert list(residue.hits(tmp_path, master, what)) == []
        live = {p: d for p, d in residue.everything(tmp_path, master).items() if "/" not in p}
        assert not [p for p, d in live.items() for needle in sealed.values() if needle in d]
        # The keyed hashes stay as tombstones, and the server's copy is remembered until it goes.
        assert {p for p, d in live.items() if any(h in d for h in hashes.values())} == {
            "inbox.audit.db"
        }
        assert [p for p, d in live.items() if server in d] == ["inbox.keys.db"]
    for copy in store.forgetting.server_copies():
        store.forgetting.server_copy_gone(copy)
    assert store.forgetting.server_copies() == []
    for n in stay:
        assert store.get(store.rows([n])[0].id)
    assert len(store.texts.matching(store.ids(ALL), "canary")) == 9


def test_what_was_erased_does_not_come_back(store: Store, vault: Vault, clock: Clock) -> None:
    left = filled(store, 4)
    gone = list(left)[1]
    copy = copies.make(store.session.db, store.session.master, clock())
    store.forgetting.erase([gone], senders=True)
    (again,) = store.take([canary(1)])  # type: ignore[list-item]
    assert again == ("", False, 0)
    older = message(90, sender="Canary1@example.org", received="2026-11-01T00:00:00Z")
    newer = message(91, sender="canary1@example.org", received="2026-12-24T00:00:00Z")
    assert store.take([older])[0].id == ""
    clock.pass_days(40)
    # Who asked to be forgotten and writes again is read again.
    assert store.take([newer])[0].is_new
    store.close()
    aside = copies.restore(vault.places, copy, clock())
    assert (aside / "inbox.keys.db").exists()
    with closing(vault.open(vault.unlock(), "Ann")) as restored:
        assert gone not in restored.ids(ALL)
        assert len(restored.ids(ALL)) == 3


def test_a_copy_that_the_cleaning_missed_is_erased_again_when_it_is_restored(
    store: Store, vault: Vault, clock: Clock, tmp_path: Path
) -> None:
    """A copy of the copy, on a stick."""
    left = filled(store, 3)
    gone = next(iter(left))
    copy = copies.make(store.session.db, store.session.master, clock())
    stick = tmp_path / "stick"
    stick.mkdir()
    for path in copy.iterdir():
        (stick / path.name).write_bytes(path.read_bytes())
    store.forgetting.erase([gone])
    store.close()
    copies.restore(vault.places, stick, clock())
    with closing(vault.open(vault.unlock(), "Ann")) as restored:
        assert gone not in restored.ids(ALL)
        assert len(restored.ids(ALL)) == 2
        master = restored.session.master
    live = {
        name: data
        for name, data in residue.everything(tmp_path, master).items()
        if name.startswith("inbox.")
    }
    key = left[gone]["key"]
    assert [name for name, data in live.items() if key in data] == []


def test_a_person_is_found_by_address_and_by_mention(store: Store) -> None:
    left = filled(store, 3)
    (other,) = store.take([message(50, body="I know canary1@example.org well.")])
    person = store.forgetting.person(" CANARY1@example.org")
    assert list(person.ns) == [list(left)[1]]
    assert list(person.mentions) == [other.n]
    assert list(store.forgetting.person("nobody@example.org").ns) == []


def test_the_journal_of_a_crash_is_not_played_into_a_restored_copy(
    store: Store, vault: Vault, clock: Clock, tmp_path: Path
) -> None:
    store.take([message(1)])
    copy = copies.make(store.session.db, store.session.master, clock())
    store.take(many(30, size=200))
    store.close()
    for path in (vault.places.texts, vault.places.facts):
        path.with_name(f"{path.name}-journal").write_bytes(bytes(2000))
    aside = copies.restore(vault.places, copy, clock())
    assert not list(tmp_path.glob("*-journal"))
    assert len(list(aside.glob("*-journal"))) == 2
    with closing(vault.open(vault.unlock(), "Ann")) as restored:
        assert len(restored.ids(ALL)) == 1
    again = vault.set_aside()
    assert not vault.exists()
    assert (again / "inbox.keys.db").exists()


def test_copies_go_when_their_time_is_over(store: Store, clock: Clock) -> None:
    master, places = store.session.master, store.session.db.places
    copies.make(store.session.db, master, clock())
    clock.pass_days(13)
    copies.make(store.session.db, master, clock())
    copies.expire(places, clock(), USUAL)
    assert [copy.keys for copy in copies.found(places)] == [True, True]
    clock.pass_days(1)
    copies.expire(places, clock(), USUAL)
    assert [copy.keys for copy in copies.found(places)] == [False, True]
    with pytest.raises(CuratorError, match="cannot be restored"):
        copies.restore(places, copies.found(places)[0].folder, clock())
    clock.pass_days(76)
    copies.expire(places, clock(), USUAL)
    assert len(copies.found(places)) == 1


def test_the_proof_holds_no_content(store: Store) -> None:
    left = filled(store, 2)
    proof = store.forgetting.erase(list(left), senders=True)
    text = json.dumps(proof.to_json())
    assert "canary" not in text
    assert proof.gone_everywhere_on == "2026-11-20"  # the first day of the clock


def test_a_crash_before_the_files_are_cleaned_is_taken_up(
    store: Store, vault: Vault, tmp_path: Path
) -> None:
    """The rows are gone, the traces not yet: the next opening wipes them."""
    left = filled(store, 6)
    gone = list(left)[2:4]
    master = store.session.master
    copies.make(store.session.db, master, store.session.clock())
    with store.session.write() as db:
        erasing.erase(db, store.session.sealer, gone, store.session.now(), USUAL)
    # The process dies here: nothing is closed in order.
    store.session.db.close()
    with closing(vault.open(vault.unlock(), "Ann")) as again:
        assert len(again.ids(ALL)) == 4
        with again.session.read() as db:
            assert db.execute("SELECT count(*) FROM unfinished").fetchone()[0] == 0
    for n in gone:
        what = {name: left[n][name] for name in ("key", "id", "tag", "body", "subject", "address")}
        assert list(residue.hits(tmp_path, master, what)) == []


def test_a_saved_filter_that_names_the_person_goes_too(store: Store) -> None:
    named = SavedFilter("Jane", InboxQuery(text=Private("Jane@Example.org")))
    other = SavedFilter("Sleep", InboxQuery(text=Private("sleep")))
    store.choices.set_filters([named, other])
    assert store.forgetting.forget_address("jane@example.org") == 1
    assert store.choices.filters() == [other]
