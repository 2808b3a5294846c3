"""The list of imports: what it says, and taking one back with what was edited since left."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from curator_app.app import Program
from curator_app.services.importing import apply_import, plan_import
from curator_app.ui.importing.history import ImportHistory
from curator_app.ui.importing.window import ImportWindow
from curator_app.ui.messages import Question
from tests.ui.shell.conftest import COUNT

RECORDS = """@article{a, title={Alpha is the first of several long titles}, year={2001}}
@article{b, title={Beta is the second of several long titles}, year={2002}}
@article{d, year={1999}}
"""


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    path = tmp_path / "records.bib"
    path.write_text(RECORDS, encoding="utf-8")
    return path


def texts(dialog: ImportHistory, row: int) -> list[str]:
    found = (dialog.table.item(row, column) for column in range(dialog.table.columnCount()))
    return [item.text() for item in found if item is not None]


def test_an_import_is_taken_back_except_what_was_edited(program: Program, qtbot: QtBot, bib: Path):
    window = program.window
    library = window.library
    assert library is not None
    result = apply_import(library, plan_import(library, [bib]))
    edited = next(item["slug"] for item in result.items if "alpha" in item["slug"])
    library.set_values(edited, {"journal": "By hand"})
    window.commands.import_history()
    dialog = window.findChild(ImportHistory)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 1)
    assert texts(dialog, 0)[1:] == [library.who, "records.bib", "2", "0", "0", "1", ""]
    assert dialog.refusals.item(0, 0).text() == "records.bib, line 3"
    dialog.undo_button.click()
    qtbot.waitUntil(lambda: dialog.findChild(Question) is not None)
    question = dialog.findChild(Question)
    assert f"{edited} stays: Journal edited since" in question.informativeText()
    next(b for b in question.buttons() if b.text() == "Undo this import").click()
    qtbot.waitUntil(lambda: texts(dialog, 0)[-1] == "Taken back")
    assert edited in dialog.notices.texts()[0]
    assert not dialog.undo_button.isEnabled()
    window.list.reload()
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT + 1)
    dialog.reject()


def test_a_library_without_imports_says_so(program: Program, qtbot: QtBot):
    window = program.window
    window.commands.import_history()
    dialog = window.findChild(ImportHistory)
    qtbot.waitUntil(lambda: dialog.listing.currentWidget() is dialog.empty)
    assert not dialog.undo_button.isEnabled()
    dialog.reject()


def test_the_import_window_takes_its_own_import_back(program: Program, qtbot: QtBot, bib: Path):
    window = program.window
    window.commands.import_files([bib])
    importing = window.findChild(ImportWindow)
    qtbot.waitUntil(lambda: importing.model.rowCount() == 3)
    importing.import_button.click()
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT + 2)
    importing.undo_button.click()
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT)
    importing.reject()
