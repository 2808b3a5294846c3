"""What stands beside the history: texts being typed, and what was published."""

from curator_app.domain.fields import entry_from_json, entry_to_json
from curator_app.storage import drafts, pages
from curator_app.storage.database import Database
from curator_app.storage.pages import PageRecord
from tests.builders import study
from tests.storage.saving import open_library


def test_a_text_being_typed_outlives_the_program(db: Database) -> None:
    entry = study(1).with_(title="Half a ti")
    with db.write() as conn:
        drafts.keep(conn, entry.id, entry.slug, 0, {"title": "Half"})
    with db.write() as conn:
        drafts.keep(conn, entry.id, entry.slug, 3, entry_to_json(entry))
        drafts.keep(conn, "other", "other-slug", 0, {})
    again = open_library(db.path.parent)
    with again.read() as conn:
        kept = {draft.entry_id: draft for draft in drafts.all(conn)}
    again.close()
    assert set(kept) == {entry.id, "other"}
    draft = kept[entry.id]
    assert (draft.slug, draft.base_version) == (entry.slug, 3)
    assert entry_from_json(draft.content, entry.id) == entry
    assert draft.at
    with db.write() as conn:
        drafts.drop(conn, entry.id)
        drafts.drop(conn, "never there")
    with db.read() as conn:
        assert [draft.entry_id for draft in drafts.all(conn)] == ["other"]


def test_pages_are_recorded_and_forgotten(db: Database) -> None:
    one, two = PageRecord("2026-01-01", "a" * 64), PageRecord("2026-02-02", "b" * 64)
    with db.write() as conn:
        pages.record(conn, {"x": one, "y": one})
        pages.record(conn, {"y": two, "z": two}, removed=["x", "never"])
        pages.record(conn, {})
    with db.read() as conn:
        assert pages.load(conn) == {"y": two, "z": two}


def test_publications_are_logged_newest_first(db: Database) -> None:
    with db.write() as conn:
        for number in range(3):
            pages.log(
                conn, who="Anna", target="/site", release=f"r{number}", counts={"added": number}
            )
    with db.read() as conn:
        found = pages.publications(conn, limit=2)
    assert [(p.release, p.counts, p.who, p.target) for p in found] == [
        ("r2", {"added": 2}, "Anna", "/site"),
        ("r1", {"added": 1}, "Anna", "/site"),
    ]
