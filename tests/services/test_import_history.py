"""Imports of the past: what they were, and taking a whole one back at any later time."""

import pytest

from curator_app.errors import CuratorError, NotFound
from curator_app.services.import_history import (
    PastImport,
    foresee_undo,
    past_imports,
    undo_import,
)
from curator_app.services.importing import apply_import, plan_import
from curator_app.services.library import Library
from curator_app.storage import revisions

FIRST = """@article{a, title={The first of several long titles}, author={Doe, J}, year={2001}}
@article{b, title={The second of several long titles}, author={Roe, R}, year={2002}}
@article{c, title={The third of several long titles}, author={Poe, E}, year={2003}}
@article{d, year={1999}}
"""
SECOND = """@article{a, title={The first of several long titles}, author={Doe, J}, year={2001},
  journal={Journal of Examples}, doi={10.1234/first}}
@article{e, title={The fifth of several long titles}, author={Low, D}, year={2005}}
"""


def take(library: Library, name: str, text: str) -> int:
    """Import a file; the number of the import."""
    path = library.folder / name
    path.write_text(text, encoding="utf-8")
    number = apply_import(library, plan_import(library, [path])).changes.operation_id
    assert number is not None
    return number


def by_title(library: Library, title: str) -> str:
    statement = "SELECT slug FROM entry WHERE title LIKE ?"
    with library.db.read() as conn:
        return str(conn.exec_driver_sql(statement, (f"{title}%",)).scalar())


def present(library: Library) -> set[str]:
    with library.db.read() as conn:
        return {row[0] for row in conn.exec_driver_sql("SELECT title FROM entry WHERE removed = 0")}


def test_the_history_says_who_what_and_how_many(library: Library) -> None:
    take(library, "first.bib", FIRST)
    take(library, "second.bib", SECOND)
    latest, first = past_imports(library)
    assert (first.files, first.who, first.entries, first.undone) == (
        ("first.bib",), "Anna", 3, False,
    )  # fmt: skip
    assert (first.created, first.updated, first.matched, first.refused) == (3, 0, 0, 1)
    assert [(file, line) for file, line, _ in first.refusals] == [("first.bib", 4)]
    assert (latest.created, latest.updated, latest.matched, latest.refused) == (1, 1, 0, 0)


def test_an_import_from_before_there_were_reports_is_listed_too(library: Library) -> None:
    number = take(library, "first.bib", FIRST)
    with library.db.write() as conn:
        conn.exec_driver_sql("DELETE FROM meta WHERE name LIKE 'import-%'")
    (past,) = past_imports(library)
    assert past == PastImport(number, past.at, "Anna", ("first.bib",), 3, False)
    assert undo_import(library, number).removed == 3


def test_a_later_undo_takes_all_of_it_back_and_redo_brings_it_again(library: Library) -> None:
    first = take(library, "first.bib", FIRST)
    library.save(library.new_entry({"title": "Something else meanwhile"}))
    done = undo_import(library, first)
    assert (done.removed, done.emptied, done.left) == (3, 0, ())
    assert present(library) == {"Something else meanwhile"}
    assert past_imports(library)[0].undone
    with pytest.raises(CuratorError, match="taken back already"):
        undo_import(library, first)
    library.redo()
    assert len(present(library)) == 4
    assert not past_imports(library)[0].undone
    with library.db.read() as conn:
        assert not list(revisions.verify(conn))


def test_what_was_edited_since_stays_and_is_named(library: Library) -> None:
    first = take(library, "first.bib", FIRST)
    slug = by_title(library, "The second")
    library.who = "Ben"
    library.set_values(slug, {"journal": "Found by hand"})
    foreseen = foresee_undo(library, first)
    done = undo_import(library, first)
    assert (foreseen.removed, foreseen.left) == (done.removed, done.left)
    assert done.removed == 2
    (left,) = done.left
    assert (left.slug, left.title) == (slug, "The second of several long titles")
    assert left.why.startswith("Journal edited since by Ben on 20")
    assert "2 entries taken out, 1 entry left because of later edits" in done.changes.message
    assert present(library) == {"The second of several long titles"}


def test_an_edit_taken_back_is_no_edit(library: Library) -> None:
    first = take(library, "first.bib", FIRST)
    library.set_values(by_title(library, "The second"), {"journal": "By mistake"})
    library.undo()
    assert (undo_import(library, first).removed, present(library)) == (3, set())


def test_filled_fields_are_emptied_again_except_those_edited(library: Library) -> None:
    take(library, "first.bib", FIRST)
    second = take(library, "second.bib", SECOND)
    slug = by_title(library, "The first")
    assert library.entry(slug).doi == "10.1234/first"
    library.set_values(slug, {"journal": "Corrected by hand"})
    done = undo_import(library, second)
    entry = library.entry(slug)
    assert (entry.doi, entry.journal) == ("", "Corrected by hand")
    assert [source.file for source in entry.sources] == ["first.bib"]
    assert (done.removed, done.emptied, [item.slug for item in done.left]) == (1, 0, [slug])


def test_an_entry_that_another_import_added_to_is_left(library: Library) -> None:
    first = take(library, "first.bib", FIRST)
    take(library, "second.bib", SECOND)
    done = undo_import(library, first)
    (left,) = done.left
    assert left.title == "The first of several long titles"
    assert done.removed == 2


def test_an_entry_removed_meanwhile_is_no_obstacle(library: Library) -> None:
    first = take(library, "first.bib", FIRST)
    library.remove([library.entry(by_title(library, "The second")).id])
    done = undo_import(library, first)
    assert (done.removed, done.left) == (2, ())


def test_only_imports_are_taken_back_so(library: Library) -> None:
    library.save(library.new_entry({"title": "By hand"}))
    with pytest.raises(NotFound, match="no import 1"):
        undo_import(library, 1)


def test_stopping_an_undo_keeps_everything(library: Library) -> None:
    first = take(library, "first.bib", FIRST)
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 2

    with pytest.raises(CuratorError, match="Stopped"):
        undo_import(library, first, cancelled=stop)
    assert len(present(library)) == 3
    assert not past_imports(library)[0].undone
