"""A disk that is full or gone: a sentence, nothing acknowledged lost, and it works again."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from curator_app.errors import Busy, CuratorError, DiskTrouble
from curator_app.storage import database, faults
from curator_app.storage.database import Database
from tests.storage.saving import open_library, problems, slugs

LIMITED = """
import json, resource, signal, sys
from contextlib import closing
from pathlib import Path
from curator_app.errors import DiskTrouble
from tests.builders import study
from tests.storage.saving import open_library, save_new

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
said, kept, number = set(), 0, 0
with closing(open_library(Path(sys.argv[1]))) as db:
    save_new(db, [study(9999)])
    for room in range(0, 1_500_000, 65_536):
        size = max(p.stat().st_size for p in Path(sys.argv[1]).glob("atlas.db*"))
        resource.setrlimit(resource.RLIMIT_FSIZE, (min(size, 200_000) + room, -1))
        try:
            for _ in range(8):
                save_new(db, [study(number + k, words=300) for k in range(3)])
                number += 3
                kept += 3
        except DiskTrouble as error:
            said.add(error.message)
    resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
    save_new(db, [study(8888)])
print(json.dumps([kept, sorted(said)]))
"""


@pytest.mark.slow
def test_writes_cut_off_at_any_size_lose_nothing(tmp_path: Path) -> None:
    """RLIMIT_FSIZE in steps of 64 KB: what was acknowledged is there, and it goes on after."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    kept, said = json.loads(done.stdout)
    assert said, "the limit was never met"
    assert all("What you saved before is safe" in message for message in said)
    with closing(open_library(tmp_path)) as db:
        assert len(slugs(db)) == kept + 2
        assert problems(db) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_full_disk(tmp_path: Path) -> None:
    """A tmpfs of 2 MB in a mount namespace of its own."""
    code = (
        "import sys; from pathlib import Path; from contextlib import closing\n"
        "from curator_app.errors import DiskTrouble\n"
        "from tests.builders import study\n"
        "from tests.storage.saving import open_library, problems, save_new, slugs\n"
        "folder = Path(sys.argv[1]); filler = folder / 'filler'; filler.write_bytes(bytes(900_000))"
        "\nkept = 0\n"
        "with closing(open_library(folder)) as db:\n"
        "    try:\n"
        "        while True:\n"
        "            save_new(db, [study(kept, words=200)]); kept += 1\n"
        "    except DiskTrouble as error:\n"
        "        print(error.message)\n"
        "    print(len(slugs(db)) == kept > 5)\n"
        "    filler.unlink()\n"
        "    save_new(db, [study(9999)])\n"
        "    print(len(slugs(db)) == kept + 1, problems(db))\n"
    )
    script = 'mount -t tmpfs -o size=2m tmpfs "$1" && exec "$2" -c "$3" "$1"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, "-", tmp_path, sys.executable, code],
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no mount namespaces here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    said, *rest = done.stdout.splitlines()
    assert "is full" in said
    assert "What you saved before is safe" in said
    assert rest == ["True", "True []"]


def test_a_library_that_somebody_else_is_writing_to(
    shelf: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = (("busy_timeout", "0", 0), *database.PRAGMAS[1:])
    monkeypatch.setattr(database, "PRAGMAS", impatient)
    with (
        closing(sqlite3.connect(shelf.path, isolation_level=None)) as other,
        closing(open_library(shelf.path.parent)) as mine,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="Another window"), mine.write():
            pass
        other.execute("ROLLBACK")
        with mine.write() as conn:
            conn.exec_driver_sql("DELETE FROM draft")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SQLITE_FULL", "DiskTrouble"),
        ("SQLITE_IOERR_WRITE", "DiskTrouble"),
        ("SQLITE_CANTOPEN", "DiskTrouble"),
        ("SQLITE_READONLY_DIRECTORY", "ReadOnly"),
        ("SQLITE_BUSY_SNAPSHOT", "Busy"),
        ("SQLITE_CORRUPT_VTAB", "LibraryUnusable"),
        ("SQLITE_NOTADB", "LibraryUnusable"),
        ("SQLITE_INTERRUPT", "Cancelled"),
    ],
)
def test_every_trouble_has_its_sentence(name: str, kind: str) -> None:
    error = sqlite3.OperationalError("reason")
    error.sqlite_errorname = name
    known = faults.explained(error, Path("/somewhere/atlas.db"))
    assert type(known).__name__ == kind
    assert isinstance(known, CuratorError)
    assert known.message


def test_our_own_faults_are_not_explained_away() -> None:
    error = sqlite3.OperationalError("no such column: x")
    error.sqlite_errorname = "SQLITE_ERROR"
    assert faults.explained(error, Path("x")) is None


def test_a_new_library_where_none_can_be_made(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(CuratorError):
        open_library(blocked / "library")
    assert blocked.read_text() == "in the way"


SAVING = """
import sys
from pathlib import Path
from tests.builders import study
from tests.storage.saving import open_library, save_new

db = open_library(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), 1_000_000, 3):
    save_new(db, [study(number + k, words=60) for k in range(3)])
    print(number + 3, flush=True)
"""


@pytest.mark.slow
def test_twenty_kills_lose_nothing_that_was_saved(tmp_path: Path) -> None:
    """kill -9 between one and eleven acknowledged saves: all of three studies, or none."""
    acknowledged = 0
    for trial in range(20):
        with subprocess.Popen(
            [sys.executable, "-c", SAVING, str(tmp_path), str(acknowledged)],
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdout is not None
            for _ in range(1 + trial // 2):
                acknowledged = int(child.stdout.readline())
            os.kill(child.pid, signal.SIGKILL)
            rest = child.stdout.read().splitlines()
        acknowledged = int(rest[-1]) if rest else acknowledged
        with closing(open_library(tmp_path)) as db:
            assert problems(db) == []
            stored = len(slugs(db))
        assert stored in (acknowledged, acknowledged + 3)
        acknowledged = stored


def test_disk_trouble_is_what_a_full_disk_raises(shelf: Database) -> None:
    """Through the whole chain: driver, SQLAlchemy, sentence."""
    with shelf.read() as conn:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    room = f"PRAGMA max_page_count = {pages}"
    large = (
        "INSERT INTO publication (at, who, target, release, counts)"
        " VALUES ('', '', '', '', hex(zeroblob(1000000)))"
    )
    with pytest.raises(DiskTrouble, match="is full"), shelf.write() as conn:
        list(map(conn.exec_driver_sql, (room, large)))
    assert problems(shelf) == []
