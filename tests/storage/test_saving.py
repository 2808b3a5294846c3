"""Saving: what is stored is what the domain says, and nothing is overwritten."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator_app.domain.entry import EMPTY, Entry, Relation, Source, new_id
from curator_app.domain.fields import entry_to_json
from curator_app.domain.identifiers import title_key
from curator_app.domain.query import ListQuery
from curator_app.domain.revision import (
    GENESIS,
    canonical,
    chain_hash,
    content_hash,
    diff,
    page_hash,
)
from curator_app.errors import BadValue, NotFound, StaleEdit
from curator_app.storage import entries, revisions
from curator_app.storage.columns import fast_title_key, pack_for, page_hash_of, prepare
from curator_app.storage.database import CACHE, Database
from tests import builders
from tests.builders import study
from tests.storage.saving import change, problems, save, save_new, slugs


@settings(max_examples=300)
@given(builders.entries())
def test_the_fast_json_is_the_domains_json(entry: Entry) -> None:
    data = entry_to_json(entry)
    changes = diff(EMPTY, entry)
    stored = prepare(data)
    assert stored.packed == canonical(data)
    assert stored.hash == content_hash(entry)
    assert stored.page_hash == page_hash(entry)
    assert pack_for(data)(changes) == canonical(changes)


KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 70), 1 << 70) | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200)
@given(st.dictionaries(KEYS, JSON, max_size=4))
def test_packing_is_canonical_for_any_json_without_fractions(data: dict[str, object]) -> None:
    assert pack_for({})(data) == canonical(data)


@pytest.mark.parametrize("share", [0.00001, 33.3, 1e-7, 100.0])
def test_packing_is_canonical_for_fractions(share: float) -> None:
    data = {"criteria": {"pem_prevalence": share}}
    assert pack_for(data)(data) == canonical(data)
    assert page_hash_of(data)


@given(st.text())
def test_the_fast_title_key_is_the_domains(title: str) -> None:
    assert fast_title_key(title) == title_key(title)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(builders.entries())
def test_any_legal_entry_comes_back_as_it_was(db: Database, entry: Entry) -> None:
    entry = entry.with_(id=new_id(), version=0, slug=f"x-{new_id()}")
    save_new(db, [entry])
    with db.read() as conn:
        assert entries.get(conn, id=entry.id) == entry.with_(version=1)
        assert revisions.rebuild(conn, entry.id) == entry.with_(version=1)


def test_a_revision_says_who_when_why_and_what(shelf: Database) -> None:
    changed = change(shelf, study(3).slug, title="Another title", year=None)
    with shelf.read() as conn:
        first, second = revisions.history(conn, changed.id)
        assert [*revisions.of_operation(conn, 2)] == [second]
        last = revisions.history(conn, entries.get(conn, n=40).id)[0]
        one = revisions.history(conn, entries.get(conn, n=1).id)[0]
    assert (first.number, second.number, changed.version) == (1, 2, 2)
    assert second.changes == {"title": (study(3).title, "Another title"), "year": (1993, None)}
    assert (second.who, second.origin, second.note, second.versions) == (
        "Anna",
        "edit",
        "why",
        "v1",
    )
    assert one.previous_hash == GENESIS
    assert second.previous_hash == last.hash
    stamp = {
        "entry_id": second.entry_id,
        "number": 2,
        "operation_id": 2,
        "at": second.at,
        "who": "Anna",
        "origin": "edit",
        "note": "why",
        "versions": "v1",
    }
    changes = canonical({name: list(pair) for name, pair in second.changes.items()})
    assert second.hash == chain_hash(last.hash, stamp, changes)


def test_operations_are_listed_oldest_first_with_their_size(shelf: Database) -> None:
    change(shelf, study(3).slug, title="Another title")
    with shelf.read() as conn:
        found = revisions.operations(conn)
        assert [(o.id, o.kind, o.label, o.entries) for o in found] == [
            (1, "ordinary", "test", 40),
            (2, "ordinary", "test", 1),
        ]
        assert [o.id for o in revisions.operations(conn, limit=1)] == [2]


def test_a_save_without_a_difference_makes_no_revision(shelf: Database) -> None:
    with shelf.read() as conn:
        entry = entries.get(conn, n=1)
    assert save(shelf, [(entry, entry)]) == 0
    with shelf.read() as conn:
        assert len(revisions.history(conn, entry.id)) == 1


def test_a_stale_save_is_refused_field_by_field(shelf: Database) -> None:
    with shelf.read() as conn:
        old = entries.get(conn, n=1)
    change(shelf, old.slug, title="Theirs", journal="Theirs too")
    with pytest.raises(StaleEdit) as error:
        save(shelf, [(old, old.with_(title="Mine", year=2001))])
    conflict = error.value.conflicts
    assert [(c.field, c.base, c.mine, c.theirs) for c in conflict] == [
        ("title", old.title, "Mine", "Theirs")
    ]
    with shelf.read() as conn:
        assert entries.get(conn, n=1).title == "Theirs"
    assert problems(shelf) == []


def test_an_edit_of_something_else_than_what_is_stored_is_refused(shelf: Database) -> None:
    """The version fits, the text it was made from does not: nothing may be overwritten."""
    with shelf.read() as conn:
        old = entries.get(conn, n=1)
    with pytest.raises(StaleEdit):
        save(shelf, [(old.with_(journal="Invented"), old.with_(title="New"))])
    assert problems(shelf) == []


def test_saving_what_is_there_as_new_is_refused(shelf: Database) -> None:
    with shelf.read() as conn:
        old = entries.get(conn, n=1)
    with pytest.raises(StaleEdit):
        save(shelf, [(None, old.with_(title="Again"))])


def test_saving_what_is_gone_is_refused(db: Database) -> None:
    ghost = study(1).with_(version=1)
    with pytest.raises(NotFound):
        save(db, [(ghost, ghost.with_(title="x"))])


def test_one_failure_takes_the_whole_operation_back(shelf: Database) -> None:
    with shelf.read() as conn:
        stale = entries.get(conn, n=1)
    change(shelf, stale.slug, title="Theirs")
    with pytest.raises(StaleEdit):
        save(shelf, [(None, study(90)), (stale, stale.with_(title="Mine"))])
    assert len(slugs(shelf)) == 40
    with shelf.read() as conn:
        assert len(revisions.operations(conn)) == 2
    assert problems(shelf) == []


@pytest.mark.parametrize("twice", [False, True])
def test_an_address_belongs_to_one_entry(shelf: Database, twice: bool) -> None:
    slug = "same" if twice else study(1).slug
    new = [study(90).with_(slug=slug), study(91).with_(slug="same" if twice else "other")]
    with pytest.raises(BadValue) as error:
        save_new(shelf, new)
    assert error.value.field == "slug"
    assert slug in error.value.message


def test_a_removed_entry_frees_its_address_and_cannot_come_back_to_it(shelf: Database) -> None:
    removed = change(shelf, study(1).slug, removed=True)
    save_new(shelf, [study(90).with_(slug=removed.slug)])
    with pytest.raises(BadValue, match=removed.slug):
        save(shelf, [(removed, removed.with_(removed=False))])
    save(shelf, [(removed, removed.with_(removed=False, slug="elsewhere"))])
    assert "elsewhere" in slugs(shelf)
    assert problems(shelf) == []


def test_two_entries_may_swap_addresses_in_one_operation(shelf: Database) -> None:
    with shelf.read() as conn:
        one, two = entries.get(conn, n=1), entries.get(conn, n=2)
    save(shelf, [(one, one.with_(slug=two.slug)), (two, two.with_(slug=one.slug))])
    with shelf.read() as conn:
        assert entries.get(conn, slug=one.slug).id == two.id
        assert entries.get(conn, slug=two.slug).id == one.id
    assert problems(shelf) == []


def test_one_entry_twice_in_one_operation(db: Database) -> None:
    first = study(1)
    second = first.with_(title="Later", version=1)
    save(db, [(None, first), (first.with_(version=1), second)])
    with db.read() as conn:
        assert entries.get(conn, id=first.id) == second.with_(version=2)
    assert problems(db) == []


def test_a_whole_import_goes_and_comes_back(shelf: Database) -> None:
    """As undo and redo do it: every entry of an operation removed, then brought back."""
    with shelf.read() as conn:
        made = [entries.get(conn, id=r.entry_id) for r in revisions.of_operation(conn, 1)]
    save(shelf, [(entry, entry.with_(removed=True)) for entry in made])
    assert slugs(shelf) == []
    assert len(slugs(shelf, ListQuery(removed=True))) == 40
    with shelf.read() as conn:
        gone = [entries.get(conn, id=entry.id) for entry in made]
    save(shelf, [(entry, entry.with_(removed=False)) for entry in gone])
    assert len(slugs(shelf)) == 40
    with shelf.read() as conn:
        back = [entries.get(conn, id=entry.id) for entry in made]
    assert [e.with_(version=1) for e in back] == made
    assert problems(shelf) == []


def test_what_rows_are_joined_on_is_stored_too(db: Database) -> None:
    entry = study(1).with_(
        relations=(Relation("cites", "a-1"), Relation("replicates", "b-2")),
        sources=(Source("bibtex", "x.bib", 3, "k", "@article{k}"),),
        former_slugs=("old-1", "old-2"),
    )
    save_new(db, [entry])
    with db.read() as conn:
        assert entries.public_index(conn)[0].relation_targets == ("a-1", "b-2")
        assert entries.get(conn, slug="old-2").sources == entry.sources
        data = conn.exec_driver_sql("SELECT data FROM content").scalar()
    assert json.loads(data)["former_slugs"] == ["old-1", "old-2"]


@pytest.mark.slow
def test_thousands_of_entries_in_one_operation(db: Database) -> None:
    """More than one chunk; the numbers, the chain and the search index go on across them."""
    assert save_new(db, (study(number, words=12) for number in range(11_000))) == 11_000
    assert len(slugs(db, ListQuery(limit=20_000))) == 11_000
    with db.write() as conn:  # What the import took for its cache is given back.
        assert conn.exec_driver_sql("PRAGMA cache_size").scalar() == CACHE
    assert problems(db) == []
