"""Findings in the whole window: as one types, by keys, dismissed with a reason, undone."""

import threading
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from curator_app.app import Program
from curator_app.domain.checks.engine import Engine
from curator_app.domain.checks.finding import Finding
from curator_app.domain.entry import Entry
from curator_app.knowledge import checks
from curator_app.ui.editor.wording import in_words
from curator_app.ui.findings.dismiss_dialog import REASONS, DismissDialog
from curator_app.ui.findings.menu import QuickFixes
from tests.builders import study
from tests.ui.shell.conftest import Opener, fill
from tests.ui.shell.test_journeys import open_entry

PROOF = "This proves it."
Key = Qt.Key


@pytest.fixture
def program(open_window: Opener, tmp_path: Path) -> Program:
    """A window on a few entries, one of which claims a proof."""
    folder = tmp_path / "library"
    entries = [study(n, state="drafting") for n in range(6)]
    fill(folder, [entries[0].with_(plain_summary=PROOF), *entries[1:]])
    return open_window(folder)


def summary(program: Program) -> QPlainTextEdit:
    editor = program.window.desk.editor()
    editor.focus_field("plain_summary")
    edit = editor.form.boxes["plain_summary"].editor.target()
    assert isinstance(edit, QPlainTextEdit)
    return edit


def rules(program: Program) -> list[str]:
    return [note.finding.rule for note in program.window.desk.editor().notes.all()]


def open_proof(program: Program, qtbot: QtBot) -> QPlainTextEdit:
    window = program.window
    window.commands.show_in_list(window.library.entry(study(0).slug))
    qtbot.waitUntil(lambda: (e := window.desk.entry()) is not None and e.plain_summary == PROOF)
    qtbot.waitUntil(lambda: "W01_proves" in rules(program), timeout=10_000)
    edit = summary(program)
    edit.setTextCursor(edit.document().find("proves"))
    return edit


def shown_dialog(qtbot: QtBot, kind: type) -> DismissDialog:
    found: list[DismissDialog] = []

    def look() -> bool:
        found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind)
                    and w.isVisible()]  # fmt: skip
        return bool(found)

    qtbot.waitUntil(look)
    return found[0]


def test_typing_is_checked_and_one_key_mends_it(program: Program, qtbot: QtBot):
    open_entry(program, qtbot, 3)
    edit = summary(program)
    edit.selectAll()
    qtbot.keyClicks(edit, "Stress was measured. It proves all.")
    qtbot.waitUntil(lambda: "W01_proves" in rules(program), timeout=10_000)
    edit.setTextCursor(edit.document().find("proves all"))
    window = program.window
    window.actions_["apply_fix"].trigger()
    assert edit.toPlainText() == "Stress was measured. It suggests all."
    assert "Write “suggests”" in window.messages.current()
    qtbot.waitUntil(lambda: "W01_proves" not in rules(program))
    window.actions_["apply_fix"].trigger()
    assert "Nothing" in window.messages.current() or "no finding" in window.messages.current()
    edit.undo()
    assert edit.toPlainText() == "Stress was measured. It proves all."


class Where(Engine):
    """The engine, noting on which threads it looks at entries."""

    threads: ClassVar[list[threading.Thread]] = []

    def check(self, entry: Entry, year: int) -> tuple[Finding, ...]:
        self.threads.append(threading.current_thread())
        return super().check(entry, year)


def test_no_check_runs_on_the_thread_of_the_window(program: Program, qtbot: QtBot):
    library = program.window.library
    vars(library.rules)["engine"] = Where(checks().rules, checks().words, library.catalogue)
    Where.threads.clear()
    open_entry(program, qtbot, 3)
    edit = summary(program)
    edit.selectAll()
    for word in ("It ", "proves ", "that ", "all ", "is ", "well."):
        qtbot.keyClicks(edit, word)
        qtbot.wait(260)
    qtbot.waitUntil(lambda: "W01_proves" in rules(program), timeout=10_000)
    program.window.actions_["check_library"].trigger()
    panel = program.window.checking.panel
    qtbot.waitUntil(lambda: panel.table.rowCount() > 5, timeout=20_000)
    assert len(Where.threads) >= 6 + 3
    assert threading.main_thread() not in Where.threads


def test_f4_goes_round(program: Program, qtbot: QtBot):
    open_proof(program, qtbot)
    window = program.window
    count = len(rules(program))
    for _ in range(count):
        window.actions_["next_finding"].trigger()
        assert f"of {count}. " in window.messages.current()
    assert summary(program).textCursor().selectedText() == "proves"
    window.actions_["previous_finding"].trigger()


def test_dismissed_with_a_reason_saved_undone(program: Program, qtbot: QtBot):
    window = program.window
    open_proof(program, qtbot)
    window.actions_["dismiss"].trigger()
    dialog = shown_dialog(qtbot, DismissDialog)
    assert not dialog.confirm.isEnabled()
    qtbot.keyClick(dialog.reason, Key.Key_Return)
    assert dialog.isVisible()
    qtbot.keyClick(dialog.reason, Key.Key_Down)
    qtbot.keyClick(dialog.choices, Key.Key_Down)
    assert dialog.reason.text() == REASONS[1]
    qtbot.keyClick(dialog.choices, Key.Key_Return)
    qtbot.waitUntil(lambda: "W01_proves" not in rules(program))
    assert window.desk.is_dirty()
    entry_id = window.desk.entry().id
    window.desk.keep()
    qtbot.waitUntil(lambda: entry_id in window.drafts.ids())
    window.desk.save()
    qtbot.waitUntil(lambda: not window.desk.is_dirty())
    (done,) = window.library.entry_by_id(entry_id).dismissals
    assert (done.rule, done.reason, done.who) == ("W01_proves", REASONS[1], window.library.who)
    change = window.library.history(entry_id)[-1].changes["dismissals"][1]
    assert in_words("dismissals", change) == (
        f"Proof claimed, in Quick summary: {REASONS[1]} ({done.who}, {done.at[:10]})"
    )
    qtbot.waitUntil(lambda: window.actions_["undo"].isEnabled())
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: "W01_proves" in rules(program), timeout=10_000)


def test_the_menu_offers_what_fits(program: Program, qtbot: QtBot):
    window = program.window
    edit = open_proof(program, qtbot)
    window.actions_["quick_fix"].trigger()
    menu = shown_dialog(qtbot, QuickFixes)
    offered = [action.text() for action in menu.actions() if action.text()]
    assert offered[1:4] == ["Write “suggests”", "Dismiss with a reason…", "Explain…"]
    next(a for a in menu.actions() if a.text().startswith("Write")).trigger()
    menu.close()
    assert edit.toPlainText() == "This suggests it."


def test_explaining(program: Program, qtbot: QtBot):
    window = program.window
    open_proof(program, qtbot)
    window.actions_["explain"].trigger()
    question = shown_dialog(qtbot, QMessageBox)
    assert "No single study proves" in question.text()
    assert "Why: " in question.informativeText()
    question.reject()
