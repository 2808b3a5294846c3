"""Approving in the window, the publish window's held back pages, and Alt with digits."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from curator_app.app import Program
from curator_app.domain.entry import Entry
from curator_app.ui.messages import Question
from curator_app.ui.publishing.window import PublishWindow
from tests.ui.shell.conftest import Opener
from tests.ui.shell.test_journeys import open_entry, type_journal

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def standing(program: Program) -> str:
    label = program.window.desk.editor().header.approval
    return "" if label.isHidden() else label.text()


def approve_by_key(program: Program, qtbot: QtBot) -> None:
    program.window.activateWindow()
    qtbot.keyClick(program.window, Qt.Key.Key_A, CTRL_SHIFT)


def test_approving_by_key_and_the_head_says_how_it_stands(program: Program, qtbot: QtBot) -> None:
    window = program.window
    entry = open_entry(program, qtbot, 1)
    assert standing(program) == ""
    approve_by_key(program, qtbot)
    qtbot.waitUntil(lambda: standing(program).startswith(f"Approved by {window.library.who}, "))
    stored = window.library.entry_by_id(entry.id)
    assert stored.approval is not None
    type_journal(program, qtbot, "Other words")
    qtbot.waitUntil(lambda: standing(program) == "Changed since approved")
    type_journal(program, qtbot, entry.journal)
    qtbot.waitUntil(lambda: standing(program).startswith("Approved by"))
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: standing(program) == "")
    assert window.library.entry_by_id(entry.id).approval is None


def test_unsaved_text_is_saved_first(program: Program, qtbot: QtBot) -> None:
    window = program.window
    entry = open_entry(program, qtbot, 2)
    type_journal(program, qtbot, "Freshly typed")
    approve_by_key(program, qtbot)
    qtbot.waitUntil(lambda: standing(program).startswith("Approved by"))
    stored = window.library.entry_by_id(entry.id)
    assert (stored.journal, stored.version) == ("Freshly typed", entry.version + 2)


def test_a_text_with_a_critical_finding_is_refused(program: Program, qtbot: QtBot) -> None:
    window = program.window
    entry = open_entry(program, qtbot, 3)
    window.library.set_values(entry.slug, {"why_it_matters": "This proves it."})
    window.commands.reload()
    window.approvals._approve([entry.id])
    qtbot.waitUntil(lambda: any("W01_proves" in text for text in window.notices.texts()))
    assert window.library.entry_by_id(entry.id).approval is None


def test_a_selection_is_approved_after_a_question(program: Program, qtbot: QtBot) -> None:
    window = program.window
    open_entry(program, qtbot, 0)
    view = window.list.view
    for row in (0, 1, 2):
        view.selectionModel().select(
            view.model().index(row, 0),
            view.selectionModel().SelectionFlag.Select | view.selectionModel().SelectionFlag.Rows,
        )
    chosen = [row.id for row in window.list.selected_rows()]
    assert len(chosen) == 3
    approve_by_key(program, qtbot)
    question = window.findChild(Question)
    next(b for b in question.buttons() if b.text() == "Approve 3 entries").click()

    def approved() -> bool:
        return all(window.library.entry_by_id(id_).approval for id_ in chosen)

    qtbot.waitUntil(approved)
    states = {window.library.entry_by_id(id_).state for id_ in chosen}
    assert states <= {"ready", "published"}


def publish_window(program: Program, qtbot: QtBot, site: Path) -> PublishWindow:
    window = program.window
    window.settings = type(window.settings)(publish_to=str(site))
    window.commands.publish()
    publishing = window.findChild(PublishWindow)
    qtbot.waitUntil(lambda: publishing.publish_button.isEnabled(), timeout=20_000)
    return publishing


def published(program: Program) -> Entry:
    library = program.window.library
    rows = library.rows(library.ids(program.window.list.query()))
    return library.entry_by_id(next(row.id for row in rows if row.state == "published"))


def test_a_held_back_row_opens_its_entry_at_the_field(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    window = program.window
    entry = published(program)
    window.library.set_values(entry.slug, {"why_it_matters": "This proves it."})
    publishing = publish_window(program, qtbot, tmp_path / "site")
    assert publishing.notices.texts() == []
    line = publishing.model.line(0)
    assert (line.outcome, line.what) == ("blocked", entry.slug)
    assert "W01_proves" in line.why
    publishing.view.selectRow(0)
    qtbot.keyClick(publishing.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk.editor().form.focused() == "why_it_matters")
    assert window.desk.entry().id == entry.id
    assert not (tmp_path / "site").exists()  # Enter did not press "Publish"


def test_the_window_says_that_the_gate_is_off(
    open_window: Opener, folder: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    (folder / "library.toml").write_text('[publishing]\ngate = "off"\n', encoding="utf-8")
    program = open_window(folder)
    entry = published(program)
    program.window.library.set_values(entry.slug, {"why_it_matters": "This proves it."})
    publishing = publish_window(program, qtbot, tmp_path / "site")
    assert any("The gate is off" in text for text in publishing.notices.texts())
    assert publishing.model.line(0).outcome != "blocked"
    publishing.reject()


# -------------------------------------------------------------------------- Alt and digits


def digits_in(program: Program, qtbot: QtBot) -> None:
    window = program.window
    open_entry(program, qtbot, 0)
    fields: list[tuple[QLineEdit | QPlainTextEdit, Callable[[], str]]] = []
    window.desk.editor().focus_field("title")
    title = QApplication.focusWidget()
    assert isinstance(title, QLineEdit)
    fields.append((title, title.text))
    window.desk.editor().focus_field("abstract")
    abstract = QApplication.focusWidget()
    assert isinstance(abstract, QPlainTextEdit)
    fields.append((abstract, abstract.toPlainText))
    for field, text in fields:
        before = text()
        for digit in range(10):
            field.setFocus()
            field.selectAll()
            qtbot.keyClick(field, Qt.Key(Qt.Key.Key_0.value + digit), ALT)
            assert text() == before, digit
    assert not window.desk.is_dirty()
    # What is no command stays as it was.
    title.setFocus()
    title.selectAll()
    qtbot.keyClick(title, Qt.Key.Key_7)
    assert title.text() == "7"


def test_alt_with_a_digit_is_never_typed(program: Program, qtbot: QtBot) -> None:
    digits_in(program, qtbot)


def test_it_is_a_command_also_when_no_window_is_active(program: Program, qtbot: QtBot) -> None:
    """As on a screen without a window manager: Qt then asks no shortcut."""
    window = program.window
    open_entry(program, qtbot, 0)
    window.desk.editor().focus_field("title")
    title = QApplication.focusWidget()
    assert isinstance(title, QLineEdit)
    title.selectAll()
    before = title.text()
    QApplication.sendEvent(title, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_2, ALT, "2"))
    assert title.text() == before
    assert window.list.isAncestorOf(window.focusWidget())


@pytest.mark.realwindow
def test_alt_with_a_digit_is_never_typed_in_a_real_window(
    program: Program, qtbot: QtBot, qapp: QApplication
) -> None:
    assert qapp.platformName() == "xcb"
    digits_in(program, qtbot)
