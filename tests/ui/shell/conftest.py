"""A window on a small library of its own, opened and closed as the program does it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator_app.app import Program
from curator_app.domain.entry import Entry
from curator_app.services.library import Library
from tests.builders import study

COUNT = 40
Opener = Callable[..., Program]


def fill(folder: Path, entries: list[Entry]) -> None:
    """A library with these entries."""
    library = Library.open(folder, who="Anna", insist=True)
    try:
        library.add_all(entries, "Entries for a test")
    finally:
        library.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of studies that are easy to tell apart."""
    made = tmp_path / "library"
    states = ("published", "drafting", "imported", "in_review")
    fill(made, [study(i, state=states[i % 4]) for i in range(COUNT)])
    return made


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Opener]:
    """Opens windows as the program does, and closes what a test leaves open."""
    opened: list[Program] = []

    def opener(folder: Path, *, filled: bool = True) -> Program:
        program = Program(qapp, folder, tmp_path / "config", demo=False)
        opened.append(program)
        program.start()
        if filled:
            qtbot.waitUntil(lambda: program.window.list.table.rowCount() > 0, timeout=10_000)
        return program

    yield opener
    for program in opened:
        if shiboken6.isValid(program.window):
            shut(program)


def shut(program: Program) -> None:
    """Close a window without questions, as when the power goes: nothing more is kept."""
    program.window._leaving = True
    program.window.close()
    program.stop()
    program.window.set_library(None)
    program.window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def program(open_window: Opener, folder: Path) -> Program:
    """A window whose list is filled."""
    return open_window(folder)
