"""Nothing of two hundred marked contributions is left anywhere, and planted leaks are found."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.canary import letters
from tests.canary.marks import Marks
from tests.canary.plants import PLANTS, missed
from tests.canary.stage import Journey, Stage, travel


@pytest.fixture(scope="module")
def journeys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Journey, Journey]:
    """The program as it is, and with leaks planted; side by side, each with marks of its own."""

    # Made here: two threads that make the first folder of a run get into each other's way.
    folders = [tmp_path_factory.mktemp("stage") for _ in range(2)]

    def go(planted: bool) -> Journey:
        stage, marks = Stage(folders[planted]), Marks(11 + planted)
        stage.make()
        letters.write(stage.given, marks)
        return travel(stage, marks, planted=planted)

    with ThreadPoolExecutor(2) as pool:
        clean, planted = pool.map(go, (False, True))
    return clean, planted


@pytest.mark.slow
def test_the_journeys_were_made(journeys: tuple[Journey, Journey]) -> None:
    """Or nothing could have been left."""
    for journey in journeys:
        report = journey.report
        assert report["refused"] == []
        assert report["arrived"] == letters.COUNT
        assert (report["accepted"], report["refused_copies"]) == (24, 24)
        assert report["erased"]
        for part in (
            "crashed",
            "refused in the window",
            "accepted in the window",
            "window crashed",
        ):
            assert report[part] is True
        assert any(b"inbox.parsing" in command for command in journey.commands)
        assert journey.bytes_searched > 3_000_000


@pytest.mark.slow
def test_no_mark_is_left_anywhere(journeys: tuple[Journey, Journey]) -> None:
    clean, _ = journeys
    searched = f"{clean.bytes_searched:,} bytes, {clean.marks_made:,} marks"
    print(f"{searched}: {letters.COUNT} contributions left nothing")
    assert dict(clean.found) == {}


@pytest.mark.slow
def test_every_planted_leak_is_found_and_no_other(journeys: tuple[Journey, Journey]) -> None:
    _, planted = journeys
    assert len(PLANTS) >= 20
    assert list(missed(planted.found.items())) == []
    leaked = {item.mark for item in PLANTS.values()}
    # What crashes leak through the broken traceback is more than the one text.
    others = {mark for mark in planted.marks() - leaked if "crash" not in mark}
    assert others - crashed(planted) == set()


def crashed(journey: Journey) -> set[str]:
    """The marks of the message that the crash was about: the error quotes it whole."""
    found = journey.found.get("out/stderr.txt", frozenset())
    return {mark for mark in found if mark not in {item.mark for item in PLANTS.values()}}


def test_the_folders_of_a_stage_are_private(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.make()
    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {"0o700"}
