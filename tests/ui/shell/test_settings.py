"""Settings survive a crash, damage and another version."""

import json
from pathlib import Path

import pytest

from curator_app import settings
from curator_app.settings import FILE, Settings, load, save


def test_what_is_saved_is_read_again(tmp_path: Path):
    chosen = Settings("Anna Ø", "dark", "/site", {"splitter": [1, 2]})
    save(tmp_path / "config", chosen)
    assert load(tmp_path / "config") == chosen
    assert [p.name for p in (tmp_path / "config").iterdir()] == [FILE]


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "\x00", '{"theme": 3, "layout": []}'])
def test_a_damaged_file_gives_the_defaults(tmp_path: Path, text: str):
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert load(tmp_path) == Settings()


def test_keys_of_a_newer_version_are_kept(tmp_path: Path):
    (tmp_path / FILE).write_text('{"who": "Anna", "later": {"a": 1}}', encoding="utf-8")
    save(tmp_path, load(tmp_path))
    assert json.loads((tmp_path / FILE).read_text())["later"] == {"a": 1}


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    save(tmp_path, Settings("Anna"))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(settings.json, "dump", full)
    with pytest.raises(OSError, match="No space"):
        save(tmp_path, Settings("Bert"))
    monkeypatch.undo()
    assert load(tmp_path).who == "Anna"
    assert [p.name for p in tmp_path.iterdir()] == [FILE]
