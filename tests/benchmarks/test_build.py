"""Publishing all pages, and after one edit, beside Hugo building as many of like content."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from curator_app.domain.query import ListQuery
from curator_app.services.library import Library
from curator_app.services.publishing import publish
from tests.benchmarks import hugo
from tests.benchmarks.corpus import studies
from tests.benchmarks.figures import Figure, median, tell, timed
from tests.benchmarks.libraries import PAGE_SIZES, Libraries, opened

ACCESSED = "2026-01-01"
MANY = 20_000
MEMORY = Path("/dev/shm")


@pytest.fixture(params=["memory", "disk"])
def place(request: pytest.FixtureRequest, bench_folder: Path) -> Iterator[Path]:
    """A folder that is gone afterwards: in memory, where nothing waits, and on disk."""
    if request.param == "memory" and not MEMORY.is_dir():
        pytest.skip("there is no file system in memory here")
    root = MEMORY if request.param == "memory" else bench_folder
    folder = Path(tempfile.mkdtemp(prefix="atlas-curator-bench-", dir=root))
    yield folder
    shutil.rmtree(folder)


@dataclass
class Times:
    """The milliseconds of each round, ours and Hugo's."""

    full: list[float] = field(default_factory=list)
    peer_full: list[float] = field(default_factory=list)
    one: list[float] = field(default_factory=list)
    peer_one: list[float] = field(default_factory=list)
    none: list[float] = field(default_factory=list)


@pytest.mark.skipif(hugo.program() is None, reason="make bench installs Hugo")
@pytest.mark.parametrize("size", PAGE_SIZES)
def test_build(libraries: Libraries, size: int, place: Path) -> None:
    """In turns, so that both see the same machine."""
    site = place / "hugo"
    hugo.make_site(site, studies(size, public=True))
    times = Times()
    with opened(libraries.folder(size, public=True)) as library:
        for turn in range(1 if size > MANY else 3):
            _full(library, place / "site", site, size, times)
            _after_one_edit(library, place / "site", site, turn, times)
    where = "in memory" if MEMORY in place.parents else "on disk"
    what = f"{size:,} pages, {where}"
    full = {"peer": "Hugo", "peer_value": median(times.peer_full), "judged": "ratio"}
    one = {"peer": "Hugo's rebuild", "peer_value": median(times.peer_one), "judged": "ratio"}
    tell(Figure(f"full build of {what}", median(times.full), target=0.6, **full))
    tell(Figure(f"publish after one edit of {what}", median(times.one), target=1 / 50, **one))
    tell(Figure(f"publish with no edit of {what}", median(times.none), **one))


def _full(library: Library, ours: Path, theirs: Path, size: int, times: Times) -> None:
    shutil.rmtree(ours, ignore_errors=True)
    shutil.rmtree(theirs / "public", ignore_errors=True)
    times.full += timed(lambda: publish(library, ours, ACCESSED))
    times.peer_full += timed(lambda: hugo.build(theirs))
    assert sum(1 for _ in (ours / "current" / "evidence").glob("*-*-*.html")) >= size
    assert hugo.pages(theirs) == size


def _after_one_edit(library: Library, ours: Path, theirs: Path, turn: int, times: Times) -> None:
    entry = library.entry_by_n(library.ids(ListQuery(sort="slug"))[10 + turn])
    library.save(entry.with_(plain_summary=f"{entry.plain_summary} Edited."))
    source = theirs / "content" / "evidence" / f"{entry.slug}.md"
    source.write_text(source.read_text(encoding="utf-8") + "\nEdited.\n", encoding="utf-8")
    results = []
    times.one += timed(lambda: results.append(publish(library, ours, ACCESSED)))
    times.peer_one += timed(lambda: hugo.build(theirs))
    times.none += timed(lambda: results.append(publish(library, ours, ACCESSED)))
    assert [result.changed for result in results] == [(entry.slug,), ()]
    page = ours / "current" / "evidence" / f"{entry.slug}.html"
    assert "Edited." in page.read_text(encoding="utf-8")
