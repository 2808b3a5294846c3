"""The findings panel on a real library: scopes, going to the words, deciding, keeping up."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from curator_app.app import Program
from curator_app.ui.findings.dismiss_dialog import DismissDialog
from curator_app.ui.findings.panel import FindingsPanel
from tests.builders import study
from tests.ui.shell.conftest import Opener, fill, shut
from tests.ui.shell.test_accessible import nameless
from tests.ui.shell.test_findings import PROOF, shown_dialog, summary
from tests.ui.shell.test_journeys import open_entry

COUNT = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Entries of which every third claims a proof."""
    made = tmp_path / "library"
    entries = [study(n, state="drafting") for n in range(COUNT)]
    fill(made, [e.with_(plain_summary=PROOF) if n % 3 == 0 else e for n, e in enumerate(entries)])
    return made


@pytest.fixture
def program(open_window: Opener, folder: Path) -> Program:
    return open_window(folder)


def panel_of(program: Program) -> FindingsPanel:
    if program.window.checking.panel.isHidden():
        program.window.actions_["findings"].trigger()
    return program.window.checking.panel


def slugs(panel: FindingsPanel, rule: str = "W01_proves") -> set[str]:
    lines = [panel.table.line(row) for row in range(panel.table.rowCount())]
    return {line.slug for line in lines if line.rule == rule}


def select(panel: FindingsPanel, slug: str, rule: str = "W01_proves") -> None:
    for row in range(panel.table.rowCount()):
        line = panel.table.line(row)
        if (line.slug, line.rule) == (slug, rule):
            panel.view.selectRow(row)
            return
    raise AssertionError(slug)


def checked(program: Program, qtbot: QtBot) -> FindingsPanel:
    """The panel with the findings of the whole library."""
    program.window.actions_["check_library"].trigger()
    panel = panel_of(program)
    qtbot.waitUntil(lambda: len(slugs(panel)) == 4, timeout=20_000)
    return panel


PROVEN = {study(n).slug for n in range(0, COUNT, 3)}


def test_the_whole_library_is_listed_and_kept_up(program: Program, qtbot: QtBot):
    window = program.window
    panel = checked(program, qtbot)
    QAbstractItemModelTester(panel.table, panel)
    assert slugs(panel) == PROVEN
    assert panel.table.line(0).severity == "CRITICAL"
    assert "entries" in panel.words.text()
    critical = panel.head.severities["CRITICAL"]
    critical.click()
    qtbot.waitUntil(lambda: all(
        panel.table.line(r).severity == "CRITICAL" for r in range(panel.table.rowCount())
    ))  # fmt: skip
    assert critical.text() == f"Critical  {panel.table.rowCount()}"
    panel.head.severities[""].click()
    panel.head.rule.setCurrentIndex(panel.head.rule.findData("W01_proves"))
    panel.head.rule.activated.emit(panel.head.rule.currentIndex())
    qtbot.waitUntil(lambda: panel.table.rowCount() == 4)
    other = study(1)
    window.tasks.write(
        lambda: window.library.set_values(other.slug, {"plain_summary": PROOF}), window
    )
    qtbot.waitUntil(lambda: slugs(panel) == PROVEN | {other.slug})
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: slugs(panel) == PROVEN)


def test_a_finding_is_chosen_alone_though_ctrl_is_still_held(program: Program, qtbot: QtBot):
    """Commands with Ctrl go to findings; Qt's own way would add this one to those chosen."""
    panel = checked(program, qtbot)
    panel.view.selectRow(0)
    QTest.keyPress(panel.view, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    line = panel.table.line(2)
    for _ in range(2):
        panel.go_to_key(line.id, line.key)
    QTest.keyRelease(panel.view, Qt.Key.Key_Control)
    assert [index.row() for index in panel.view.selectionModel().selectedRows()] == [2]


def test_enter_goes_to_the_words(program: Program, qtbot: QtBot):
    window = program.window
    open_entry(program, qtbot, 5)
    panel = checked(program, qtbot)
    slug = study(6).slug
    select(panel, slug)
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk.entry().slug == slug)
    edit = window.desk.editor().form.boxes["plain_summary"].editor.target()
    qtbot.waitUntil(lambda: edit.textCursor().selectedText() == "proves")
    assert window.focusWidget() is edit
    assert window.list.view.current_number() is not None
    assert slugs(panel) == PROVEN


def test_several_are_dismissed_and_taken_back(program: Program, qtbot: QtBot):
    window = program.window
    panel = checked(program, qtbot)
    panel.head.rule.setCurrentIndex(panel.head.rule.findData("W01_proves"))
    panel.head.rule.activated.emit(panel.head.rule.currentIndex())
    qtbot.waitUntil(lambda: panel.table.rowCount() == 4)
    mine = study(0).slug
    select(panel, mine)
    panel.buttons["go"].click()
    qtbot.waitUntil(lambda: window.desk.entry() is not None and window.desk.entry().slug == mine)
    qtbot.waitUntil(lambda: bool(window.desk.editor().notes.all()))
    window.commands.focus_findings()
    panel.view.selectAll()
    window.actions_["dismiss"].trigger()
    dialog = shown_dialog(qtbot, DismissDialog)
    assert dialog.windowTitle() == "Dismiss 4 findings"
    QTest.keyClicks(dialog.reason, "A test")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    others = PROVEN - {mine}
    qtbot.waitUntil(lambda: slugs(panel) == {mine})
    assert all(window.library.entry(s).dismissals[0].reason == "A test" for s in others)
    assert window.library.entry(mine).dismissals == ()
    assert window.desk.edited().dismissals[0].reason == "A test"
    window.desk.save()
    qtbot.waitUntil(lambda: panel.table.rowCount() == 0)
    assert panel.empty.title.text() == "Nothing of this kind"

    panel.head.dismissed.click()
    qtbot.waitUntil(lambda: panel.table.rowCount() == 4)
    cells = [str(panel.table.index(row, 4).data()) for row in range(4)]
    assert all(cell.startswith(f"A test ({window.library.who}, 20") for cell in cells)
    panel.view.selectAll()
    assert not panel.buttons["dismiss"].isVisibleTo(panel)
    panel.buttons["back"].click()
    qtbot.waitUntil(lambda: all(not window.library.entry(s).dismissals for s in others))
    assert window.desk.edited().dismissals == ()


def test_proposals_are_applied_elsewhere_as_one_step(program: Program, qtbot: QtBot):
    window = program.window
    panel = checked(program, qtbot)
    open_entry(program, qtbot, 1)
    open_slug = window.desk.entry().slug
    panel.head.rule.setCurrentIndex(panel.head.rule.findData("W01_proves"))
    panel.head.rule.activated.emit(panel.head.rule.currentIndex())
    qtbot.waitUntil(lambda: panel.table.rowCount() == 4)
    window.commands.focus_findings()
    panel.view.selectAll()
    window.actions_["apply_fix"].trigger()
    qtbot.waitUntil(lambda: not slugs(panel) - {open_slug})
    for slug in PROVEN - {open_slug}:
        assert window.library.entry(slug).plain_summary == "This suggests it."
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: slugs(panel) == PROVEN)


def test_the_entry_as_it_is_typed(program: Program, qtbot: QtBot):
    panel = panel_of(program)
    assert panel.empty.title.text() == "No entry is open"
    open_entry(program, qtbot, 2)
    edit = summary(program)
    edit.selectAll()
    QTest.keyClicks(edit, "It is a cure.")
    qtbot.waitUntil(lambda: bool(slugs(panel, "W02_cure")), timeout=10_000)
    select(panel, program.window.desk.entry().slug, "W02_cure")
    QTest.keyClicks(edit, " It proves.")
    qtbot.waitUntil(lambda: bool(slugs(panel)))
    assert panel.view.selected_lines(5)[0].rule == "W02_cure"


def test_the_selection(program: Program, qtbot: QtBot):
    window = program.window
    panel = panel_of(program)
    panel.head.scopes["selection"].click()
    window.list.view.selectAll()
    qtbot.waitUntil(lambda: slugs(panel) == PROVEN, timeout=20_000)
    slug = study(9).slug
    select(panel, slug)
    panel.buttons["go"].click()
    qtbot.waitUntil(lambda: window.desk.entry() is not None and window.desk.entry().slug == slug)
    qtbot.wait(400)
    assert slugs(panel) == PROVEN
    window.list.view.go_to(3)
    qtbot.waitUntil(lambda: slugs(panel) != PROVEN)
    window.list.view.clearSelection()
    qtbot.waitUntil(lambda: panel.empty.title.text() == "Nothing is selected")


def test_stopping_and_going_on(program: Program, qtbot: QtBot):
    panel = panel_of(program)
    reading = program.window.checking.reading
    reading.began.connect(lambda ticket: ticket.cancel())
    panel.head.scopes["library"].click()
    qtbot.waitUntil(lambda: panel.empty.title.text() == "Stopped")
    assert panel.check_button.isVisibleTo(panel)
    reading.began.disconnect()
    reading.began.connect(panel._on_began)
    panel.check_button.click()
    qtbot.waitUntil(lambda: slugs(panel) == PROVEN, timeout=20_000)


def test_the_panel_is_remembered(open_window: Opener, program: Program, folder: Path):
    window = program.window
    assert window.checking.panel.isHidden()
    window.actions_["findings"].trigger()
    assert window.actions_["findings"].isChecked()
    window.close()
    shut(program)
    again = open_window(folder)
    assert not again.window.checking.panel.isHidden()
    again.window.checking.panel.head.close_button.click()
    assert again.window.checking.panel.isHidden()


def test_every_control_has_a_name(program: Program, qtbot: QtBot):
    panel = checked(program, qtbot)
    assert nameless(panel) == []


def test_explaining_a_line_of_another_entry(program: Program, qtbot: QtBot):
    from PySide6.QtWidgets import QMessageBox

    panel = checked(program, qtbot)
    select(panel, study(3).slug)
    panel.buttons["explain"].click()
    question = shown_dialog(qtbot, QMessageBox)
    assert "No single study proves" in question.text()
    question.reject()
