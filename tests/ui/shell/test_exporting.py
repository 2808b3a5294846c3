"""Entries leave the window: by the clipboard as their pages have them, and as files."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from curator_app.app import Program
from curator_app.services.copying import as_text, copies
from curator_app.services.publishing import page
from curator_app.site.text import visible_text
from curator_app.ui.exporting.window import NOTHING, ExportWindow
from curator_app.ui.messages import Question
from tests.builders import study
from tests.ui.shell.conftest import Opener, fill

Key = Qt.Key


def opened(program: Program, qtbot: QtBot) -> ExportWindow:
    program.window.actions_["export"].trigger()
    (made,) = [w for w in program.window.findChildren(ExportWindow) if w.isVisible()]
    qtbot.waitUntil(lambda: bool(made._public))
    return made


def finish(made: ExportWindow, qtbot: QtBot) -> str:
    made.export_button.click()
    qtbot.waitUntil(lambda: made.stack.currentWidget() is made.finished_step)
    return made.finished_step.text.text()


def replace(made: ExportWindow) -> None:
    """Agree that a file is replaced."""
    buttons = made.findChild(Question).buttons()
    next(button for button in buttons if button.text() == "Replace it").click()


def select(program: Program, qtbot: QtBot, lines: int) -> None:
    program.window.list.view.go_to(0)
    for _ in range(lines - 1):
        qtbot.keyClick(program.window.list.view, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)


def test_the_whole_library_then_remembered(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    made = opened(program, qtbot)
    assert [c.text() for c in made.choices] == ["The whole library (10; 30 more are not public)"]
    made.format.setCurrentIndex(3)
    assert made.file.text().endswith("atlas.csv")
    made.file.setText(str(tmp_path / "mine.csv"))
    said = finish(made, qtbot)
    assert said.startswith(
        "10 entries written to mine.csv. 30 entries that are not public left out"
    )
    assert str(tmp_path) in said
    with (tmp_path / "mine.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 10
    made.close_button.click()
    again = opened(program, qtbot)
    assert again.target() == tmp_path / "atlas.csv"
    assert again.writer().format == "csv"


def test_the_selection_and_the_filtered_list(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    window = program.window
    window.list.search.setText("study")
    qtbot.waitUntil(lambda: window.list.filtered() and not window.list._timer.isActive())
    select(program, qtbot, 8)
    made = opened(program, qtbot)
    texts = [choice.text() for choice in made.choices]
    assert texts[0].startswith("The selected entries (2; 6 more are not public)")
    assert texts[1].startswith("The list as it is filtered now (10;")
    assert made.choices[0].isChecked()
    made.file.setText(str(tmp_path / "x.jsonl"))
    made._on_typed()
    assert made.writer().format == "jsonl"
    assert finish(made, qtbot).startswith("2 entries written")
    assert len((tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_nothing_public_is_said(open_window: Opener, qtbot: QtBot, tmp_path: Path) -> None:
    fill(tmp_path / "L", [study(1, state="drafting")])
    made = opened(open_window(tmp_path / "L"), qtbot)
    assert made.notices.texts() == [NOTHING]
    assert not made.export_button.isEnabled()


def test_a_file_that_exists_is_asked_about(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    target = tmp_path / "x.bib"
    target.write_text("old", encoding="utf-8")
    made = opened(program, qtbot)
    made.file.setText(str(target))
    made.export_button.click()
    question = made.findChild(Question)
    assert question.text() == "x.bib exists already. Replace it?"
    question.reject()
    assert target.read_text(encoding="utf-8") == "old"
    qtbot.waitUntil(lambda: made.findChild(Question) is None)
    made.export_button.click()
    replace(made)
    qtbot.waitUntil(lambda: made.stack.currentWidget() is made.finished_step)
    assert target.read_text(encoding="utf-8").startswith("@article")


def test_a_place_that_cannot_be_written_is_said(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    """A file where the folder should be: not even root can write there."""
    made = opened(program, qtbot)
    (tmp_path / "no").write_text("a file", encoding="utf-8")
    made.file.setText(str(tmp_path / "no" / "x.bib"))
    made.export_button.click()
    qtbot.waitUntil(lambda: bool(made.notices.texts()))
    assert made.notices.texts()[0].startswith("x.bib could not be written (")
    assert made.stack.currentWidget() is made.choosing
    made.file.setText(str(program.window.library.folder / "atlas.db"))
    made.export_button.click()
    replace(made)
    qtbot.waitUntil(lambda: "belongs to the library" in "".join(made.notices.texts()))


def test_a_file_is_chosen_in_a_dialog(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    made = opened(program, qtbot)
    made.choose_button.click()
    dialog = made.findChild(QFileDialog)
    assert dialog.selectedNameFilter() == "BibTeX (*.bib *.bibtex)"
    dialog.fileSelected.emit(str(tmp_path / "named.ris"))
    dialog.close()
    assert made.writer().format == "ris"
    assert made.target() == tmp_path / "named.ris"
    made.file.setText(str(tmp_path / "bare"))
    assert made.target() == tmp_path / "bare.ris"


def test_stopping_keeps_the_old_file(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    library = program.window.library
    library.add_all([study(n, state="ready") for n in range(100, 3000)], "more")
    target = tmp_path / "x.xlsx"
    target.write_bytes(b"old")
    made = opened(program, qtbot)
    made.format.setCurrentIndex(4)
    made.file.setText(str(target))
    made.export_button.click()
    replace(made)
    assert made.ticket is not None
    made.ticket.progressed.connect(lambda *_: made.stop())
    qtbot.waitUntil(lambda: made.ticket is None, timeout=10_000)
    assert made.notices.texts() == ["Stopped. Nothing was changed."]
    assert target.read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {"x.xlsx"}


@pytest.mark.parametrize(
    ("command", "form", "noun"),
    [
        ("copy_citation", "citation", "citations"),
        ("copy_bibtex", "bibtex", "BibTeX records"),
        ("copy_ris", "ris", "RIS records"),
        ("copy_csl", "csl-json", "CSL-JSON records"),
    ],
)
def test_what_is_copied(program: Program, qtbot: QtBot, command: str, form: str, noun: str) -> None:
    window = program.window
    select(program, qtbot, 3)
    numbers = window.list.view.selected_numbers()
    window.actions_[command].trigger()
    qtbot.waitUntil(lambda: window.messages.current() == f"Copied 3 {noun}.")
    assert QGuiApplication.clipboard().text() == copies(window.library, numbers, form)


def test_the_keys_and_the_menu_of_the_list(program: Program, qtbot: QtBot) -> None:
    window = program.window
    select(program, qtbot, 1)
    QGuiApplication.clipboard().setText("before")
    qtbot.keyClick(window.list.view, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.messages.current() == "Copied 1 citation.")
    assert QGuiApplication.clipboard().text() != "before"
    window.list.view.customContextMenuRequested.emit(window.list.view.rect().center())
    menu = window.list.view.findChild(QMenu)
    names = [action.objectName() for action in menu.actions()]
    assert [n for n in names if n.startswith(("copy", "export"))] == [
        *("copy_citation", "copy_bibtex", "copy_ris", "copy_csl", "export"),
    ]
    menu.close()


@pytest.mark.parametrize("form", ["citation", "bibtex", "snapshot"])
def test_what_is_copied_from_the_page_is_what_is_shown(
    program: Program, qtbot: QtBot, form: str
) -> None:
    """Also of text that is typed and not saved; without the engine, which has tests of its own."""
    window = program.window
    select(program, qtbot, 1)
    qtbot.waitUntil(lambda: window.desk.entry() is not None)
    entry = window.desk.entry().with_(title="Typed, & not saved", journal="J")
    window.preview._shown = entry
    window.preview._on_copy(form)
    qtbot.waitUntil(lambda: window.messages.current().startswith("Copied the "))
    text = QGuiApplication.clipboard().text()
    assert text == as_text(window.library, entry, form)
    assert ("Typed, & not saved" in text) == (form != "snapshot")
    shown = " ".join(visible_text(page(window.library, entry)).split())
    assert " ".join(text.split()) in shown
