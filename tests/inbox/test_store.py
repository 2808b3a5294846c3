"""The open inbox: messages in once, found again, decided, undone."""

import random
import re
from contextlib import closing

import pytest

from curator_app.domain.contribution import (
    ACCEPTED,
    ADD_TAGS,
    DECLINED,
    DROP_TAGS,
    NEW,
    SPAM,
    UNREADABLE,
)
from curator_app.domain.correspondence import DRAFT, QUEUED, SENT, Reply, Template
from curator_app.domain.inbox_query import ASLEEP, OPEN, InboxQuery, SavedFilter
from curator_app.domain.private import Private
from curator_app.errors import BadValue, CuratorError, NotFound
from curator_app.inbox.store import Store
from curator_app.inbox.vault import Vault
from tests.inbox.messages import many, message, unreadable


def found(store: Store, **query: object) -> list[int]:
    """The numbers in a view."""
    return list(store.ids(InboxQuery(**{"snoozed": "", **query})))  # type: ignore[arg-type]


def test_a_message_comes_back_as_it_was(store: Store) -> None:
    sent = message(3, body="Größe «12» ✓", files={"plan.txt": b"\0\1", "b.txt": b"two"})
    (added,) = store.take([sent])
    kept = store.get(added.id)
    assert added.is_new
    assert (kept.message, kept.origin) == (sent.message, sent.origin)
    assert (kept.standing.state, kept.standing.unread) == (NEW, True)
    assert store.raw(added.id) == sent.raw
    assert store.attachment(added.id, "0") == b"\0\1"
    assert store.attachment(added.id, "1") == b"two"
    (row,) = store.rows([added.n])
    assert row.subject.reveal() == "About study 3"
    assert row.snippet.reveal() == "Größe «12» ✓"
    assert (row.files, row.notes, row.reply) == (2, 0, "")


def test_the_same_message_is_taken_once(store: Store, vault: Vault) -> None:
    first = store.take([message(1), message(2), message(1)])
    assert [added.is_new for added in first] == [True, True, False]
    assert first[0].id == first[2].id
    store.close()
    with closing(vault.open(vault.unlock(), "Ann")) as again:
        assert again.add([message(2), message(3)]) == [False, True]
        assert again.add([message(2, account="other")]) == [True]
        assert len(found(again)) == 4


def test_a_mailbox_numbered_anew_moves_the_place_and_doubles_nothing(store: Store) -> None:
    (old,) = store.take([message(1)])
    moved = message(1)
    object.__setattr__(moved.origin, "place", "INBOX/2/77")
    (new,) = store.take([moved])
    assert (new.id, new.is_new) == (old.id, False)
    assert store.get(old.id).origin.place == "INBOX/2/77"


def test_a_bookmark_is_set_with_the_messages_or_not_at_all(store: Store) -> None:
    store.take([message(1)], ("mail", "INBOX", "1:5"))
    assert store.cursor("mail", "INBOX") == "1:5"
    assert store.cursor("mail", "Other") == ""
    with pytest.raises(AttributeError):
        store.take([message(2), "no message"], ("mail", "INBOX", "1:6"))  # type: ignore[list-item]
    assert store.cursor("mail", "INBOX") == "1:5"
    assert len(found(store)) == 1


def test_what_cannot_be_read_is_kept(store: Store) -> None:
    (added,) = store.take([unreadable()])
    kept = store.get(added.id)
    assert (kept.standing.state, kept.trouble) == (UNREADABLE, "It could not be read safely.")
    assert store.raw(added.id) == unreadable().raw
    with pytest.raises(BadValue):
        store.change([added.n], {"state": ACCEPTED}, "Accepted")
    store.change([added.n], {"state": SPAM}, "Spam")


def test_filters_join_by_and_values_by_or(store: Store) -> None:
    store.take(many(60, size=5))
    everything = found(store)
    assert len(everything) == 60
    rows = store.rows(everything)
    assert [row.received for row in rows] == sorted((r.received for r in rows), reverse=True)
    slug = [row.n for row in rows if row.slug in ("study-1", "study-2")]
    assert found(store, slugs=("study-1", "study-2")) == slug
    store.change(slug[:3], {"state": ACCEPTED, "tags": ("urgent", 'a "b"')}, "Accepted")
    assert sorted(found(store, states=(ACCEPTED,))) == sorted(slug[:3])
    assert sorted(found(store, tags=('a "b"',))) == sorted(slug[:3])
    assert len(found(store, tags=(None,))) == 57
    assert found(store, slugs=("study-1", "study-2"), states=(NEW,)) == slug[3:]
    assert len(found(store, unread=True)) == 57
    store.change(slug[3:5], {"assigned_to": "Bob"}, "Assigned to Bob")
    assert sorted(found(store, assigned_to=("Bob",))) == sorted(slug[3:5])
    assert len(found(store, assigned_to=("", "Bob"))) == 60
    by_slug = [row.slug for row in store.rows(found(store, sort="slug", descending=False))]
    assert by_slug == sorted(by_slug)
    assert store.tags() == ['a "b"', "urgent"]


def test_tags_are_added_and_dropped_beside_the_others(store: Store) -> None:
    store.take([message(1), message(2)])
    first, second = found(store)
    store.change([first], {ADD_TAGS: ("criteria",)}, "Tagged")
    store.change([first, second], {ADD_TAGS: ("urgent", "criteria")}, "Tagged 2 messages")
    assert {s.tags for s in store.standings([first, second]).values()} == {
        ("criteria", "urgent"),
        ("urgent", "criteria"),
    }
    store.change([first, second], {DROP_TAGS: ("criteria",)}, "Untagged 2 messages")
    assert {s.tags for s in store.standings([first, second]).values()} == {("urgent",)}
    store.undo()
    assert store.standings([first])[first].tags == ("criteria", "urgent")
    for bad in ("", " ", "x" * 41):
        with pytest.raises(BadValue):
            store.change([first], {ADD_TAGS: (bad,)}, "Tagged")


def test_the_steps_of_one_message_are_told(store: Store) -> None:
    store.take([message(1), message(2)])
    first, second = found(store)
    store.change([first, second], {"state": DECLINED}, "Declined 2 messages")
    store.change([second], {"state": ACCEPTED}, "Accepted")
    store.undo()
    assert [(s.kind, s.label) for s in store.history(first)] == [
        ("ordinary", "Declined 2 messages")
    ]
    assert [(s.kind, s.label, s.who) for s in store.history(second)] == [
        ("ordinary", "Declined 2 messages", "Ann"),
        ("ordinary", "Accepted", "Ann"),
        ("undo", "Accepted", "Ann"),
    ]


def test_messages_are_found_by_the_state_of_their_replies(store: Store) -> None:
    first, second, _ = store.take([message(1), message(2), message(3)])
    for added, state in ((first, QUEUED), (second, DRAFT)):
        store.letters.keep(Reply("", added.id, state, "Ann", ""))
    assert found(store, replies=(DRAFT,)) == [second.n]
    assert sorted(found(store, replies=(DRAFT, QUEUED))) == sorted((first.n, second.n))
    assert store.counts([InboxQuery(replies=(SENT,))]) == [0]
    with pytest.raises(BadValue):
        InboxQuery(replies=("lost",))


def test_what_sleeps_is_out_of_sight_until_its_day(store: Store, clock) -> None:
    store.take([message(1), message(2)])
    n = found(store)[0]
    store.change([n], {"snoozed_until": "2026-11-25T00:00:00Z"}, "Snoozed")
    assert n not in found(store, snoozed="awake")
    assert found(store, snoozed=ASLEEP) == [n]
    clock.pass_days(6)
    assert n in found(store, snoozed="awake")


def test_one_step_moves_many_and_is_taken_back_as_one(store: Store, vault: Vault) -> None:
    store.take(many(30, size=3))
    ns = found(store)
    changes = store.change(ns, {"state": DECLINED}, "Declined 30 messages")
    assert changes.contributions == frozenset(ns)
    assert {s.state for s in store.standings(ns).values()} == {DECLINED}
    assert all(s.closed_at for s in store.standings(ns).values())
    store.close()
    with closing(vault.open(vault.unlock(), "Bob")) as again:
        assert again.undo_state().undo.label == "Declined 30 messages"  # type: ignore[union-attr]
        undone = again.undo()
        assert undone.contributions == frozenset(ns)
        standings = again.standings(ns).values()
        assert {(s.state, s.closed_at, s.unread) for s in standings} == {(NEW, "", True)}
        again.redo()
        assert {s.state for s in again.standings(ns).values()} == {DECLINED}
        assert again.redo().message == "There is nothing to redo."


def test_undo_leaves_what_was_moved_since(store: Store) -> None:
    store.take([message(1), message(2)])
    first, second = found(store)
    step = store.change([first, second], {"state": DECLINED}, "Declined").operation_id
    store.change([second], {"state": ACCEPTED}, "Accepted")
    done = store.undo_step(step)  # type: ignore[arg-type]
    assert "1 were moved since" in done.message
    assert store.standings([first])[first].state == NEW
    assert store.standings([second])[second].state == ACCEPTED


def test_a_change_that_makes_no_sense_changes_nothing(store: Store) -> None:
    store.take([message(1)])
    (n,) = found(store)
    for changes in ({"state": "gone"}, {"kind": "praise"}, {"colour": "red"}, {"closed_at": "x"}):
        with pytest.raises(BadValue):
            store.change([n], changes, "Nonsense")
    assert store.undo_state().undo is None
    assert store.change([n], {"state": NEW}, "Nothing").message == "Nothing had changed."


def test_search_finds_words_wherever_they_stand(store: Store) -> None:
    store.take(many(40, size=20))
    (wanted,) = store.take([message(99, body="Über ME/CFS und «IL-6»", subject="Zur Fußnote")])
    for text in ("me/cfs", "uber", "IL-6", "FUSSNOTE", 'und "«il-6»"', "reader99@example"):
        assert found(store, text=Private(text)) == [wanted.n], text
    assert found(store, text=Private("marker7end")) != []
    assert found(store, text=Private("marker7end me/cfs")) == []
    assert found(store, text=Private("me/cfs"), states=(ACCEPTED,)) == []
    store.letters.add_note(wanted.id, Private("compare the erratum"))
    assert found(store, text=Private("erratum")) == [wanted.n]


def test_same_sender_and_same_entry(store: Store) -> None:
    store.take([message(1, sender="Jane@Example.org", slug="see-1996")])
    store.take([message(2, sender="jane@example.org ", slug="see-1996")])
    store.take([message(3, slug="see-1996")])
    first, second, third = sorted(found(store))
    assert list(store.same_sender(first)) == [second]
    assert set(store.same_entry("see-1996", but=first)) == {second, third}
    store.change([third], {"state": SPAM}, "Spam")
    assert list(store.same_entry("see-1996", but=first)) == [second]
    rows = {row.n: row for row in store.rows([first, second, third])}
    assert rows[first].pseudonym == rows[second].pseudonym != rows[third].pseudonym


def test_notes_carry_names_and_replies_are_kept_while_typed(store: Store) -> None:
    (added,) = store.take([message(1)])
    store.letters.add_note(added.id, Private("first"))
    store.session.who = "Bob"
    store.letters.add_note(added.id, Private("second"))
    notes = store.letters.notes(added.id)
    assert [(note.who, note.text.reveal()) for note in notes] == [
        ("Ann", "first"),
        ("Bob", "second"),
    ]
    draft = store.letters.keep(
        Reply("", added.id, DRAFT, "Bob", "", Private("x@example.org"), body=Private("Dear"))
    )
    typed = store.letters.keep(Reply(draft.key, added.id, DRAFT, "Bob", "", body=Private("Dear r")))
    assert typed.key == draft.key
    (kept,) = store.letters.replies(added.id)
    assert kept.body.reveal() == "Dear r"
    mail = Private("<out-1@example.org>")
    store.letters.keep(Reply(draft.key, added.id, QUEUED, "Bob", "", message_id=mail))
    assert [reply.key for reply in store.letters.outbox()] == [draft.key]
    store.letters.keep(Reply(draft.key, added.id, SENT, "Bob", "", message_id=mail))
    assert store.letters.outbox() == []
    with pytest.raises(BadValue):
        store.letters.keep(Reply(draft.key, added.id, DRAFT, "Bob", "", body=Private("again")))
    assert list(store.answers(Private("out-1@example.org"))) == [added.n]
    assert list(store.answers(Private(""))) == []
    assert store.rows([added.n])[0].reply == SENT


def test_what_is_restricted_is_not_shown(store: Store) -> None:
    (added,) = store.take([message(1, body="secretword")])
    assert found(store, text=Private("secretword")) == [added.n]
    store.change([added.n], {"frozen": True}, "Restricted")
    (row,) = store.rows([added.n])
    assert (row.subject.reveal(), row.snippet.reveal(), row.sender.reveal()) == ("", "", "")
    assert found(store, text=Private("secretword")) == []
    for read in (store.get, store.raw, store.identity):
        with pytest.raises(CuratorError, match="restricted"):
            read(added.id)
    store.change([added.n], {"frozen": False}, "Restriction lifted")
    assert store.get(added.id).message.body.reveal() == "secretword"


def test_saved_filters_and_counts(store: Store) -> None:
    store.take(many(12, size=4))
    mine = SavedFilter("Jane's", InboxQuery(text=Private("marker3end"), tags=("x", None)))
    store.choices.set_filters([*store.choices.filters(), mine])
    assert store.choices.filters() == [mine]
    counts = store.counts([OPEN, InboxQuery(text=Private("marker3end")), InboxQuery(unread=False)])
    assert counts == [12, 1, 0]


def test_templates_are_the_owners(store: Store) -> None:
    assert store.choices.templates() is None
    store.choices.set_templates([Template("Thanks", "Dear {name}")])
    assert store.choices.templates() == [Template("Thanks", "Dear {name}")]


def test_what_is_not_there_is_said(store: Store) -> None:
    for ask in (store.get, store.raw, store.letters.notes):
        with pytest.raises(NotFound):
            ask("no-such-id")
    assert store.rows([404]) == []


def test_declining_keeps_a_reason_and_reopening_forgets_it(store: Store) -> None:
    store.take([message(1)])
    (n,) = found(store)
    with pytest.raises(BadValue):
        store.change([n], {"state": DECLINED, "reason": "because"}, "Declined")
    store.change([n], {"state": DECLINED, "reason": "no_source"}, "Declined")
    assert store.standings([n])[n].reason == "no_source"
    store.change([n], {"state": NEW}, "Reopened")
    assert store.standings([n])[n].reason == ""
    store.undo()
    assert store.standings([n])[n].reason == "no_source"


def test_search_agrees_with_looking_at_each_message(store: Store) -> None:
    """Over several blocks, while messages come, change and go."""
    chance = random.Random(11)
    alphabet = "ab cdé\n"
    kept: dict[int, str] = {}
    for batch in range(4):
        made = [
            message(batch * 100 + number, body="".join(chance.choices(alphabet, k=40)), subject="x")
            for number in range(100)
        ]
        for added, one in zip(store.take(made), made, strict=True):
            mail = one.message
            assert mail is not None
            seen = (mail.subject, mail.body, mail.sender_name, mail.sender_address)
            kept[added.n] = "\n".join(part.reveal() for part in seen).lower()
        gone = chance.sample(sorted(kept), k=7)
        store.forgetting.erase(gone)
        for n in gone:
            del kept[n]
        noted = chance.choice(sorted(kept))
        store.letters.add_note(store.rows([noted])[0].id, Private("bcb dad"))
        kept[noted] += "\nbcb dad"
        for text in ("a", "ab", "bcb", "dad bcb", "é", "cc", '"b a"', "a b c d", "abcd"):
            words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', text)]
            wanted = {
                n
                for n, body in kept.items()
                if all(word.replace("é", "e") in body.replace("é", "e") for word in words)
            }
            assert set(found(store, text=Private(text))) == wanted, text
