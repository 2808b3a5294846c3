"""The library service through real storage: saves, joins, undo, restore, drafts, import."""

from pathlib import Path

import pytest

from curator_app.domain.pem_status import Override, needs_second_reviewer
from curator_app.domain.query import ListQuery
from curator_app.domain.revision import content_hash
from curator_app.errors import BadValue, NotFound, ReadOnly, StaleEdit
from curator_app.services.library import Library
from tests.services.saving import add


def titles(library: Library) -> list[str]:
    """What the list shows, by title."""
    query = ListQuery(sort="title", descending=False)
    return [row.title for row in library.rows(library.ids(query))]


def test_a_save_is_a_revision_with_everything_that_explains_it(library: Library) -> None:
    entry = add(library, title="One", authors=["See, D M"], year="1996")
    changes = library.save(entry.with_(journal="J"), note="typo")
    assert changes.entries == {entry.id}
    revision = library.history(entry.id)[-1]
    assert (revision.who, revision.origin, revision.note) == ("Anna", "edit", "typo")
    assert revision.versions == "Generator v1 / Scanner v1.4 / policy v0.1"
    assert dict(revision.changes) == {"journal": ("", "J")}


def test_saving_nothing_new_makes_no_revision(library: Library) -> None:
    entry = add(library, title="One")
    assert library.save(entry).entries == frozenset()
    assert len(library.history(entry.id)) == 1


def test_the_pem_status_is_derived_at_every_save(library: Library) -> None:
    entry = add(library, title="One", criteria={"expr": "fukuda_1994"})
    assert entry.pem.status == "not_required"
    library.set_values(entry.slug, {"criteria": {"expr": "ccc_2003"}})
    assert library.entry(entry.slug).pem.status == "required"


def test_edits_of_different_fields_are_joined(library: Library) -> None:
    entry = add(library, title="One")
    library.save(entry.with_(journal="Theirs"))
    library.save(entry.with_(year=1999))
    now = library.entry(entry.slug)
    assert (now.journal, now.year, now.version) == ("Theirs", 1999, 3)


def test_an_edit_of_the_same_field_is_shown_not_overwritten(library: Library) -> None:
    entry = add(library, title="One")
    library.save(entry.with_(journal="Theirs", year=2000))
    with pytest.raises(StaleEdit) as caught:
        library.save(entry.with_(journal="Mine", year=2000))
    conflict = caught.value.conflicts[0]
    assert len(caught.value.conflicts) == 1
    assert (conflict.field, conflict.base, conflict.mine, conflict.theirs) == (
        "journal",
        "",
        "Mine",
        "Theirs",
    )
    assert library.entry(entry.slug).journal == "Theirs"


def test_an_override_set_elsewhere_survives_an_edit_of_the_criteria(library: Library) -> None:
    entry = add(library, title="One", criteria={"expr": "fukuda_1994"})
    override = {"status": "required", "quote": "q", "location": "methods", "reason": "r"}
    library.set_values(entry.slug, {"pem": {"override": override}})
    mine = library.with_values(entry, {"criteria": {"expr": "oxford_1991"}})
    library.save(mine)
    now = library.entry(entry.slug)
    assert (now.pem.status, now.pem.derived) == ("required", "not_required")
    assert now.criteria.definitions() == ("oxford_1991",)


def test_an_override_carries_its_maker_and_a_change_has_to_be_confirmed_again(
    library: Library,
) -> None:
    entry = add(library, title="One", criteria={"expr": "fukuda_1994"})
    proof = {"status": "required", "quote": "q", "location": "methods", "reason": "r"}

    def override(who: str, **values: str) -> Override:
        library.who = who
        library.set_values(entry.slug, {"pem": {"override": {**proof, **values}}})
        found = library.entry(entry.slug).pem.override
        assert found is not None
        return found

    first = override("Anna")
    assert (first.set_by, first.is_confirmed()) == ("Anna", False)
    assert not override("Anna", confirmed_by="anna").is_confirmed()
    # Who only confirms does not become the maker.
    second = override("Bo", confirmed_by="Bo")
    assert (second.set_by, second.confirmed_by, second.is_confirmed()) == ("Anna", "Bo", True)
    changed = override("Anna", reason="another", confirmed_by="Bo")
    assert (changed.set_by, changed.is_confirmed()) == ("Anna", False)
    assert needs_second_reviewer(changed, library.entry(entry.slug).pem.derived)


def test_a_published_address_changes_only_with_a_redirect(library: Library) -> None:
    entry = add(library, title="One two three", state="published")
    library.set_values(entry.slug, {"slug": "new-address"})
    moved = library.entry("new-address")
    assert moved.former_slugs == (entry.slug,)
    assert library.entry(entry.slug).id == entry.id
    draft = add(library, title="Draft of something")
    library.set_values(draft.slug, {"slug": "other-address"})
    assert library.entry("other-address").former_slugs == ()


def test_an_address_belongs_to_one_entry(library: Library) -> None:
    first = add(library, title="One two three")
    second = add(library, title="One two three")
    assert second.slug == f"{first.slug}-2"
    with pytest.raises(BadValue, match="belongs to another"):
        library.set_values(second.slug, {"slug": first.slug})


def test_undo_and_redo_across_entries(library: Library) -> None:
    first, second = add(library, title="A"), add(library, title="B")
    library.set_values(first.slug, {"title": "A2"})
    library.change_many([first.id, second.id], {"state": "ready"})
    assert library.undo_state().undo.label == "State of 2 entries"  # type: ignore[union-attr]
    library.undo()
    assert {library.entry(e.slug).state for e in (first, second)} == {"drafting"}
    library.undo()
    assert titles(library) == ["A", "B"]
    library.undo()
    assert titles(library) == ["A"]
    for _ in range(3):
        library.redo()
    assert titles(library) == ["A2", "B"]
    assert library.entry(second.slug).state == "ready"
    assert library.redo().message == "There is nothing to redo."
    library.undo()
    library.set_values(first.slug, {"year": 2001})
    assert library.undo_state().redo is None


def test_undo_survives_closing_the_program(library: Library, tmp_path: Path) -> None:
    entry = add(library, title="A")
    library.set_values(entry.slug, {"title": "B"})
    library.close()
    again = Library.open(tmp_path / "L", insist=True)
    again.undo()
    assert titles(again) == ["A"]
    again.close()
    library.db = Library.open(tmp_path / "L", insist=True).db


def test_an_old_operation_is_undone_except_for_what_was_edited_since(library: Library) -> None:
    entry = add(library, title="A")
    operation_id = library.change_many([entry.id], {"year": 2001, "journal": "J"}).operation_id
    library.set_values(entry.slug, {"journal": "Edited since"})
    operation = next(o for o in library.operations() if o.id == operation_id)
    message = library.undo_operation(operation).message
    now = library.entry(entry.slug)
    assert (now.year, now.journal) == (None, "Edited since")
    assert "1 field" in message


def test_restore_brings_the_text_back_and_keeps_the_address(library: Library) -> None:
    entry = add(library, title="A", plain_summary="old")
    library.set_values(entry.slug, {"plain_summary": "new", "state": "published"})
    library.set_values(entry.slug, {"slug": "elsewhere"})
    library.restore(entry.id, 1)
    now = library.entry("elsewhere")
    assert (now.plain_summary, now.state, now.version) == ("old", "published", 4)
    assert library.history(entry.id)[-1].origin == "restore"


def test_removing_is_undone_and_the_same_address_can_be_used_meanwhile(library: Library) -> None:
    entry = add(library, title="A long enough title")
    library.remove([entry.id])
    assert titles(library) == []
    with pytest.raises(NotFound):
        library.entry(entry.slug)
    add(library, title="Another", slug=entry.slug)
    with pytest.raises(BadValue, match="address"):
        library.remove([entry.id], removed=False)


def test_drafts_are_kept_until_saved(library: Library) -> None:
    entry = add(library, title="A")
    library.keep_draft(entry.with_(title="A, and mo"))
    (draft,) = library.drafts()
    assert (draft.entry_id, draft.base_version, draft.content["title"]) == (
        entry.id,
        1,
        "A, and mo",
    )
    assert content_hash(library.entry(entry.slug)) == content_hash(entry)
    library.save(entry.with_(title="A, and more"))
    assert library.drafts() == []


def test_a_second_window_only_reads(library: Library, tmp_path: Path) -> None:
    add(library, title="A")
    second = Library.open(tmp_path / "L", who="Ben")
    assert second.read_only
    assert "open elsewhere" in second.notice
    with pytest.raises(ReadOnly):
        second.set_values("unknown", {"title": "B"}) if False else second.save(
            second.new_entry({"title": "B"})
        )
    assert titles(second) == ["A"]
    add(library, title="B")
    assert titles(second) == ["A", "B"]
    second.close()
