"""Diff, apply and replay; the fields' JSON; undo over operations."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.entry import CONTENT_FIELDS, EMPTY, Entry, is_public
from curator_app.domain.fields import (
    BY_NAME,
    entry_from_json,
    entry_to_json,
    parse,
)
from curator_app.domain.operation import Operation, undo_state
from curator_app.domain.revision import Revision, apply, content_hash, diff, page_hash, replay
from curator_app.errors import BadValue
from curator_app.knowledge import vocabulary
from tests.builders import entries

VOCABULARY = vocabulary()


@given(entries())
def test_json_round_trip(entry: Entry) -> None:
    data = entry_to_json(entry)
    assert entry_from_json(data, entry.id, entry.version) == entry
    everything = entry_to_json(entry, all_fields=True)
    assert set(everything) == set(CONTENT_FIELDS)
    assert entry_from_json(everything, entry.id, entry.version) == entry


@given(entries(), entries())
def test_apply_undoes_diff(old: Entry, new: Entry) -> None:
    new = new.with_(id=old.id)
    changes = diff(old, new)
    assert apply(old, changes, new.version) == new
    back = {name: (after, before) for name, (before, after) in changes.items()}
    assert apply(new, back, old.version) == old


@given(st.lists(entries(), min_size=1, max_size=4))
def test_replay_reaches_the_present(states: list[Entry]) -> None:
    before, history = EMPTY, []
    for number, state in enumerate(states, start=1):
        changes = diff(before, state)
        history.append(Revision("x", number, 1, "", "", "edit", "", "", changes, "", ""))
        before = state
    assert replay("x", history) == states[-1].with_(id="x", version=len(states))


@given(entries())
def test_hashes_follow_the_content(entry: Entry) -> None:
    assert content_hash(entry) == content_hash(entry.with_(version=99, id="other"))
    assert content_hash(entry) != content_hash(entry.with_(title=entry.title + "x"))
    assert page_hash(entry) == page_hash(entry.with_(state="ready", abstract="other"))
    assert page_hash(entry) != page_hash(entry.with_(does_not_prove=entry.does_not_prove + "x"))


def test_public_is_one_predicate() -> None:
    for state in ("ready", "published", "retracted", "withdrawn"):
        assert is_public(Entry(slug="a", state=state))
        assert not is_public(Entry(slug="a", state=state, removed=True))
    for state in ("imported", "drafting", "in_review", "", "nonsense"):
        assert not is_public(Entry(slug="a", state=state))


@pytest.mark.parametrize(
    ("name", "given_value", "stored"),
    [
        ("year", "1996", 1996),
        ("year", "", None),
        ("month", 5, 5),
        ("title", "  A\r\n title\x00 ", "A title"),
        ("plain_summary", "One.\r\nTwo.", "One.\nTwo."),
        ("authors", ["See, D M", " "], ("See, D M",)),
        ("tags", "one", ("one",)),
        ("evidence_level", "E1 Replicated", "E1"),
        ("publication_type", "RCT", "rct"),
        ("publication_type", "systematic review", "systematic_review"),
        ("doi", "https://doi.org/10.1/x", ""),
        ("pmid", 8675231, "8675231"),
        ("state", "in review", "in_review"),
    ],
)
def test_parsing_values(name: str, given_value: object, stored: object) -> None:
    if name == "doi":
        with pytest.raises(BadValue, match="DOI"):
            parse(name, given_value, VOCABULARY)
        return
    assert parse(name, given_value, VOCABULARY) == stored


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("year", "96x"),
        ("year", 99999),
        ("month", 13),
        ("pmid", "abc"),
        ("slug", "No Spaces"),
        ("slug", "../etc"),
        ("evidence_level", "E9"),
        ("authors", {"a": 1}),
        ("authors", [{"a": 1}]),
        ("relations", [{"type": "cites"}]),
        ("relations", "x"),
        ("retraction", {"status": "sort of"}),
        ("no_such", "x"),
        ("removed", True),
    ],
)
def test_bad_values_are_refused_in_a_sentence(name: str, value: object) -> None:
    with pytest.raises(BadValue) as caught:
        parse(name, value, VOCABULARY)
    assert caught.value.message.endswith((".", "?"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(st.sampled_from(sorted(BY_NAME)), JSON)
def test_no_value_raises_anything_else(name: str, value: object) -> None:
    try:
        parsed = parse(name, value, VOCABULARY)
    except BadValue:
        return
    entry = Entry().with_(**{name: parsed})
    assert entry_from_json(entry_to_json(entry)) == entry


def test_undo_walks_back_and_redo_forward_until_something_new() -> None:
    def op(number: int, kind: str = "ordinary", target: int | None = None) -> Operation:
        return Operation(number, kind, f"step {number}", "", "", target)

    steps = [op(1), op(2), op(3)]
    assert undo_state(steps).undo == steps[2]
    steps.append(op(4, "undo", 3))
    state = undo_state(steps)
    assert (state.undo, state.redo) == (steps[1], steps[2])
    steps.append(op(5, "undo", 2))
    assert undo_state(steps).redo == steps[1]
    steps.append(op(6, "redo", 2))
    assert undo_state(steps).redo == steps[2]
    steps.append(op(7))
    assert undo_state(steps).redo is None
    assert undo_state(steps).undo == steps[-1]


def test_random_undo_and_redo_keep_both_stacks_true() -> None:
    chance = random.Random(7)
    steps: list[Operation] = []
    done: list[int] = []
    undone: list[int] = []
    for number in range(1, 400):
        state = undo_state(steps)
        assert (state.undo.id if state.undo else None) == (done[-1] if done else None)
        assert (state.redo.id if state.redo else None) == (undone[-1] if undone else None)
        choice = chance.choice(["do", "undo", "redo"])
        if choice == "undo" and done:
            undone.append(done.pop())
            steps.append(Operation(number, "undo", "", "", "", undone[-1]))
        elif choice == "redo" and undone:
            done.append(undone.pop())
            steps.append(Operation(number, "redo", "", "", "", done[-1]))
        elif choice == "do":
            done.append(number)
            undone.clear()
            steps.append(Operation(number, "ordinary", "", "", ""))
