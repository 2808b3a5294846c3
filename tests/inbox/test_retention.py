"""Retention: each message has one date, and nothing goes on it unasked."""

import random
from datetime import date, timedelta

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
from curator_app.domain.inbox_query import InboxQuery
from curator_app.domain.private import Private
from curator_app.domain.retention import USUAL, Periods, due
from curator_app.errors import BadValue, CuratorError, NotFound
from curator_app.inbox.store import Store
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
