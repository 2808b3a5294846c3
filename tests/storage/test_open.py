"""Opening: what every connection is set to, and what is never opened for writing."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from curator_app.errors import LibraryUnusable, ReadOnly
from curator_app.storage import opening
from curator_app.storage.database import PRAGMAS, WRITING, Database, driver_of, set_pragmas
from curator_app.storage.schema import APPLICATION_ID
from tests.builders import study
from tests.storage.saving import fingerprint, open_library, problems, save_new, slugs


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 5000),
        ("temp_store", 2),
        ("cell_size_check", 1),
        ("mmap_size", 0),
        ("application_id", APPLICATION_ID),
    ],
)
def test_every_connection_holds_its_pragmas(db: Database, pragma: str, expected: object) -> None:
    with db.read() as one, db.read() as two, db.write() as three:
        for conn in (one, two, three):
            assert conn.exec_driver_sql(f"PRAGMA {pragma}").scalar() == expected


def test_a_pragma_that_does_not_hold_is_refused(tmp_path: Path) -> None:
    """An in-memory database cannot have a write-ahead log, like some network folders."""
    with closing(sqlite3.connect(":memory:")) as memory, pytest.raises(LibraryUnusable) as error:
        set_pragmas(memory, tmp_path / "atlas.db", (*PRAGMAS, *WRITING))
    assert "journal_mode is memory" in error.value.message


def test_values_stay_out_of_error_texts(shelf: Database) -> None:
    with pytest.raises(Exception, match="no such table") as error, shelf.read() as conn:
        conn.exec_driver_sql("SELECT * FROM absent WHERE x = ?", ("a private word",))
    assert "private" not in str(error.value)


def test_a_new_library_is_private_and_whole(db: Database) -> None:
    assert stat.S_IMODE(db.path.stat().st_mode) == 0o600
    assert problems(db) == []
    assert slugs(db) == []


def test_closing_leaves_one_file(tmp_path: Path) -> None:
    with closing(open_library(tmp_path)) as db:
        save_new(db, [study(1)])
    assert [path.name for path in tmp_path.iterdir()] == ["atlas.db"]


def test_alembic_is_not_imported_to_open_a_library(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from curator_app.storage.database import Database;"
        f"p = Path({str(tmp_path)!r}); Database.open(p / 'atlas.db', backups=p).close();"
        "print([m for m in ('alembic', 'sqlalchemy.orm') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _library(folder: Path, count: int = 3) -> Path:
    with closing(open_library(folder)) as db:
        save_new(db, [study(number) for number in range(count)])
    return folder / "atlas.db"


def _missing(path: Path) -> None:
    path.unlink()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _text(path: Path) -> None:
    path.write_text("Dear library,\n" * 40, encoding="utf-8")


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
        other.commit()


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as same:
        same.execute("UPDATE alembic_version SET version_num = '9001'")
        same.commit()
        same.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _cut_off(path: Path) -> None:
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size // 2)


def _stub(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:60])


def _first_page_gone(path: Path) -> None:
    with path.open("rb+") as file:
        file.seek(100)
        file.write(bytes(3900))


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_folder, "is a folder"),
        (_empty, "is empty (0 bytes)"),
        (_text, "is not a database"),
        (_foreign, "is a database of another program"),
        (_newer, "newer version"),
        (_cut_off, "is cut off"),
        (_stub, "is cut off after 60 bytes"),
        (_first_page_gone, "is damaged"),
        (_pipe, "is not an ordinary file"),
    ],
)
def test_what_cannot_be_used_is_left_as_it_is(tmp_path: Path, spoil, says: str) -> None:
    path = _library(tmp_path)
    spoil(path)
    before = {} if spoil is _pipe else fingerprint(tmp_path)
    for read_only in (False, True):
        with pytest.raises(LibraryUnusable) as error:
            open_library(tmp_path, read_only=read_only)
        assert says in error.value.message
        assert error.value.hint
    if spoil is not _pipe:
        assert fingerprint(tmp_path) == before


def test_a_missing_library_is_made_only_when_allowed(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "atlas.db"
    for options in ({"create": False}, {"read_only": True}):
        with pytest.raises(LibraryUnusable, match="There is no library"):
            Database.open(path, backups=tmp_path, **options)
        assert not path.parent.exists()
    Database.open(path, backups=tmp_path).close()
    assert path.exists()


def test_the_journal_of_a_crash_is_played_in(tmp_path: Path) -> None:
    live, copy = tmp_path / "live", tmp_path / "copy"
    with closing(open_library(live)) as db:
        save_new(db, [study(1), study(2)])
        shutil.copytree(live, copy)  # As a crash leaves it: with a journal that was not folded in.
    assert opening.journal_of(copy / "atlas.db").stat().st_size > 0
    with closing(open_library(copy)) as again:
        assert len(slugs(again)) == 2
        assert problems(again) == []


def test_a_foreign_journal_is_neither_played_in_nor_destroyed(tmp_path: Path) -> None:
    """As when a backup is copied over the database, and the old journal still lies beside it."""
    path = _library(tmp_path / "mine", 30)
    with closing(open_library(tmp_path / "other")) as other:
        save_new(other, [study(number, words=900) for number in range(100, 160)])
        journal = opening.journal_of(other.path)
        shutil.copyfile(journal, opening.journal_of(path))
    before = fingerprint(path.parent)
    with pytest.raises(LibraryUnusable) as error:
        open_library(path.parent)
    assert "atlas.db-wal" in error.value.message
    after = fingerprint(path.parent)
    after.pop("atlas.db-shm", None)  # SQLite's own scratch file for reading.
    assert after == before
    opening.journal_of(path).unlink()
    with closing(open_library(path.parent)) as db:
        assert len(slugs(db)) == 30


def test_asked_for_reading_only(tmp_path: Path) -> None:
    _library(tmp_path)
    with closing(open_library(tmp_path, read_only=True)) as db:
        assert db.read_only
        assert len(slugs(db)) == 3
        with pytest.raises(ReadOnly), db.write():
            pass


def test_a_second_window_sees_what_the_first_saves(tmp_path: Path) -> None:
    with closing(open_library(tmp_path)) as first:
        save_new(first, [study(1)])
        with closing(open_library(tmp_path, read_only=True)) as second:
            assert len(slugs(second)) == 1
            save_new(first, [study(2)])
            assert len(slugs(second)) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_folder_that_cannot_be_written_to_opens_for_reading(tmp_path: Path) -> None:
    """A read-only mount, in a mount namespace of its own; not even root can write there."""
    _library(tmp_path / "library")
    code = (
        "import sys; from pathlib import Path; from curator_app.storage.database import Database;"
        "from curator_app.storage import entries; from curator_app.domain.query import ListQuery;"
        "p = Path(sys.argv[1]); db = Database.open(p / 'atlas.db', backups=p / 'b');\n"
        "with db.read() as conn: print(db.read_only, len(entries.ids(conn, ListQuery())))\n"
        "print(db.notice); db.close()"
    )
    script = 'mount --bind -o ro "$1" "$1" && exec "$2" -c "$3" "$1"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, "-", tmp_path / "library", sys.executable, code],
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no mount namespaces here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("True 3\n")
    assert "cannot be written to" in done.stdout


def test_a_reader_keeps_its_state_while_others_write(shelf: Database) -> None:
    with shelf.read() as conn:
        before = conn.exec_driver_sql("SELECT count(*) FROM entry").scalar()
        save_new(shelf, [study(900)])
        assert conn.exec_driver_sql("SELECT count(*) FROM entry").scalar() == before
    assert len(slugs(shelf)) == before + 1


def test_the_drivers_connection_is_in_the_transaction_too(shelf: Database) -> None:
    with shelf.read() as conn:
        assert driver_of(conn).in_transaction
