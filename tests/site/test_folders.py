"""What else may be in a folder that is published to: nothing of others is touched."""

from collections.abc import Callable
from pathlib import Path

import pytest

from curator_app.errors import BadFile, Busy
from curator_app.services.library import Library
from curator_app.services.publishing import plan_publish, publish
from curator_app.site.release import Target
from tests.site.samples import TWIN

D1, D2 = "2026-05-26", "2026-06-01"


def _foreign_file(to: Path) -> Path:
    to.mkdir()
    (to / "letters.txt").write_text("mine")
    return to / "letters.txt"


def _foreign_current(to: Path) -> Path:
    (to / "current").unlink()
    (to / "current").mkdir()
    (to / "current" / "mine.txt").write_text("mine")
    return to / "current" / "mine.txt"


def _linked_releases(to: Path) -> Path:
    outside = to.parent / "outside"
    outside.mkdir()
    (outside / "mine.txt").write_text("mine")
    (to / "releases").rename(to.parent / "moved")
    (to / "releases").symlink_to(outside)
    return outside / "mine.txt"


def _linked_release(to: Path) -> Path:
    outside = to.parent / "outside"
    outside.mkdir()
    (outside / "mine.txt").write_text("mine")
    (to / "releases" / "a").rename(to.parent / "moved")
    (to / "releases" / "a").symlink_to(outside)
    return outside / "mine.txt"


def _linked_evidence(to: Path) -> Path:
    outside = to.parent / "outside"
    outside.mkdir()
    (outside / "mine.txt").write_text("mine")
    for name in ("a", "b"):
        (to / "releases" / name / "evidence").rename(to.parent / f"moved-{name}")
        (to / "releases" / name / "evidence").symlink_to(outside)
    return outside / "mine.txt"


def _elsewhere(to: Path) -> Path:
    outside = to.parent / "outside"
    outside.mkdir()
    (outside / "mine.txt").write_text("mine")
    (to / "current").unlink()
    (to / "current").symlink_to(outside)
    return outside / "mine.txt"


@pytest.mark.parametrize(
    "spoil",
    [_foreign_current, _linked_releases, _linked_release, _linked_evidence, _elsewhere],
)
def test_a_folder_that_was_tampered_with_is_refused(
    library: Library, to: Path, spoil: Callable[[Path], Path]
) -> None:
    publish(library, to, D1)
    mine = spoil(to)
    library.set_values(TWIN.slug, {"why_it_matters": "Another reason."})
    with pytest.raises(BadFile, match="not a folder that Atlas Curator made"):
        publish(library, to, D2)
    assert mine.read_text() == "mine"
    assert [path.name for path in mine.parent.iterdir()] == ["mine.txt"]


def test_a_foreign_folder_is_refused(library: Library, to: Path) -> None:
    mine = _foreign_file(to)
    for do in (publish, plan_publish):
        with pytest.raises(BadFile, match="not a folder that Atlas Curator made"):
            do(library, to, D1)
    assert [path.name for path in to.iterdir()] == [mine.name]


def test_what_others_put_beside_the_site_stays(library: Library, to: Path) -> None:
    publish(library, to, D1)
    (to / "CNAME").write_text("mine")
    library.set_values(TWIN.slug, {"why_it_matters": "Another reason."})
    publish(library, to, D2)
    assert (to / "CNAME").read_text() == "mine"


def test_an_empty_folder_will_do(library: Library, to: Path) -> None:
    to.mkdir()
    assert len(publish(library, to, D1).added) == 3


def test_a_second_publication_waits_for_nobody(library: Library, to: Path) -> None:
    publish(library, to, D1)
    with Target(to).locked(), pytest.raises(Busy, match="Another publication"):
        publish(library, to, D2)
