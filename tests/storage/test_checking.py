"""The full check names what is damaged, and tells damage of a text from damage of its history."""

import hashlib
import random
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from curator_app.errors import Cancelled, CuratorError
from curator_app.storage import entries, revisions
from curator_app.storage.database import Database
from tests.builders import study
from tests.storage.saving import change, open_library, problems, save_new

FIVE = study(5).slug


def _spoil(db: Database, sql: str) -> list[str]:
    """Change a row behind the program's back, then check."""
    with closing(sqlite3.connect(db.path)) as other:
        assert other.execute(sql).rowcount > 0
        other.commit()
    return problems(db)


@pytest.fixture
def edited(shelf: Database) -> Database:
    """Forty studies, one of them with three revisions."""
    change(shelf, FIVE, title="Second title")
    change(shelf, FIVE, title="Third title", removed=True)
    change_back = study(6).slug
    change(shelf, change_back, state="ready")
    return shelf


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        (
            "UPDATE content SET data = replace(data, 'Third', 'Thirt') WHERE n = 6",
            f"The text of {FIVE} is damaged: it does not match its hash.",
        ),
        (
            "UPDATE content SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE n = 6",
            f"The text of {FIVE} is damaged: it does not match its hash.",
        ),
        (
            "UPDATE revision SET changes = replace(changes, 'Second', 'Sekond') WHERE number = 2",
            f"Revision 2 of {FIVE} is damaged: it does not match its hash.",
        ),
        (
            "UPDATE revision SET who = 'Eve' WHERE number = 3",
            f"Revision 3 of {FIVE} is damaged: it does not match its hash.",
        ),
        (
            "UPDATE revision SET at = '1999' WHERE id = 6",
            f"Revision 1 of {FIVE} is damaged: it does not match its hash.",
        ),
        (
            "UPDATE entry SET public = 1 WHERE n = 6",
            f"The list row of {FIVE} is not what its text says.",
        ),
        (
            "UPDATE entry SET state = 'published' WHERE n = 7",
            f"The list row of {study(6).slug} is not what its text says.",
        ),
        (
            "UPDATE entry SET page_hash = 'f' WHERE n = 9",
            f"The list row of {study(8).slug} is not what its text says.",
        ),
        (
            "UPDATE entry SET facets = '!!!!!!!!!!!' WHERE n = 9",
            f"The list row of {study(8).slug} is not what its text says.",
        ),
        (
            "UPDATE entry SET facets = '!' WHERE n = 9",
            f"The list row of {study(8).slug} is not what its text says.",
        ),
        (
            "DELETE FROM revision WHERE number = 3",
            f"{FIVE} has 3 revisions, but its history has 2.",
        ),
        (
            "DELETE FROM revision WHERE number = 2 AND entry_id = (SELECT id FROM entry WHERE n=6)",
            f"Revision 3 of {FIVE} does not follow the revision before it",
        ),
        ("DELETE FROM content WHERE n = 6", f"The text of {FIVE} is missing"),
        ("UPDATE operation SET id = 77 WHERE id = 1", "that is not there"),
        ("DELETE FROM search_data WHERE id > 100", "The search index does not fit"),
    ],
)
def test_damage_is_named(edited: Database, sql: str, says: str) -> None:
    assert problems(edited) == []
    found = _spoil(edited, sql)
    assert any(says in problem for problem in found), found


def test_a_text_that_is_whole_but_not_what_history_says(edited: Database) -> None:
    """Somebody wrote a new text with a right hash: only the replay can tell."""
    data = '{"slug":"made-up"}'
    hash_ = "6b22e08b41a9e3a1b4fd6e8e9a0d3cf2f8a6fbc6f3f3d0a7e1e3a4f7e2f1c0aa"
    sql = f"UPDATE content SET data = '{data}', hash = '{hash_}' WHERE n = 6"
    assert any("does not match its hash" in p for p in _spoil(edited, sql))
    right = hashlib.sha256(data.encode()).hexdigest()
    found = _spoil(edited, f"UPDATE content SET hash = '{right}' WHERE n = 6")
    assert f"The text of {FIVE} is not what its history says." in found


def test_a_damaged_text_is_not_handed_out_and_can_be_rebuilt(edited: Database) -> None:
    with edited.read() as conn:
        before = entries.get(conn, n=6)
    _spoil(edited, "UPDATE content SET data = replace(data, 'Third', 'Thirt') WHERE n = 6")
    with edited.read() as conn:
        with pytest.raises(CuratorError, match="damaged"):
            entries.get(conn, n=6)
        assert revisions.rebuild(conn, before.id) == before


def test_the_search_index_is_compared_with_the_texts(edited: Database) -> None:
    """A word in the index that is in no text."""
    with closing(sqlite3.connect(edited.path)) as other:
        other.execute("INSERT INTO search(rowid, title) VALUES (6, 'phantom')")
        other.commit()
    assert any("search index" in problem for problem in problems(edited))


def test_progress_is_told_and_the_check_can_be_stopped(db: Database) -> None:
    save_new(db, [study(number, words=12) for number in range(2500)])
    seen: list[tuple[int, int]] = []
    with db.read() as conn:
        revisions.verify(conn, lambda done, total: seen.append((done, total)))
        assert seen == [(1000, 2500), (2000, 2500), (2500, 2500)]
        with pytest.raises(Cancelled):
            revisions.verify(conn, cancelled=lambda: True)


def test_checking_changes_nothing(shelf: Database) -> None:
    with shelf.read() as conn:
        before = conn.exec_driver_sql("SELECT count(*) FROM search_data").scalar()
    problems(shelf)
    with shelf.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM search_data").scalar() == before


@pytest.mark.slow
def test_flipped_bits_in_texts_are_found(tmp_path: Path) -> None:
    """Every flip inside a stored text, hash or stamp must be reported, or refused at opening."""
    with closing(open_library(tmp_path)) as db:
        save_new(db, [study(number, words=60) for number in range(30)])
        whole = db.path
    clean = whole.read_bytes()
    words = [study(number, words=60).why_it_matters.encode()[:40] for number in range(30)]
    # Once in the text and once in its revision, unless a page ends in the middle of it.
    places = [found.start() for word in words for found in re.finditer(word, clean)]
    assert len(places) > 40
    chance = random.Random(7)
    for place in places:
        spoiled = tmp_path / "spoiled"
        shutil.rmtree(spoiled, ignore_errors=True)
        spoiled.mkdir()
        data = bytearray(clean)
        data[place + chance.randrange(40)] ^= 1 << chance.randrange(7)
        (spoiled / "atlas.db").write_bytes(data)
        try:
            with closing(open_library(spoiled)) as db:
                assert problems(db) != []
        except CuratorError:
            continue


def test_a_page_that_cannot_be_read_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    """Noise over some inner pages of a closed library, at several places."""
    with closing(open_library(tmp_path)) as db:
        save_new(db, [study(number) for number in range(60)])
    clean = (tmp_path / "atlas.db").read_bytes()
    chance = random.Random(11)
    for number in range(8):
        spoiled = tmp_path / f"spoiled-{number}"
        spoiled.mkdir()
        data = bytearray(clean)
        for _ in range(4):
            start = chance.randrange(80, len(data) // 4096) * 4096
            data[start : start + 4096] = chance.randbytes(4096)
        (spoiled / "atlas.db").write_bytes(data)
        with closing(open_library(spoiled)) as db:
            assert any("damaged" in problem for problem in problems(db))


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        (
            "UPDATE revision SET changes = replace(changes, '\"title\"', '\"tltle\"') WHERE id = 6",
            f"Revision 1 of {FIVE} is damaged: it does not match its hash.",
        ),
        ("UPDATE content SET data = CAST(x'7bff' AS TEXT) WHERE n = 6", "a text is not UTF-8"),
        ("UPDATE search_data SET block = x'00' WHERE id > 10", "The search index does not fit"),
    ],
)
def test_damage_is_named_by_a_check_that_may_not_write(
    edited: Database, sql: str, says: str
) -> None:
    with closing(sqlite3.connect(edited.path)) as other:
        assert other.execute(sql).rowcount > 0
        other.commit()
    before = edited.path.read_bytes()
    with closing(Database(edited.path, read_only=True)) as reader, reader.read() as conn:
        assert any(says in problem for problem in revisions.verify(conn))
    assert edited.path.read_bytes() == before
