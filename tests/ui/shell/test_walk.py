"""See 1996 is tagged from its abstract by keyboard alone; and nothing tags itself."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from curator_app import demo
from curator_app.domain.fields import entry_to_json
from curator_app.domain.query import ListQuery
from curator_app.services import detecting, publishing
from curator_app.services.library import Library
from curator_app.site.text import visible_text
from tests.ui.shell.conftest import Opener
from tests.walk import CLAUSE, SLUG, Walk, prepare


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    """The demo atlas, with See 1996 as it was imported."""
    folder = tmp_path / "atlas"
    library = Library.open(folder, who="Anna", insist=True)
    demo.fill(library)
    prepare(library)
    library.close()
    return folder


@pytest.mark.realwindow
def test_see_1996_is_tagged_from_its_abstract_by_keyboard_alone(
    open_window: Opener, atlas: Path, qtbot: QtBot
):
    program = open_window(atlas)
    window = program.window
    window.resize(1280, 800)
    with qtbot.waitActive(window):
        window.activateWindow()
    said: dict[str, str] = {}

    def seen(name: str) -> None:
        form = window.desk.editor().form
        assert form.pem is not None
        said[name] = form.pem.verdict.certainty.text()

    walk = Walk(program, seen)
    walk.go()
    assert "Criteria unknown" in said["walk-1-proposed"]
    assert said["walk-2-accepted"] == (
        "Criteria ambiguous: CDC (year not given) may be one of several definitions.\n"
        "Status certain: Every reading leads to the same status."
    )
    form = window.desk.editor().form
    assert form.pem is not None
    rules = [form.pem.trace.itemAt(i).widget().rule.text() for i in range(2)]
    assert rules[0] == "D15"
    library = window.library
    assert library is not None
    entry = library.entry(SLUG)
    assert entry.pem.status == "not_required"
    leaf = entry.criteria.to_json()["expr"]
    assert leaf["id"] == "cdc_unspecified"
    assert CLAUSE in leaf["quote"]
    assert (leaf["location"], leaf["verification"]) == ("abstract", "not_stated")
    assert library.history(entry.id)[-1].origin == "edit"
    page = visible_text(publishing.page(library, entry)).splitlines()
    assert any(line.startswith("PEM not required") for line in page)
    assert any("CDC (year not given)" in line for line in page)
    assert not any("received interferon or placebo in turn" in line for line in page)


def contents(library: Library) -> dict[str, dict[str, Any]]:
    """Everything that is stored of every entry."""
    entries = (library.entry_by_n(n) for n in library.ids(ListQuery()))
    return {entry.id: entry_to_json(entry) for entry in entries}


def test_opening_looking_and_reading_a_whole_library_tags_nothing(
    open_window: Opener, atlas: Path, qtbot: QtBot
):
    program = open_window(atlas)
    window, library = program.window, program.window.library
    assert library is not None
    before, steps = contents(library), len(library.operations())
    proposed = 0
    for line in range(window.list.table.rowCount()):
        window.list.view.go_to(line)
        n = window.list.view.current_number()
        wanted = library.entry_by_n(n)
        qtbot.waitUntil(lambda w=wanted: (e := window.desk.entry()) is not None and e.id == w.id)
        editor = window.desk.editor()
        editor.focus_detection()
        panel = editor.form.detection
        assert panel is not None
        qtbot.waitUntil(panel.is_read)
        for row in range(panel.body.list.lines.rowCount()):
            panel.body.list.point(row)
            proposed += 1
        assert not window.desk.is_dirty()
        assert editor.entry() == wanted
    assert proposed >= 2
    for n in library.ids(ListQuery()):
        detecting.read(detecting.texts_of(library.entry_by_n(n)))
    assert contents(library) == before
    assert len(library.operations()) == steps
    assert library.drafts() == []
