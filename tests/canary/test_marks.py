"""The search finds a mark in every form, and nothing where there is none."""

import random
import sqlite3
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.canary.marks import FORMS, LENGTH, Marks, indexed
from tests.shared_data import PROJECT


@pytest.fixture(scope="module")
def marks() -> Marks:
    """Some marks."""
    made = Marks(1)
    for number in range(200):
        made.make(f"mark {number}")
    return made


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_found(marks: Marks, form: str) -> None:
    noise = random.Random(2).randbytes(300)
    for name in ("mark 0", "mark 77", "mark 199"):
        written = FORMS[form](marks.names[name])
        for data in (written, noise + b"\n" + written + b"\n" + noise):
            assert marks.within(data) == {name}


def test_a_mark_in_an_archive_is_found(marks: Marks) -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", method) as archive:
            archive.writestr("a.txt", f"words {marks.names['mark 5']} words")
        assert marks.within(packed.getvalue()) == {"mark 5"}


def test_a_mark_in_an_index_or_on_a_free_page_is_found(marks: Marks, tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    first, second = marks.names["mark 8"], marks.names["mark 9"]
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("CREATE VIRTUAL TABLE search USING fts5(body, content='')")
        db.execute("INSERT INTO search(rowid, body) VALUES (1, ?), (2, ?)", (first, "other"))
        db.execute("CREATE TABLE gone (body)")
        db.execute("INSERT INTO gone VALUES (?)", (second * 9,))
        db.execute("DROP TABLE gone")
    assert marks.within(indexed(path)) == {"mark 8"}
    assert "mark 9" in marks.within(path.read_bytes())


def test_nothing_is_found_where_there_is_nothing(marks: Marks) -> None:
    assert marks.within(random.Random(3).randbytes(3_000_000)) == set()
    assert marks.within(random.Random(4).randbytes(500_000).hex().encode()) == set()
    for path in (PROJECT / "uv.lock", *list((PROJECT / "curator_app").rglob("*.py"))[:80]):
        if path.exists():
            assert marks.within(path.read_bytes()) == set(), path
    assert len({*marks.names.values()}) == 200
    assert {len(mark) for mark in marks.names.values()} == {LENGTH}
