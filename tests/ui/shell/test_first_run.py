"""The first start: no library yet, so the demo atlas shows around."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from curator_app import app, demo
from curator_app.domain.query import ListQuery
from curator_app.paths import Paths


def started(qtbot: QtBot, folder: Path, config: Path, *, is_demo: bool) -> app.Program:
    """A running program on `folder`."""
    program = app.Program(app.application(["atlas"]), folder, config, demo=is_demo)
    qtbot.addWidget(program.window)
    program.start()
    qtbot.waitUntil(lambda: program.window.library is not None, timeout=20_000)
    return program


def test_the_demo_is_offered_until_there_is_a_library(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert app.wants_demo(None)
    assert not app.wants_demo(str(tmp_path))
    program = started(qtbot, demo.folder(), tmp_path / "config", is_demo=True)
    window = program.window
    library = window.library
    assert library is not None
    assert len(library.ids(ListQuery())) == len(demo.records())
    assert any("demo atlas" in text for text in window.notices.texts())
    window.library_wanted.emit(Paths.of_user().library)
    qtbot.waitUntil(
        lambda: window.library is not None and window.library.folder == Paths.of_user().library,
        timeout=20_000,
    )
    assert not app.wants_demo(None)
    assert not any("demo atlas" in text for text in window.notices.texts())
    program.stop()


def test_the_window_stands_before_the_database_and_the_network_are_imported(
    tmp_path: Path,
) -> None:
    """They take half a second each, and are imported on the threads that use them."""
    code = (
        "import sys; from pathlib import Path; from curator_app import app;"
        f"p = Path({str(tmp_path)!r});"
        "made = app.Program(app.application(['atlas']), p, p / 'config', demo=False);"
        "made.window.show(); made.stop();"
        "print([m for m in ('sqlalchemy', 'httpx', 'lxml', 'pybtex') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
