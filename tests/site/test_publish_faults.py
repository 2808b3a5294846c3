"""A visitor sees the old site or the new one: never a mix, a gap or half a page.

The publishing process is killed at any moment while a reader asks for pages without a pause.
"""

import errno
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from curator_app.domain.query import ListQuery
from curator_app.errors import CuratorError, DiskTrouble, LibraryUnusable
from curator_app.services import processes
from curator_app.services.library import Library
from curator_app.services.publishing import publish
from curator_app.site.tree import Tree
from tests.builders import study
from tests.site.limited import publish_with_limit
from tests.site.samples import fresh

KILLS = 40
STUDIES = 40


class Visitor(threading.Thread):
    """Reads pages through the link as long as it may, and notes everything odd."""

    def __init__(self, current: Path, slugs: list[str]) -> None:
        super().__init__(daemon=True)
        self.current = current
        self.slugs = slugs
        self.stop = threading.Event()
        self.reads = self.whole = 0
        self.odd: list[str] = []

    def run(self) -> None:
        chance = random.Random(1)
        while not self.stop.is_set():
            for slug in chance.sample(self.slugs, 3):
                self._read(self.current / "evidence" / f"{slug}.html")
            # One release is one folder: what the link leads to now, for as long as it does.
            release = self.current.resolve()
            number = self._number(release)
            turns = {
                self._read(release / "evidence" / f"{slug}.html")
                for slug in chance.sample(self.slugs, 3)
            }
            still = self._number(release) == number and self.current.resolve() == release
            if still and len(turns) > 1:
                self.odd.append(f"a mix of {turns}")
            self.whole += still
            self.reads += 6

    def _number(self, release: Path) -> str:
        return json.loads((release / "manifest.json").read_bytes())["release"]

    def _read(self, path: Path) -> str:
        try:
            page = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            self.odd.append(f"missing {path}")
            return ""
        if not page.endswith("</body>\n</html>\n"):
            self.odd.append(f"truncated {path}")
        style = re.search(r'href="/(assets/site\.[0-9a-f]+\.css)"', page)
        if not style or not (self.current / style.group(1)).exists():
            self.odd.append(f"no style for {path}")
        turn = re.search(r"Turn (\d+)\.", page)
        return turn.group(1) if turn else "none"


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Path, Path, list[str]]:
    """A library of some studies that was published once: its folder, the site's, the addresses."""
    folder, to = tmp_path / "library", tmp_path / "www"
    studies = [fresh(study(n)) for n in range(STUDIES)]
    with closing(Library.open(folder)) as library:
        library.add_all(studies, "test")
        publish(library, to, "2026-05-26")
    return folder, to, [entry.slug for entry in studies]


@pytest.mark.slow
def test_killed_at_any_moment(filled: tuple[Path, Path, list[str]]) -> None:
    folder, to, slugs = filled
    visitor = Visitor(to / "current", slugs)
    chance = random.Random(7)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.site.publishing_child", str(folder), str(to)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        visitor.start()
        for number in range(0, KILLS * 1000, 1000):
            print(number, file=child.stdin, flush=True)
            process = int(child.stdout.readline())
            # The kill falls somewhere into the publications after the first.
            assert int(child.stdout.readline()) == number
            time.sleep(chance.uniform(0, 0.2))
            os.kill(process, signal.SIGKILL)
            while child.stdout.readline().strip() != "gone":
                pass
        visitor.stop.set()
        visitor.join(10)
    assert visitor.odd == []
    assert visitor.reads > 1000
    assert visitor.whole > 100
    _equals_a_fresh_build(folder, to)


def _equals_a_fresh_build(folder: Path, to: Path) -> None:
    fresh_to = to.parent / "fresh"
    with closing(Library.open(folder)) as library:
        publish(library, to, "2026-05-26")
        publish(library, fresh_to, "2026-05-26")
    for path in sorted((fresh_to / "current").rglob("*")):
        if path.is_file():
            same = to / "current" / path.relative_to(fresh_to / "current")
            assert same.read_bytes() == path.read_bytes(), path
    leftovers = [path.name for path in to.rglob("*") if path.name.startswith((".new-", ".old-"))]
    assert leftovers == []


def broken_after(count: int, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Make the disk fail at the so manyeth file that is written."""
    whole = Tree.write
    written: list[str] = []

    def write(self: Tree, path: str, data: bytes) -> None:
        written.append(path)
        if len(written) > count:
            raise OSError(number, "no room")
        whole(self, path, data)

    monkeypatch.setattr(Tree, "write", write)


@pytest.mark.parametrize("count", [0, 1, 3, 30, 44, 46, 47])
def test_full_disk_keeps_the_old_site(
    filled: tuple[Path, Path, list[str]], monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    folder, to, slugs = filled
    before = {slug: (to / "current/evidence" / f"{slug}.html").read_bytes() for slug in slugs}
    with closing(Library.open(folder)) as library:
        library.change_many([library.entry(s).id for s in slugs], {"journal": "Turn 1."})
        with monkeypatch.context() as broken:
            broken_after(count, broken, errno.ENOSPC)
            with pytest.raises(DiskTrouble, match="The disk is full, so the site in") as caught:
                publish(library, to, "2026-05-27")
        assert "was left as it was" in caught.value.message
        for slug, page in before.items():
            assert (to / "current/evidence" / f"{slug}.html").read_bytes() == page
        assert len(publish(library, to, "2026-05-27").changed) == STUDIES


def test_a_real_limit_on_file_size(filled: tuple[Path, Path, list[str]]) -> None:
    """The list page is longer than the limit, so the kernel refuses it (EFBIG)."""
    folder, to, slugs = filled
    before = (to / "current/evidence" / f"{slugs[0]}.html").read_bytes()
    with closing(Library.open(folder)) as library:
        library.set_values(slugs[0], {"journal": "Turn 1."})
    failure = publish_with_limit(folder, to, 4_000)
    assert failure.startswith("The disk is full, so the site in")
    assert (to / "current/evidence" / f"{slugs[0]}.html").read_bytes() == before


def test_first_publication_on_a_full_disk_leaves_no_half_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "www"
    with closing(Library.open(tmp_path / "library")) as library:
        library.add_all([fresh(study(n)) for n in range(5)], "x")
        with monkeypatch.context() as broken:
            broken_after(3, broken, errno.EDQUOT)
            with pytest.raises(DiskTrouble):
                publish(library, to, "2026-05-27")
        assert not (to / "current").exists()
        assert not list(to.rglob("*.html"))
        assert len(publish(library, to, "2026-05-27").added) == 5


def test_a_worker_that_dies_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator_app.services.site_build.MANY", 1)
    monkeypatch.setattr(processes, "_PROGRAM", "import os; os._exit(3)  # {}")
    with closing(Library.open(tmp_path / "library")) as library:
        library.add_all([fresh(study(n)) for n in range(5)], "x")
        with pytest.raises(CuratorError, match="ended by itself"):
            publish(library, tmp_path / "www", "2026-05-27")


def test_a_damaged_entry_is_a_sentence(filled: tuple[Path, Path, list[str]]) -> None:
    folder, to, slugs = filled
    with closing(Library.open(folder)) as library:
        n = library.ids(ListQuery(filters={"slug": (slugs[0],)}))[0]
        with library.db.write() as conn:
            conn.exec_driver_sql(
                "UPDATE content SET data = replace(data, 'Journal', 'Jornal') WHERE n = ?", (n,)
            )
            conn.exec_driver_sql("UPDATE entry SET page_hash = 'x' WHERE n = ?", (n,))
        with pytest.raises(LibraryUnusable, match="is damaged"):
            publish(library, to, "2026-05-27")
