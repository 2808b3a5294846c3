"""Bad files, bad databases, a full disk: one sentence each, nothing lost, no traceback."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from curator_app.errors import DiskTrouble
from curator_app.services.library import Library
from curator_app.services.upkeep import check
from tests.cli.conftest import Atlas, Done, atlas, library
from tests.shared_data import PROJECT

__all__ = ["atlas", "library"]

GOOD = "@article{good, title = {A good record}, author = {See, D M}, year = 1996}\n"


def sentence(done: Done) -> str:
    """What was said on standard error: one line, no traceback."""
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    assert done.err.strip().endswith((".", "?", ")"))
    return done.err


FILES: dict[str, bytes] = {
    "empty.bib": b"",
    "blank.bib": b"\n \n",
    "binary.bib": bytes(range(256)) * 40,
    "prose.txt": b"Dear diary, nothing happened today.\n",
    "picture.bib": b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
    "truncated-page.html": b"<!doctype html><html><head><title>x",
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_that_is_none_is_refused_and_named(atlas: Atlas, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    said = sentence(atlas("import", path))
    assert name in said
    assert atlas("list", "--json").json == []


def test_a_folder_and_a_missing_file_are_refused(atlas: Atlas, tmp_path: Path) -> None:
    assert "folder" in sentence(atlas("import", tmp_path)).lower()
    assert "missing.bib" in sentence(atlas("import", tmp_path / "missing.bib"))


def test_a_bad_file_among_good_ones_is_refused_alone(atlas: Atlas, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.bib", tmp_path / "bad.bib"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_bytes(bytes(range(256)))
    done = atlas("import", bad, good, "--json")
    assert done.code == 1
    assert (done.json["records"], done.json["created"], done.json["refused"]) == (2, 1, 1)
    assert len(atlas("list", "--json").json) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_other_encodings_are_read(atlas: Atlas, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "some.bib"
    path.write_bytes(GOOD.replace("See, D M", "Frémont, M").encode(encoding))
    assert atlas("import", path, "--json").json["created"] == 1
    row = atlas("list", "--json").json[0]
    assert row["authors"] == "Frémont, M"


def test_every_truncation_keeps_what_is_whole(atlas: Atlas, tmp_path: Path) -> None:
    whole = GOOD + GOOD.replace("good", "next").replace("A good", "The next")
    path = tmp_path / "cut.bib"
    for cut in range(len(GOOD), len(whole) - 2, 7):
        path.write_text(whole[:cut], encoding="utf-8")
        done = atlas("import", path, "--dry-run", "--json")
        assert "Traceback" not in done.err
        counts = done.json
        assert counts["created"] >= 1
        assert counts["records"] == counts["created"] + counts["refused"]


def test_fifty_megabytes_end_in_time(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "huge.bib"
    with path.open("w", encoding="utf-8") as file:
        file.write(GOOD)
        file.write("@article{huge, title = {" + "x{" * 1000 + "\n")
        for _ in range(50):
            file.write("y" * 1_048_576 + "\n")
    began = time.monotonic()
    done = atlas("import", path, "--json")
    assert time.monotonic() - began < 2 + 50
    assert "Traceback" not in done.err
    assert done.code == 0
    good, huge = done.json["items"]
    assert (good["outcome"], huge["outcome"]) == ("created", "refused")
    assert "50 MB" in huge["reason"] or "52 MB" in huge["reason"]


# ---------------------------------------------------------------------- databases


def make(atlas: Atlas) -> None:
    """A library with one entry."""
    assert atlas("new", "title=One", "slug=one").code == 0


def test_text_in_place_of_the_database(atlas: Atlas, library: Path) -> None:
    library.mkdir()
    (library / "atlas.db").write_text("This is not a database at all.\n" * 50, encoding="utf-8")
    before = (library / "atlas.db").read_bytes()
    sentence(atlas("list"))
    sentence(atlas("new", "title=x"))
    assert (library / "atlas.db").read_bytes() == before


def test_a_foreign_database(atlas: Atlas, library: Path) -> None:
    library.mkdir()
    with sqlite3.connect(library / "atlas.db") as db:
        db.execute("CREATE TABLE recipe (name)")
    db.close()
    before = (library / "atlas.db").read_bytes()
    sentence(atlas("list"))
    assert (library / "atlas.db").read_bytes() == before


def test_a_newer_database(atlas: Atlas, library: Path) -> None:
    make(atlas)
    with sqlite3.connect(library / "atlas.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.close()
    assert "newer" in sentence(atlas("list"))
    assert "newer" in sentence(atlas("set", "one", "title=x"))


def test_a_truncated_database_is_named_damaged_and_can_be_salvaged(
    atlas: Atlas, library: Path
) -> None:
    make(atlas)
    for number in range(30):
        atlas("new", f"title=Study number {number}", f"plain_summary={'word ' * 900}")
    atlas("backup", "--to", library / "whole.db")
    path = library / "atlas.db"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    for side in ("-wal", "-shm"):
        Path(f"{path}{side}").unlink(missing_ok=True)
    before = path.read_bytes()
    sentence(atlas("list"))
    assert path.read_bytes() == before
    done = atlas("recover", path, "--to", library / "saved.db", "--json")
    assert "Traceback" not in done.err
    assert path.read_bytes() == before
    shutil.copy(library / "whole.db", path)
    assert len(atlas("list", "--json").json) == 31


def test_a_flipped_byte_is_found_by_verify(atlas: Atlas, library: Path) -> None:
    make(atlas)
    atlas("set", "one", "plain_summary=The quick brown fox and more words")
    with sqlite3.connect(library / "atlas.db") as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    path = library / "atlas.db"
    data = path.read_bytes()
    assert b"quick brown fox" in data
    path.write_bytes(data.replace(b"quick brown fox", b"quick brawn fox"))
    done = atlas("verify", "--json")
    assert done.code == 1
    assert any("one" in problem for problem in done.json["problems"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere; see the next test")
def test_a_read_only_library_is_read(atlas: Atlas, library: Path) -> None:
    make(atlas)
    (library / "atlas.db").chmod(0o400)
    library.chmod(0o500)
    try:
        assert len(atlas("list", "--json").json) == 1
        sentence(atlas("set", "one", "title=x"))
    finally:
        library.chmod(0o700)


RUN = (sys.executable, "-m", "curator_app")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a file system")
def test_a_read_only_disk(atlas: Atlas, library: Path, tmp_path: Path) -> None:
    make(atlas)
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(disk)], check=True)
    try:
        shutil.copytree(library, disk / "L")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        shown = subprocess.run(
            [*RUN, "--library", str(disk / "L"), "show", "one", "--json"],
            cwd=PROJECT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (shown.returncode, shown.stderr) == (0, "")
        refused = subprocess.run(
            [*RUN, "--library", str(disk / "L"), "set", "one", "title=x"],
            cwd=PROJECT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        sentence(Done(refused.returncode, refused.stdout, refused.stderr))
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(library: Library, saved: list[str]) -> None:
    """Save entries until the disk refuses; `saved` holds what was acknowledged."""
    for number in range(500):
        entry = library.new_entry(
            {"title": f"Study {number}", "plain_summary": f"{number} word " * 4000}
        )
        library.save(entry)
        saved.append(entry.id)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a file system")
def test_a_full_disk_loses_nothing_acknowledged(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(disk)], check=True)
    try:
        filler = disk / "filler"
        library = Library.open(disk / "L", insist=True)
        saved: list[str] = []
        with pytest.raises(DiskTrouble, match="full"):
            fill(library, saved)
        assert saved
        assert [library.entry_by_id(i).title for i in saved]
        filler.unlink(missing_ok=True)
        subprocess.run(["mount", "-o", "remount,size=30m", str(disk)], check=True)
        library.save(library.new_entry({"title": "There is space again"}))
        assert check(library) == []
        assert len(library.operations()) == len(saved) + 1
        library.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
