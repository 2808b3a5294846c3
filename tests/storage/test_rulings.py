"""Rulings are appended, never changed: every tampering is noticed, salvage keeps what is whole."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from curator_app.domain.decisions import Task
from curator_app.domain.query import ListQuery
from curator_app.domain.ruling import newest
from curator_app.storage import backup, rulings
from curator_app.storage.database import Database
from tests.builders import study
from tests.storage.make_fixture import RULINGS
from tests.storage.saving import change, open_library, problems, save_new, slugs

AT = "2026-11-27T10:00:00.000+00:00"


def rule(db: Database, kind: str, version: str, data: dict[str, object]) -> None:
    """One ruling in a transaction of its own."""
    with db.write() as conn:
        rulings.append(conn, kind=kind, version=version, at=AT, who="Anna", note="é", data=data)


def versions(db: Database) -> list[str]:
    with db.read() as conn:
        return [ruling.version for ruling in rulings.every(conn)]


@pytest.fixture
def ruled(db: Database) -> Database:
    """A library with three rulings and an entry."""
    save_new(db, [study(1)])
    for kind, version, data in RULINGS:
        rule(db, kind, version, data)
    return db


def tamper(db: Database, statement: str) -> list[str]:
    """What the full check says after somebody wrote into the file."""
    with closing(sqlite3.connect(db.path)) as other:
        other.execute(statement)
        other.commit()
    return problems(db)


def test_the_newest_of_a_kind_is_in_force(ruled: Database) -> None:
    with ruled.read() as conn:
        found = rulings.every(conn)
    policy, words = newest(found, "policy"), newest(found, "words")
    assert policy is not None
    assert (policy.version, policy.data) == ("v0.3", {"contested": {"london_1994": "required"}})
    assert words is not None
    assert (words.version, words.who, words.note, words.at) == ("words v2", "Anna", "é", AT)
    assert newest(found, "other") is None
    assert problems(ruled) == []


def test_a_version_has_one_ruling_and_a_failed_one_leaves_nothing(ruled: Database) -> None:
    with pytest.raises(IntegrityError):
        rule(ruled, "policy", "v0.2", {})
    assert versions(ruled) == ["v0.2", "words v2", "v0.3"]
    assert problems(ruled) == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE ruling SET data = replace(data, 'unclear', 'required') WHERE id = 1", "v0.2 (p"),
        ("UPDATE ruling SET who = 'Eve' WHERE id = 2", "words v2 (words) is damaged"),
        ("UPDATE ruling SET at = '2027' WHERE id = 3", "v0.3 (policy) is damaged"),
        ("UPDATE ruling SET note = '' WHERE id = 3", "v0.3 (policy) is damaged"),
        ("UPDATE ruling SET version = 'v0.9' WHERE id = 3", "v0.9 (policy) is damaged"),
        ("DELETE FROM ruling WHERE id = 1", "does not follow the ruling before it"),
        ("DELETE FROM ruling WHERE id = 2", "v0.3 (policy) does not follow"),
        ("DELETE FROM ruling WHERE id = 3", "The last ruling is not the one"),
        ("DELETE FROM ruling", "The last ruling is not the one"),
        ("DELETE FROM meta WHERE name = 'last_ruling'", "The last ruling is not the one"),
        (
            "INSERT INTO ruling SELECT 4, kind, 'v0.4', at, who, note, data, hash, hash"
            " FROM ruling WHERE id = 3",
            "v0.4 (policy) is damaged",
        ),
    ],
)  # fmt: skip
def test_tampering_is_noticed(ruled: Database, statement: str, says: str) -> None:
    found = tamper(ruled, statement)
    assert any(says in problem for problem in found), found


def test_a_backup_carries_the_rulings(ruled: Database, tmp_path: Path) -> None:
    made = backup.backup(ruled, tmp_path / "copy.db")
    with closing(Database.open(made, backups=tmp_path)) as copy:
        assert versions(copy) == ["v0.2", "words v2", "v0.3"]


def test_salvage_carries_the_whole_rulings_and_names_the_damaged(
    ruled: Database, tmp_path: Path
) -> None:
    tamper(ruled, "UPDATE ruling SET data = '{}' WHERE id = 1")
    ruled.close()
    report = backup.recover(ruled.path, tmp_path / "saved.db")
    assert (report.rulings, report.lost) == (2, ["policy v0.2"])
    assert "2 rulings of the owner were kept." in report.sentence()
    with closing(Database.open(tmp_path / "saved.db", backups=tmp_path)) as saved:
        assert versions(saved) == ["words v2", "v0.3"]
        assert problems(saved) == []


def test_entries_with_something_to_look_at_are_found(shelf: Database) -> None:
    quoted = study(3).with_(slug="x", title='Says "tasks":[{"kind":"check_policy"}] itself')
    save_new(shelf, [quoted.with_(id="q", doi="", pmid="")])
    for number, kind in ((4, "check_policy"), (7, "check_full_text"), (9, "check_policy")):
        change(shelf, study(number).slug, tasks=(Task(kind, "Look", AT),))
    change(shelf, study(9).slug, removed=True)

    def found(*values: str, **more: tuple[str, ...]) -> list[str]:
        return sorted(slugs(shelf, ListQuery(filters={"tasks": values, **more})))

    both = sorted([study(4).slug, study(7).slug])
    assert found("any") == both
    assert found("check_policy") == [study(4).slug]
    assert found("check_policy", "check_full_text") == both
    assert found("any", state=("drafting",)) == []
    assert len(found("")) == 38
    assert len(found("", "check_policy")) == 39
    change(shelf, study(4).slug, tasks=())
    assert found("any") == [study(7).slug]
    with shelf.read() as conn:
        plan = conn.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT n FROM content WHERE instr(data, '\"tasks\":[') > 0"
        ).fetchall()
    assert "ix_content_tasks" in str(plan)
    assert problems(shelf) == []


def test_a_library_opens_read_only_with_its_rulings(ruled: Database) -> None:
    ruled.close()
    with closing(open_library(ruled.path.parent, read_only=True)) as reader:
        assert versions(reader) == ["v0.2", "words v2", "v0.3"]
        assert problems(reader) == []
