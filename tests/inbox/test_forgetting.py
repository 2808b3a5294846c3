"""Retention and erasure: one date each, never silently, no byte left, no way back."""

import hashlib
import json
import random
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator_app.domain.contribution import (
    ACCEPTED,
    DECLINED,
    DUPLICATE,
    NEEDS_INFORMATION,
    NEW,
    OPEN_STATES,
    SPAM,
    STATES,
    UNREADABLE,
    Standing,
    moved,
)
from curator_app.domain.correspondence import DRAFT, Reply
from curator_app.domain.inbox_query import InboxQuery, SavedFilter
from curator_app.domain.private import Private
from curator_app.domain.retention import USUAL, Periods, due
from curator_app.errors import BadValue, CuratorError, NotFound
from curator_app.inbox import copies, erasing
from curator_app.inbox.store import Store
from curator_app.inbox.vault import Vault
from tests.inbox import residue
from tests.inbox.conftest import Clock
from tests.inbox.messages import many, message, unreadable

ALL = InboxQuery(snoozed="")
CLOSED = sorted(set(STATES) - OPEN_STATES)


def dates(store: Store) -> dict[int, tuple[str, bool]]:
    """The date of each message, and whether a person is asked then."""
    return {row.n: (row.erase_on, row.asks) for row in store.rows(store.ids(ALL))}


def after(days: int) -> str:
    """The day so many days after the clock's first."""
    return (date(2026, 11, 20) + timedelta(days=days)).isoformat()


# ---------------------------------------------------------------------- retention


def test_each_state_has_its_date(store: Store) -> None:
    store.take([message(1), message(2), message(3), message(4), unreadable(5)])
    new, asked, accepted, spam, broken = sorted(store.ids(ALL))
    store.change([asked], {"state": NEEDS_INFORMATION}, "Asked")
    store.change([accepted], {"state": ACCEPTED}, "Accepted")
    store.change([spam], {"state": SPAM}, "Spam")
    assert dates(store) == {
        new: (after(180), True),
        asked: (after(180), True),
        accepted: (after(90), False),
        spam: (after(14), False),
        broken: (after(180), True),
    }


def test_what_is_due_is_previewed_and_goes_only_when_somebody_says_so(
    store: Store, clock: Clock
) -> None:
    store.take([message(number) for number in range(1, 5)])
    first, second, third, fourth = sorted(store.ids(ALL))
    store.change([first], {"state": SPAM}, "Spam")
    store.change([second], {"state": DECLINED}, "Declined")
    clock.pass_days(13)
    store.forgetting.confirm_clock()
    assert store.forgetting.preview().erase == ()
    clock.pass_days(1)
    preview = store.forgetting.preview()
    assert (preview.erase, preview.thin, preview.asks, preview.jump) == ((first,), (), (), "")
    assert len(store.ids(ALL)) == 4
    proof = store.forgetting.run(preview)
    assert proof.gone.contributions == 1
    assert sorted(store.ids(ALL)) == [second, third, fourth]
    clock.pass_days(200)
    store.forgetting.confirm_clock()
    preview = store.forgetting.preview()
    assert (preview.erase, preview.asks) == ((second,), (third, fourth))
    store.forgetting.run(preview)
    # The two that nobody has decided about are still there.
    assert sorted(store.ids(ALL)) == [third, fourth]


def test_only_what_was_previewed_and_is_still_due_goes(store: Store, clock: Clock) -> None:
    store.take([message(1), message(2)])
    first, second = sorted(store.ids(ALL))
    store.change([first, second], {"state": SPAM}, "Spam")
    clock.pass_days(20)
    store.forgetting.confirm_clock()
    preview = store.forgetting.preview()
    store.change([first], {"state": NEW}, "Reopened")
    store.forgetting.run(preview)
    assert list(store.ids(ALL)) == [first]


def test_contact_raw_and_attachments_go_before_the_text(store: Store, clock: Clock) -> None:
    (added,) = store.take([message(1, body="The body stays.", files={"scan.txt": b"scanned"})])
    store.letters.add_note(added.id, Private("a note"))
    store.letters.keep(Reply("", added.id, DRAFT, "Ann", "", Private("reader1@example.org")))
    store.change([added.n], {"state": ACCEPTED}, "Accepted")
    clock.pass_days(30)
    store.forgetting.confirm_clock()
    preview = store.forgetting.preview()
    assert (preview.erase, preview.thin) == ((), (added.n,))
    assert store.forgetting.run(preview).gone.thinned == 1
    kept = store.get(added.id)
    assert kept.thinned
    assert kept.message.body.reveal() == "The body stays."
    assert kept.message.sender_address.reveal() == kept.message.sender_name.reveal() == ""
    assert kept.message.attachments == ()
    assert kept.message.received.endswith("T00:00:00Z")
    assert [note.text.reveal() for note in store.letters.notes(added.id)] == ["a note"]
    assert store.letters.replies(added.id)[0].to.reveal() == ""
    for ask in (lambda: store.raw(added.id), lambda: store.attachment(added.id, "0")):
        with pytest.raises(NotFound):
            ask()
    assert list(store.ids(InboxQuery(text=Private("reader1@example"), snoozed=""))) == []
    assert store.forgetting.preview().thin == ()
    # It is still the same message when the mailbox brings it again.
    assert store.add([message(1, body="The body stays.", files={"scan.txt": b"scanned"})]) == [
        False
    ]


def test_a_clock_that_jumped_erases_nothing(store: Store, clock: Clock) -> None:
    store.take([message(1)])
    (n,) = store.ids(ALL)
    store.change([n], {"state": SPAM}, "Spam")
    clock.pass_days(3650)
    preview = store.forgetting.preview()
    assert preview.erase == (n,)
    assert "2036" in preview.jump
    assert "Nothing was erased" in preview.jump
    with pytest.raises(CuratorError, match="2036"):
        store.forgetting.run(preview)
    # A message dated by a sender whose clock is wrong, too, confirms nothing.
    store.take([message(2, received="2099-01-01T00:00:00Z")])
    with pytest.raises(CuratorError):
        store.forgetting.run(preview)
    assert n in store.ids(ALL)
    clock.pass_days(-3650 + 20)
    store.take([message(3, received=f"{after(19)}T10:00:00Z")])
    assert store.forgetting.preview().jump == ""
    store.forgetting.run(store.forgetting.preview())
    assert n not in store.ids(ALL)


@pytest.mark.parametrize("days", [-3650, -1, -1 / 24, 1 / 24, 1, 2, 3, 40, 365, 3650, 36500])
def test_no_jump_erases_or_reorders_anything_unasked(
    store: Store, clock: Clock, days: float
) -> None:
    store.take(many(20, size=3))
    before = list(store.ids(ALL))
    store.change(before[:10], {"state": DECLINED}, "Declined")
    clock.pass_days(days)
    preview = store.forgetting.preview()
    if days >= 40:
        assert preview.thin or preview.erase
        with pytest.raises(CuratorError):
            store.forgetting.run(preview)
    else:
        assert preview.jump == ""
        store.forgetting.run(preview)
    assert list(store.ids(ALL)) == before


def test_periods_are_the_owners(store: Store) -> None:
    store.take([message(1)])
    (n,) = store.ids(ALL)
    store.change([n], {"state": SPAM}, "Spam")
    store.choices.set_periods({"spam": 3})
    assert dates(store)[n] == (after(3), False)
    for wrong in ({"spam": 0}, {"spam": 4000}, {"spam": "3"}, {"other": 3}, {"tombstones": 60}):
        with pytest.raises(BadValue):
            store.choices.set_periods(wrong)
    assert store.choices.periods().spam == 3


def test_what_is_restricted_is_not_erased(store: Store, clock: Clock) -> None:
    store.take([message(1)])
    (n,) = store.ids(ALL)
    store.change([n], {"state": SPAM}, "Spam")
    store.change([n], {"frozen": True}, "Restricted")
    clock.pass_days(500)
    store.forgetting.confirm_clock()
    preview = store.forgetting.preview()
    assert (preview.erase, preview.asks, preview.thin) == ((), (), ())


STEPS = st.one_of(
    st.fixed_dictionaries({"state": st.sampled_from(STATES)}),
    st.fixed_dictionaries({"assigned_to": st.sampled_from(("", "Ann"))}),
    st.fixed_dictionaries({"unread": st.booleans()}),
    st.fixed_dictionaries({"frozen": st.booleans()}),
    st.fixed_dictionaries({"snoozed_until": st.sampled_from(("", "2027-03-01T00:00:00Z"))}),
    st.fixed_dictionaries({"tags": st.sampled_from(((), ("a",)))}),
)
LIVES = st.lists(st.tuples(STEPS, st.integers(0, 400)), max_size=12)


@given(life=LIVES, start=st.sampled_from((NEW, UNREADABLE)), spam=st.integers(1, 60))
@settings(max_examples=400, deadline=None)
def test_every_life_has_exactly_one_date(
    life: list[tuple[dict[str, object], int]], start: str, spam: int
) -> None:
    periods, day = Periods(spam=spam), date(2026, 1, 1)
    arrived = moved_at = f"{day}T00:00:00Z"
    standing = Standing(state=start)
    for changes, days in life:
        day += timedelta(days=days)
        now = f"{day}T00:00:00Z"
        try:
            new = moved(standing, changes, now)
        except BadValue:
            continue
        moved_at = now if new != standing else moved_at
        standing = new
        when = due(standing, arrived, moved_at, periods, thin=False)
        assert date.fromisoformat(when.erase_on) > date.fromisoformat(arrived[:10])
        # A person is asked exactly for what nobody has decided, or what is restricted.
        assert when.asks == (standing.is_open() or standing.frozen)
        if standing.is_open():
            assert when.thin_on == ""
            assert standing.closed_at == ""
        else:
            closed = date.fromisoformat(standing.closed_at[:10])
            length = (date.fromisoformat(when.erase_on) - closed).days
            assert length == (spam if standing.state == SPAM else periods.handled)
            assert when.thin_on <= when.erase_on


def test_a_hundred_thousand_lives_never_lose_an_undecided_one() -> None:
    """The same rule over many lives, as the list of states that may go by themselves."""
    chance, gone = random.Random(7), set[str]()
    for _ in range(100_000):
        state = chance.choice(STATES)
        standing = Standing(
            state=state,
            unread=chance.random() < 0.5,
            closed_at="" if state in OPEN_STATES else "2026-02-01T00:00:00Z",
            frozen=chance.random() < 0.1,
        )
        when = due(standing, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", USUAL, thin=False)
        if not when.asks:
            gone.add(state)
    assert sorted(gone) == sorted((ACCEPTED, DECLINED, DUPLICATE, SPAM))


# ---------------------------------------------------------------------- erasure


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
    assert proof.gone_everywhere_on == after(0)


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
