"""lookups.db: a queue that lasts, answers that do not, and a file that may be damaged."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from curator_app.errors import LibraryUnusable
from curator_app.storage import lookup_file
from curator_app.storage.lookup_file import LookupFile

ITEM = {"kind": "pmid", "value": "1", "reason": "offline"}


def test_nothing_is_made_before_there_is_something(tmp_path: Path) -> None:
    file = LookupFile(tmp_path)
    assert (file.waiting(), file.checked()) == ([], {})
    file.wait_no_longer(["pmid:1"])
    assert list(tmp_path.iterdir()) == []


def test_the_queue_keeps_its_order_and_its_newest_reason(tmp_path: Path) -> None:
    times = iter(range(100))
    file = LookupFile(tmp_path, lambda: next(times))
    file.wait_for({"pmid:2": {**ITEM, "value": "2"}})
    file.wait_for({"pmid:1": ITEM})
    file.wait_for({"pmid:2": {**ITEM, "value": "2", "reason": "busy"}})
    again = LookupFile(tmp_path)
    assert [(item["value"], item["reason"]) for item in again.waiting()] == [
        ("2", "busy"), ("1", "offline")]  # fmt: skip
    again.wait_no_longer(["pmid:2", "pmid:9"])
    assert [item["value"] for item in again.waiting()] == ["1"]
    assert stat.S_IMODE((tmp_path / "lookups.db").stat().st_mode) == 0o600


def test_reading_waits_for_no_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup_file, "_WAIT", 0.05)
    file = LookupFile(tmp_path)
    file.wait_for({"pmid:1": ITEM})
    file.keep_checked({"a": {"service": "PubMed"}})
    file.keep_answer("key", b"answer")
    with closing(sqlite3.connect(tmp_path / "lookups.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM waiting")
        assert [item["value"] for item in file.waiting()] == ["1"]
        assert list(file.checked()) == ["a"]
        assert file.answer("key", 100) == b"answer"


def test_answers_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup_file, "MOST_KEPT", 3_000)
    now = [0.0]
    file = LookupFile(tmp_path, lambda: now[0])
    bodies = {str(n): Random(n).randbytes(1000) for n in range(1, 9)}
    for key, body in bodies.items():
        now[0] += 1
        file.keep_answer(key, body)
    kept = [key for key in bodies if file.answer(key, 100) == bodies[key]]
    assert kept
    assert kept == list(bodies)[-len(kept) :]
    assert len(kept) < 8
    file.keep_answer("large", b"x" * (lookup_file.LARGEST_KEPT + 1))
    assert file.answer("large", 100) is None
    now[0] += lookup_file.LONGEST_KEPT + 1
    file.keep_answer("9", b"new")
    with closing(sqlite3.connect(tmp_path / "lookups.db")) as db:
        assert db.execute("SELECT key FROM answer").fetchall() == [("9",)]


def test_a_damaged_answer_is_none(tmp_path: Path) -> None:
    file = LookupFile(tmp_path)
    file.keep_answer("a", b"an answer")
    assert file.answer("a", 100) == b"an answer"
    with closing(sqlite3.connect(tmp_path / "lookups.db")) as db:
        db.execute("UPDATE answer SET body = x'00'")
        db.commit()
    assert file.answer("a", 100) is None


def test_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "lookups.db"
    path.write_bytes(b"not a database" * 500)
    file = LookupFile(tmp_path)
    assert file.waiting() == []
    file.wait_for({"pmid:1": ITEM})
    assert file.waiting() == [ITEM]
    assert (tmp_path / "lookups.db.damaged").read_bytes().startswith(b"not a database")


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "lookups.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    file = LookupFile(tmp_path)
    with pytest.raises(LibraryUnusable, match="newer version"):
        file.wait_for({"pmid:1": ITEM})
    assert file.answer("a", 100) is None
    file.keep_answer("a", b"x")
    assert path.read_bytes() == before


def test_turns_follow_each_other_and_one_from_before_a_new_start_counts_for_nothing(
    tmp_path: Path,
) -> None:
    first, second = LookupFile(tmp_path), LookupFile(tmp_path)
    assert first.book_turn("PubMed", 500.0, 0.5) == 500.0
    assert second.book_turn("PubMed", 500.0, 0.5) == 500.5
    assert second.book_turn("Crossref", 500.0, 0.5) == 500.0
    assert first.book_turn("PubMed", 700.0, 0.5) == 700.0
    assert first.book_turn("PubMed", 3.0, 0.5) == 3.0


def test_a_turn_where_nothing_can_be_written_is_ones_own(tmp_path: Path) -> None:
    (tmp_path / "lookups.db").mkdir()
    assert LookupFile(tmp_path).book_turn("PubMed", 5.0, 0.5) == 5.0
