"""Copies are whole or not there; what can be read of a damaged file is salvaged."""

import os
import random
import shutil
import sqlite3
import threading
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from curator_app.domain.query import ListQuery
from curator_app.errors import DiskTrouble, LibraryUnusable
from curator_app.storage import backup, entries, opening, revisions
from curator_app.storage.database import Database
from tests.builders import study
from tests.storage.saving import (
    change,
    fingerprint,
    open_library,
    problems,
    save,
    save_new,
    slugs,
)


def _copy_at(path: Path) -> Database:
    """A copy put in the place of a library."""
    folder = path.parent / f"restored-{path.stem}"
    folder.mkdir()
    shutil.copyfile(path, folder / "atlas.db")
    return open_library(folder)


def test_a_copy_is_a_whole_library_in_one_file(shelf: Database, tmp_path: Path) -> None:
    change(shelf, study(3).slug, title="Changed")
    made = backup.backup(shelf, tmp_path / "copies" / "one.db")
    assert [path.name for path in made.parent.iterdir()] == ["one.db"]
    with closing(_copy_at(made)) as restored, shelf.read() as mine, restored.read() as theirs:
        everything = range(1, 41)
        assert list(entries.many(mine, everything)) == list(entries.many(theirs, everything))
        assert slugs(restored) == slugs(shelf)


def test_copies_made_while_saving_are_whole(shelf: Database, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 100
        while not stop.is_set():
            save_new(shelf, [study(number)])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        sizes = []
        for number in range(5):
            made = backup.backup(shelf, tmp_path / f"copy-{number}.db")
            with closing(_copy_at(made)) as restored:
                assert problems(restored) == []
                sizes.append(len(slugs(restored)))
            time.sleep(0.05)
    finally:
        stop.set()
        writer.join()
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]


def test_a_failed_copy_leaves_the_good_one(shelf: Database, tmp_path: Path) -> None:
    good = backup.backup(shelf, tmp_path / "copy.db")
    before = good.read_bytes()
    with closing(sqlite3.connect(shelf.path)) as other:
        other.execute("UPDATE revision SET note = 'forged' WHERE id = 7")
        other.commit()
    with pytest.raises(LibraryUnusable, match="is not whole"):
        backup.backup(shelf, good)
    assert good.read_bytes() == before
    assert not list(tmp_path.glob(".copy*"))


def test_a_copy_where_none_can_be_made(shelf: Database, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(DiskTrouble):
        backup.backup(shelf, blocked / "copy.db")
    assert blocked.read_text() == "in the way"


def test_an_old_journal_beside_a_restored_copy_is_noticed(shelf: Database, tmp_path: Path) -> None:
    copy = backup.backup(shelf, tmp_path / "copy.db")
    change(shelf, study(3).slug, title="After the copy")
    folder = tmp_path / "mixed"
    folder.mkdir()
    shutil.copyfile(opening.journal_of(shelf.path), folder / "atlas.db-wal")
    shutil.copyfile(copy, folder / "atlas.db")
    with pytest.raises(LibraryUnusable, match="does not fit the journal"):
        open_library(folder)


def test_thinning_keeps_the_newest_and_one_a_day(tmp_path: Path) -> None:
    now = datetime.now().astimezone().replace(hour=12)
    ages = [timedelta(days=day, hours=hour) for day in range(40) for hour in (0, 2, 4)]
    for number, age in enumerate(ages):
        path = tmp_path / f"atlas-{number:03}.db"
        path.write_bytes(b"")
        os.utime(path, ((now - age).timestamp(),) * 2)
    special = tmp_path / "before-update-1.db"
    special.write_bytes(b"")
    os.utime(special, (0, 0))
    for name in ("atlas-005.db", "atlas-118.db"):
        backup.keep_list(tmp_path / name, ["PMID 1"])
    deleted = backup.thin(tmp_path, keep=[tmp_path / "atlas-119.db"])
    assert [path.name for path in tmp_path.glob("*.txt")] == ["atlas-005.waiting.txt"]
    left = {path.name for path in tmp_path.glob("*.db")}
    assert {f"atlas-{number:03}.db" for number in range(10)} <= left
    assert {f"atlas-{3 * day:03}.db" for day in range(30)} <= left
    assert {"before-update-1.db", "atlas-119.db"} <= left
    assert len(left) == 10 + 26 + 2
    assert len(deleted) == len(ages) + 1 - len(left)


# ------------------------------------------------------------------ salvage


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A library with history, closed, to be spoiled."""
    with closing(open_library(tmp_path / "damaged")) as db:
        save_new(db, [study(number) for number in range(60)])
        for number in range(0, 60, 3):
            change(db, study(number).slug, title=f"Edited {number}")
        change(db, study(5).slug, removed=True)
        return db.path


def _sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        for statement in statements:
            assert other.execute(statement).rowcount != 0
        other.commit()


def _recovered(damaged: Path, target: Path) -> tuple[Database, backup.RecoveryReport]:
    before = fingerprint(damaged.parent)
    report = backup.recover(damaged, target)
    assert fingerprint(damaged.parent) == before
    made = Database.open(target, backups=target.parent)
    assert problems(made) == []
    return made, report


def test_a_whole_library_is_salvaged_whole(damaged: Path, tmp_path: Path) -> None:
    made, report = _recovered(damaged, tmp_path / "new.db")
    with closing(made), closing(open_library(damaged.parent)) as old:
        assert slugs(made) == slugs(old)
        assert (report.kept, report.revisions) == (60, 81)
        assert (report.lost, report.shortened, report.rebuilt) == ([], [], [])
        with made.read() as theirs, old.read() as mine:
            for row in entries.match_index(mine):
                assert entries.get(theirs, id=row.id) == entries.get(mine, id=row.id)
                ours, new = revisions.history(mine, row.id), revisions.history(theirs, row.id)
                assert [(r.changes, r.at, r.who) for r in ours] == [
                    (r.changes, r.at, r.who) for r in new
                ]
            assert revisions.operations(theirs) == revisions.operations(mine)
            assert len(entries.ids(theirs, ListQuery(text="edited 3"))) >= 1
        save_new(made, [study(900)])
        assert problems(made) == []


def test_a_damaged_text_is_rebuilt_from_its_history(damaged: Path, tmp_path: Path) -> None:
    _sql(damaged, "UPDATE content SET data = replace(data, 'Edited 6', 'Edited X') WHERE n = 7")
    made, report = _recovered(damaged, tmp_path / "new.db")
    with closing(made), made.read() as conn:
        assert report.rebuilt == [study(6).slug]
        assert entries.get(conn, slug=study(6).slug).title == "Edited 6"


def test_a_lost_history_keeps_the_text(damaged: Path, tmp_path: Path) -> None:
    _sql(damaged, "DELETE FROM revision WHERE id = 62", "DELETE FROM revision WHERE id = 2")
    made, report = _recovered(damaged, tmp_path / "new.db")
    with closing(made), made.read() as conn:
        assert report.shortened == sorted(
            [study(1).slug, study(3).slug], key=report.shortened.index
        )
        assert entries.get(conn, slug=study(3).slug).title == "Edited 3"
        assert len(slugs(made)) == 59


def test_what_is_lost_is_named(damaged: Path, tmp_path: Path) -> None:
    _sql(
        damaged,
        "UPDATE content SET hash = 'x' WHERE n = 2",
        "DELETE FROM revision WHERE id = 2",
    )
    made, report = _recovered(damaged, tmp_path / "new.db")
    with closing(made):
        assert report.kept == 59
        assert len(report.lost) == 1
        assert "1 could not be read and are lost" in report.sentence()
        assert report.to_json()["lost"] == report.lost


def test_objects_of_the_damaged_file_stay_behind(damaged: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(damaged)) as other:
        other.execute("CREATE TABLE evil (x)")
        other.execute(
            "CREATE TRIGGER spy AFTER UPDATE ON entry BEGIN INSERT INTO evil VALUES (1); END"
        )
        other.commit()
    made, _ = _recovered(damaged, tmp_path / "new.db")
    with closing(made), made.read() as conn:
        names = conn.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
        assert {"evil", "spy"}.isdisjoint(names)


def test_two_entries_that_claim_one_address_are_both_kept(damaged: Path, tmp_path: Path) -> None:
    """The revision that removed one of them is lost."""
    with closing(open_library(damaged.parent)) as db:
        save_new(db, [study(70).with_(slug=study(5).slug)])
    _sql(
        damaged,
        "DELETE FROM revision WHERE number = 2 AND entry_id = (SELECT id FROM entry WHERE n = 6)",
        "UPDATE content SET hash = 'x' WHERE n = 6",
    )
    made, report = _recovered(damaged, tmp_path / "new.db")
    with closing(made):
        assert {study(5).slug, f"{study(5).slug}-recovered"} <= set(slugs(made))
        assert study(5).slug in report.shortened


def test_salvage_never_writes_over_a_file(damaged: Path, tmp_path: Path) -> None:
    target = tmp_path / "there.db"
    target.write_bytes(b"precious")
    with pytest.raises(LibraryUnusable, match="already there"):
        backup.recover(damaged, target)
    assert target.read_bytes() == b"precious"


@pytest.mark.parametrize("content", [b"", b"Dear library", bytes(20_000)])
def test_salvage_of_what_is_no_database(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "x.db"
    source.write_bytes(content)
    with pytest.raises(LibraryUnusable, match="Nothing could be read"):
        backup.recover(source, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_salvage_of_random_damage_is_a_whole_library(
    damaged: Path, tmp_path: Path, seed: int
) -> None:
    """Pages zeroed or filled with noise, or the end cut off: what comes out is always whole."""
    chance = random.Random(seed)
    data = bytearray(damaged.read_bytes())
    pages = len(data) // 4096
    for _ in range(1 + seed % 4):
        page = chance.randrange(1, pages) * 4096
        data[page : page + 4096] = bytes(4096) if seed % 2 else chance.randbytes(4096)
    if seed % 5 == 0:
        del data[len(data) * 2 // 3 :]
    damaged.write_bytes(data)
    made, report = _recovered(damaged, tmp_path / "new.db")
    with closing(made):
        assert report.kept == len(slugs(made)) + len(slugs(made, ListQuery(removed=True)))
        assert report.kept >= 20
        save(made, [(None, study(999))])
        assert problems(made) == []
