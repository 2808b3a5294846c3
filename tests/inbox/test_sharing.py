"""A second reviewer: bundles joined without loss; one person's data, whole and alone."""

import io
import json
import random
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyrage
import pytest

from curator_app.domain.contribution import ACCEPTED, DECLINED, NEEDS_INFORMATION, SPAM
from curator_app.domain.correspondence import DRAFT, SENT, Reply
from curator_app.domain.inbox_query import InboxQuery
from curator_app.domain.private import Private
from curator_app.errors import BadFile, BadValue
from curator_app.inbox.store import Store
from curator_app.inbox.vault import Vault
from tests.inbox.conftest import Clock
from tests.inbox.keyrings import chain
from tests.inbox.messages import many, message, unreadable

ALL = InboxQuery(snoozed="")
SECRET = "correct horse battery staple"


@pytest.fixture
def other(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Store]:
    """Bob's inbox, on another machine."""
    vault = Vault(tmp_path_factory.mktemp("bob"), chain(), clock)
    vault.create("Bob")
    with closing(vault.open(vault.unlock(), "Bob")) as opened:
        yield opened


def moved(source: Store, target: Store, ns: list[int] | None = None):
    """A bundle from one to the other, for him alone."""
    numbers = list(source.ids(ALL)) if ns is None else ns
    data = source.sharing.bundle(numbers, recipient=target.sharing.recipient())
    return target.sharing.merge(data)


def by_id(store: Store) -> dict[str, int]:
    """Row numbers by id."""
    return {row.id: row.n for row in store.rows(store.ids(ALL))}


def texts(store: Store, contribution: str) -> list[str]:
    """All notes on a contribution."""
    return [note.text.reveal() for note in store.letters.notes(contribution)]


def test_everything_arrives_and_twice_is_as_once(store: Store, other: Store) -> None:
    sent = message(1, body="whole", files={"a.txt": b"attached"})
    first, second = store.take([sent, unreadable(2)])
    store.letters.add_note(first.id, Private("look at table 2"))
    store.letters.keep(Reply("", first.id, DRAFT, "Ann", "", body=Private("Dear reader")))
    store.change([first.n], {"state": ACCEPTED, "tags": ("x",), "assigned_to": "Bob"}, "Accepted")
    result = moved(store, other)
    assert (result.new, result.joined, result.conflicts) == (2, 0, 0)
    there = other.get(first.id)
    assert there.message == sent.message
    assert there.origin == sent.origin
    here = store.get(first.id)
    assert (there.standing, there.erase_on) == (here.standing, here.erase_on)
    assert other.raw(first.id) == sent.raw
    assert other.attachment(first.id, "0") == b"attached"
    assert other.raw(second.id) == unreadable(2).raw
    assert texts(other, first.id) == ["look at table 2"]
    assert other.letters.replies(first.id)[0].body.reveal() == "Dear reader"
    again = moved(store, other)
    assert (again.new, again.joined, again.same) == (0, 0, 2)
    # The mailbox that both read brings nothing twice, also under another account.
    assert other.add([sent]) == [False]
    assert len(list(other.ids(InboxQuery(text=Private("table 2"), snoozed="")))) == 1


def test_reviewers_know_a_sender_by_the_same_pseudonym(store: Store, other: Store) -> None:
    store.take(many(6, size=3))
    moved(store, other)
    here = {row.id: row.pseudonym for row in store.rows(store.ids(ALL))}
    assert here == {row.id: row.pseudonym for row in other.rows(other.ids(ALL))}


def test_of_two_decisions_the_newer_holds_and_the_other_is_noted(
    store: Store, other: Store, clock: Clock
) -> None:
    (added,) = store.take([message(1)])
    moved(store, other)
    n = by_id(other)[added.id]
    store.change([added.n], {"state": DECLINED, "kind": "correction"}, "Declined")
    clock.pass_days(1)
    other.change([n], {"state": ACCEPTED, "assigned_to": "Bob"}, "Accepted")
    result = moved(other, store)
    assert (result.joined, result.conflicts) == (1, 1)
    standing = store.get(added.id).standing
    assert (standing.state, standing.kind, standing.assigned_to) == (ACCEPTED, "correction", "Bob")
    assert standing.closed_at == other.get(added.id).standing.closed_at
    (note,) = store.letters.notes(added.id)
    assert (note.who, note.text.reveal()) == ("Ann", "Decided otherwise: state was declined.")
    # The other way round both agree, and nothing more is noted.
    back = moved(store, other)
    assert back.conflicts == 0
    assert other.get(added.id).standing == standing
    assert texts(other, added.id) == texts(store, added.id)
    assert moved(other, store).same == 1
    # Joining is one step of undo.
    store.undo()
    assert store.get(added.id).standing.state == DECLINED


def test_an_older_decision_does_not_hold_and_is_noted(
    store: Store, other: Store, clock: Clock
) -> None:
    (added,) = store.take([message(1)])
    moved(store, other)
    other.change([by_id(other)[added.id]], {"state": SPAM}, "Spam")
    clock.pass_days(1)
    store.change([added.n], {"state": NEEDS_INFORMATION}, "Asked")
    assert moved(other, store).conflicts == 1
    assert store.get(added.id).standing.state == NEEDS_INFORMATION
    assert texts(store, added.id) == ["Decided otherwise: state was spam."]
    moved(other, store)
    assert texts(store, added.id) == ["Decided otherwise: state was spam."]


def test_the_same_reply_written_by_both_keeps_both(store: Store, other: Store) -> None:
    (added,) = store.take([message(1)])
    draft = store.letters.keep(Reply("", added.id, DRAFT, "Ann", "", body=Private("Dear")))
    moved(store, other)
    other.letters.keep(Reply(draft.key, added.id, SENT, "Bob", "", body=Private("Bob wrote this")))
    store.letters.keep(Reply(draft.key, added.id, DRAFT, "Ann", "", body=Private("Ann wrote that")))
    moved(other, store)
    (reply,) = store.letters.replies(added.id)
    assert reply.body.reveal() == "Ann wrote that"
    assert any("Bob wrote this" in text for text in texts(store, added.id))


def test_random_work_of_two_reviewers_loses_nothing(
    store: Store, other: Store, clock: Clock
) -> None:
    """Every note, reply and decision of either is with both in the end."""
    chance = random.Random(3)
    store.take(many(8, size=5))
    moved(store, other)
    written: set[str] = set()
    states = (ACCEPTED, DECLINED, SPAM, NEEDS_INFORMATION)
    decided: dict[str, set[str]] = {}
    for turn in range(40):
        desk = chance.choice((store, other))
        contribution, n = chance.choice(sorted(by_id(desk).items()))
        clock.pass_days(chance.choice((0, 0.01)))
        if chance.random() < 0.4:
            text = f"note {turn} of {desk.session.who}"
            desk.letters.add_note(contribution, Private(text))
            written.add(text)
        elif chance.random() < 0.8:
            state = chance.choice(states)
            desk.change([n], {"state": state}, "Decided")
            decided.setdefault(contribution, set()).add(state)
        else:
            moved(store, other) if chance.random() < 0.5 else moved(other, store)
    moved(store, other)
    moved(other, store)
    moved(store, other)
    assert by_id(store).keys() == by_id(other).keys()
    for contribution in by_id(store):
        assert store.get(contribution).standing == other.get(contribution).standing
        assert set(texts(store, contribution)) == set(texts(other, contribution))
    found = {text for contribution in by_id(store) for text in texts(store, contribution)}
    assert written <= found


def test_what_one_erases_is_erased_with_the_other(store: Store, other: Store) -> None:
    store.take(many(5, size=3))
    moved(store, other)
    contribution, n = sorted(by_id(store).items())[2]
    own = store.sharing.recipient()
    before = store.sharing.bundle(list(store.ids(ALL)), recipient=own)
    store.forgetting.erase([n])
    # Not by an old bundle either.
    result = store.sharing.merge(before)
    assert (result.erased_here, result.same) == (1, 4)
    assert moved(store, other).erased_there == 1
    assert contribution not in by_id(other)
    assert moved(other, store).new == 0


def test_erasing_reaches_a_reviewer_whose_hashes_are_others(store: Store, other: Store) -> None:
    """Both fetched the same mailbox before they ever met."""
    store.take(many(5, size=3))
    other.take(many(5, size=3))
    n = store.ids(ALL)[2]
    subject = store.rows([n])[0].subject
    store.forgetting.erase([n])
    result = moved(store, other)
    assert (result.erased_there, result.same) == (1, 4)
    assert subject not in [row.subject for row in other.rows(other.ids(ALL))]


DAMAGE = {
    "end missing": (lambda data: data[:-20], "cut off or damaged"),
    "half": (lambda data: data[: len(data) // 2], "cut off or damaged"),
    "beginning only": (lambda data: data[:50], "cut off or damaged"),
    "nothing": (lambda data: b"", "no encrypted bundle"),
    "a letter": (lambda data: b"Dear colleague", "no encrypted bundle"),
    "more": (lambda data: data + b"x", "cut off or damaged"),
    "one bit": (
        lambda data: data[:-40] + bytes([data[-40] ^ 1]) + data[-39:],
        "cut off or damaged",
    ),
}


@pytest.mark.parametrize("case", sorted(DAMAGE))
def test_what_is_no_whole_bundle_is_refused(store: Store, other: Store, case: str) -> None:
    change, said = DAMAGE[case]
    store.take(many(3, size=400))
    data = store.sharing.bundle(store.ids(ALL), recipient=other.sharing.recipient())
    with pytest.raises(BadFile, match=said) as caught:
        other.sharing.merge(change(data))
    assert "Nothing was changed" in caught.value.sentence()
    assert list(other.ids(ALL)) == []


FORM = {"form": 1, "who": "Bob", "at": "", "hashing": "00" * 32, "tombstones": []}


@pytest.mark.parametrize(
    "frames",
    [
        [b"other content"],
        [json.dumps(FORM | {"form": 2}).encode()],
        [json.dumps({"form": 1}).encode()],
        [json.dumps(FORM).encode(), b'{"id": "x"}'],
        [json.dumps(FORM | {"hashing": "00"}).encode()],
        [
            json.dumps(FORM).encode(),
            json.dumps(
                {"id": "x", "facts": {}, "stamps": [], "replies": [], "parts": ["head", "origin"]}
            ).encode(),
            b"{}",
        ],
    ],
)
def test_nonsense_in_a_bundle_is_refused(store: Store, frames: list[bytes]) -> None:
    plain = b"".join(len(frame).to_bytes(4, "big") + frame for frame in frames)
    own = pyrage.x25519.Recipient.from_str(store.sharing.recipient())
    for data in (plain, zlib.compress(plain), zlib.compress(plain)[:-3]):
        with pytest.raises(BadFile, match=r"damaged inside|newer version"):
            store.sharing.merge(pyrage.encrypt(data, [own]))
    assert list(store.ids(ALL)) == []


def test_the_wrong_passphrase_and_the_wrong_reviewer(store: Store, other: Store) -> None:
    store.take([message(1)])
    data = store.sharing.bundle(store.ids(ALL), passphrase=SECRET)
    with pytest.raises(BadFile, match="passphrase is not the one"):
        other.sharing.merge(data, passphrase="correct horse battery stable")
    with pytest.raises(BadFile, match="opened with a passphrase"):
        other.sharing.merge(data)
    mine = store.sharing.bundle(store.ids(ALL), recipient=store.sharing.recipient())
    with pytest.raises(BadFile, match="key is not the one"):
        other.sharing.merge(mine)
    with pytest.raises(BadValue, match="no recipient"):
        store.sharing.bundle(store.ids(ALL), recipient="bob@example.org")
    with pytest.raises(BadValue, match="fewer than 12"):
        store.sharing.bundle(store.ids(ALL), passphrase="short")
    assert b"sample size" not in data + mine


def test_one_persons_data_is_whole_and_nobody_elses(store: Store) -> None:
    added = store.take(
        message(
            person * 10 + number,
            sender=f"person{person}x@example.org",
            subject=f"subject-{person}x-{number}",
            body=f"body-{person}x-{number}",
            files={f"file-{person}x-{number}.txt": f"content-{person}x-{number}".encode()},
        )
        for person in range(50)
        for number in range(2)
    )
    for person in (6, 7, 8):
        for number in range(2):
            note = Private(f"note-{person}x-{number}")
            store.letters.add_note(added[2 * person + number].id, note)
    person = store.forgetting.person("person7x@example.org")
    data = store.sharing.person_file(person.ns, SECRET)
    assert b"person7x" not in data
    with zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(data, SECRET))) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
        forms = json.loads(archive.read("data.json"))
    for number in range(2):
        for what in ("subject", "body", "note", "content"):
            assert f"{what}-7x-{number}" in everything
    assert len(forms) == 2
    assert {line["action"] for form in forms for line in form["log"]} == {"noted"}
    for stranger in range(50):
        if stranger != 7:
            assert f"-{stranger}x-" not in everything
            assert f"person{stranger}x" not in everything
    # Curators' names are other people's data.
    assert "Ann" not in everything
    assert "Curator 1" in everything


def test_the_folder_holds_no_bundle_key_in_clear(store: Store, tmp_path: Path) -> None:
    assert store.sharing.recipient().startswith("age1")
    assert store.sharing.recipient() == store.sharing.recipient()
    for path in tmp_path.iterdir():
        assert b"AGE-SECRET-KEY" not in path.read_bytes()
