"""The contributions window as the main window opens and closes it."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from curator_app.app import Program
from curator_app.inbox.keys import Master
from curator_app.services.inbox import Credential, of_library
from tests.inbox.messages import message

K = Qt.Key


def test_the_main_window_opens_it_by_key_and_locks_it_when_it_closes(
    program: Program, qtbot: QtBot
) -> None:
    library = program.window.library
    assert library is not None
    key = Master.new()
    made = of_library(library)
    made.create(key=key)
    made.store.take([message(1)])
    made.lock()
    program.window.activateWindow()
    qtbot.keyClick(
        program.window,
        K.Key_I,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    window = program.window.commands.inbox
    assert window is not None
    qtbot.waitUntil(window.gate.isVisible)
    window.access.unlock(Credential(key=key.text()))
    qtbot.waitUntil(lambda: window.list.table.rowCount() == 1)
    inbox = window.access.inbox
    program.window.close()
    qtbot.waitUntil(lambda: not inbox.is_open())
    assert program.window.commands.inbox is None
