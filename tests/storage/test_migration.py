"""Updating an older library: all or nothing, after a verified copy; and the first schema stays."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from curator_app.domain.query import ListQuery
from curator_app.errors import LibraryUnusable
from curator_app.storage import entries, migrating, revisions, rulings
from curator_app.storage.database import Database
from curator_app.storage.schema import SCHEMA
from tests.builders import study
from tests.storage.make_fixture import RULINGS
from tests.storage.saving import fingerprint, open_library, problems, save_new, slugs

OLD = Path(__file__).parent / "libraries"

BAD_STEP = """
from alembic import op
revision = "0003"
down_revision = "0002"

def upgrade():
    db = op.get_bind()
    db.exec_driver_sql("ALTER TABLE draft ADD COLUMN colour TEXT")
    db.exec_driver_sql("UPDATE entry SET title = 'half done'")
    {rest}
"""
GOOD_STEP = BAD_STEP.replace("UPDATE entry SET title = 'half done'", "DELETE FROM draft").replace(
    "    {rest}\n",
    # Rebuilding a parent table: with foreign keys on, this would take all revisions along.
    """    db.exec_driver_sql("CREATE TABLE operation_2 AS SELECT * FROM operation")
    db.exec_driver_sql("DROP TABLE operation")
    db.exec_driver_sql(
        "CREATE TABLE operation (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, label TEXT NOT NULL,"
        " at TEXT NOT NULL, who TEXT NOT NULL, target INTEGER REFERENCES operation(id),"
        " entries INTEGER NOT NULL)"
    )
    db.exec_driver_sql("INSERT INTO operation SELECT * FROM operation_2")
    db.exec_driver_sql("DROP TABLE operation_2")
""",
)


def _objects(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: re.sub(r"\s+", " ", sql).strip() for name, sql in found}


def _steps(folder: Path, step: str) -> Path:
    steps = folder / "steps"
    shutil.copytree(migrating.STEPS, steps)
    (steps / "versions" / "m0003_test.py").write_text(step)
    return steps


def test_the_declared_schema_is_what_the_steps_make(tmp_path: Path) -> None:
    Database.open(tmp_path / "declared.db", backups=tmp_path).close()
    engine = create_engine(f"sqlite:///{tmp_path / 'stepped.db'}")
    with engine.begin() as conn:
        migrating.run_steps(conn)
    engine.dispose()
    assert _objects(tmp_path / "stepped.db") == _objects(tmp_path / "declared.db")


def test_every_released_schema_has_a_library_here() -> None:
    kept = {path.stem.removeprefix("schema-") for path in OLD.glob("schema-*.db")}
    assert kept == {f"{number:04}" for number in range(1, int(SCHEMA) + 1)}


@pytest.mark.parametrize("old", sorted(OLD.glob("*.db")), ids=lambda path: path.stem)
def test_a_library_of_an_older_schema_opens_and_is_whole(old: Path, tmp_path: Path) -> None:
    shutil.copyfile(old, tmp_path / "atlas.db")
    with closing(open_library(tmp_path)) as db:
        assert problems(db) == []
        assert len(slugs(db)) == 11
        assert slugs(db, ListQuery(removed=True)) == ["b-2001-removed"]
        assert slugs(db, ListQuery(text="edited title")) == ["a-2000-edited"]
        with db.read() as conn:
            entry = entries.get(conn, slug="a-2000-former")
            assert [r.number for r in revisions.history(conn, entry.id)][:2] == [1, 2]
            assert entry.criteria.definitions() == ("ccc_2003", "fukuda_1994")
            assert entry.criteria.pem_prevalence == 33.5
        save_new(db, [study(77)])
        assert problems(db) == []


def test_a_step_that_fails_leaves_the_library_as_it_was(shelf: Database, tmp_path: Path) -> None:
    shelf.close()
    steps = _steps(tmp_path, BAD_STEP.replace("{rest}", "raise_ = db.exec_driver_sql('nonsense')"))
    before = fingerprint(shelf.path.parent)["atlas.db"]
    with pytest.raises(LibraryUnusable, match="could not be updated") as error:
        migrating.migrate(shelf.path, tmp_path / "backups", steps)
    assert fingerprint(shelf.path.parent)["atlas.db"] == before
    copy = next((tmp_path / "backups").glob("before-update-*.db"))
    assert str(copy) in error.value.hint
    with closing(open_library(tmp_path)) as db:
        assert problems(db) == []


def test_a_step_that_loses_rows_is_taken_back(shelf: Database, tmp_path: Path) -> None:
    shelf.close()
    steps = _steps(tmp_path, BAD_STEP.replace("{rest}", "db.exec_driver_sql('DELETE FROM entry')"))
    with pytest.raises(LibraryUnusable, match="would have lost"):
        migrating.migrate(shelf.path, tmp_path / "backups", steps)
    with closing(open_library(tmp_path)) as db:
        assert len(slugs(db)) == 40


def test_a_step_may_rebuild_a_table_that_others_belong_to(shelf: Database, tmp_path: Path) -> None:
    shelf.close()
    copy = migrating.migrate(shelf.path, tmp_path / "backups", _steps(tmp_path, GOOD_STEP))
    with closing(sqlite3.connect(shelf.path)) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchone() == ("0003",)
        assert db.execute("SELECT count(*) FROM revision").fetchone() == (40,)
        assert "colour" in [row[1] for row in db.execute("PRAGMA table_info(draft)")]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    with pytest.raises(LibraryUnusable, match="newer version"):
        open_library(tmp_path)
    folder = tmp_path / "back"
    folder.mkdir()
    shutil.copyfile(copy, folder / "atlas.db")
    with closing(open_library(folder)) as db:
        assert problems(db) == []
        assert len(slugs(db)) == 40


def test_nothing_is_updated_when_no_copy_can_be_made(shelf: Database, tmp_path: Path) -> None:
    shelf.close()
    before = fingerprint(tmp_path)["atlas.db"]
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    with pytest.raises(Exception, match="No copy could be made"):
        migrating.migrate(shelf.path, blocked, _steps(tmp_path, GOOD_STEP))
    assert fingerprint(tmp_path)["atlas.db"] == before


def test_rulings_and_tasks_begin_with_the_second_schema(tmp_path: Path) -> None:
    for old, kept, waiting in (("0001", [], []), ("0002", RULINGS, ["a-2000-edited"])):
        folder = tmp_path / old
        folder.mkdir()
        shutil.copyfile(OLD / f"schema-{old}.db", folder / "atlas.db")
        with closing(open_library(folder)) as db:
            with db.read() as conn:
                found = rulings.every(conn)
            assert [(r.kind, r.version, r.data) for r in found] == list(kept)
            assert slugs(db, ListQuery(filters={"tasks": ("any",)})) == waiting


@pytest.mark.parametrize("read_only", [False, True])
def test_an_older_library_is_updated_when_it_is_opened(
    shelf: Database, tmp_path: Path, read_only: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening asks the stored schema only; another schema is pretended."""
    shelf.close()
    steps = _steps(tmp_path, GOOD_STEP)
    monkeypatch.setattr("curator_app.storage.opening.SCHEMA", "0003")
    monkeypatch.setattr("curator_app.storage.migrating.STEPS", steps)
    if read_only:
        with pytest.raises(LibraryUnusable, match="has to be updated"):
            open_library(tmp_path, read_only=True)
        return
    with closing(open_library(tmp_path)) as db:
        assert len(slugs(db)) == 40
    assert list((tmp_path / "backups").glob("before-update-*.db"))
