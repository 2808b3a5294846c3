"""Imports of any size: memory does not grow with the file, and stopping keeps nothing."""

import tracemalloc
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from curator_app.errors import Cancelled
from curator_app.services.importing import apply_import, plan_import
from curator_app.services.library import Library

RECORD = """<PubmedArticle><MedlineCitation><PMID>{0}</PMID><Article>
<Journal><Title>J</Title></Journal><ArticleTitle>Study number {0} of many long ones</ArticleTitle>
<Abstract><AbstractText>{1}</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>
"""


def made(path: Path, records: int, words: int) -> Path:
    body = "".join(RECORD.format(1_000 + n, f"word{n} " * words) for n in range(records))
    path.write_text(f"<PubmedArticleSet>{body}</PubmedArticleSet>", encoding="utf-8")
    return path


def highest(work: Callable[[], object]) -> float:
    """The most memory that Python's objects took more during some work, in MB."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_file(library: Library, tmp_path: Path) -> None:
    path = made(tmp_path / "large.xml", 400, 6_000)
    size = path.stat().st_size / 1e6
    assert size > 17
    plan = plan_import(library, [path])
    assert highest(lambda: plan_import(library, [path])) < size / 3
    few = highest(lambda: apply_import(library, plan, range(100)))
    many = highest(lambda: apply_import(library, plan, range(100, 400)))
    assert many < 1.3 * few


def stopping_after(calls: int) -> Callable[[], bool]:
    asked = count()
    return lambda: next(asked) >= calls


@pytest.mark.parametrize("calls", [0, 1, 30, 59, 60])
def test_stopping_keeps_nothing(library: Library, tmp_path: Path, calls: int) -> None:
    path = made(tmp_path / "small.xml", 60, 3)
    if calls < 60:
        with pytest.raises(Cancelled):
            plan_import(library, [path], cancelled=stopping_after(calls))
    plan = plan_import(library, [path])
    with pytest.raises(Cancelled):
        apply_import(library, plan, cancelled=stopping_after(calls))
    with library.db.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM entry").scalar_one() == 0
        assert conn.exec_driver_sql("SELECT count(*) FROM operation").scalar_one() == 0
    assert apply_import(library, plan).created == 60
