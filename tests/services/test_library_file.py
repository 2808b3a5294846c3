"""The library's own files are written by the library alone."""

from contextlib import closing
from pathlib import Path

import pytest

from curator_app.errors import BadFile
from curator_app.services.exporting import export
from curator_app.services.library import Library
from curator_app.services.upkeep import make_backup


@pytest.mark.parametrize(
    "name",
    [
        "atlas.db", "../L/atlas.db", "atlas.db-wal", "library.toml", "checks.db", "lookups.db",
        "lookups.db-wal", "inbox.keys.db",
    ],
)  # fmt: skip
def test_no_copy_and_no_export_replaces_them(name: str, tmp_path: Path) -> None:
    with closing(Library.open(tmp_path / "L", insist=True)) as library:
        library.save(library.new_entry({"title": "A title"}))
        target = library.folder / name
        target.touch()
        before = target.stat()
        with pytest.raises(BadFile):
            make_backup(library, target)
        with pytest.raises(BadFile):
            export(library, target, "bibtex")
        after = target.stat()
        assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size)
        assert make_backup(library, library.folder / "backups" / "atlas.db").is_file()
