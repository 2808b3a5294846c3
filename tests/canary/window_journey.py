"""The window driven on marked contributions; what others can see of it is written down."""

from __future__ import annotations

import shutil
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from curator_app.app import Program, application
from curator_app.domain.private import Private
from curator_app.domain.repeating import MAILED, Release
from curator_app.inbox.parts import message_from_json
from curator_app.paths import Paths
from curator_app.services.inbox import key_from_file
from curator_app.ui.inbox.proposal_window import ProposalWindow
from curator_app.ui.inbox.window import InboxWindow
from tests import walk
from tests.walk import settle

if TYPE_CHECKING:
    from tests.canary.journeys import Travel


# Two journeys go side by side, each in a process that is watched: everything takes its time.
until = partial(walk.until, seconds=120)


class Observer:
    """Writes down what is seen outside the inbox: titles, the main window, the clipboard."""

    def __init__(self, travel: Travel) -> None:
        self._path = travel.root / "out" / "observed.txt"
        self._seen = set[str]()
        self._timer = QTimer()
        self._timer.timeout.connect(self.look)
        self._timer.start(20)

    def look(self) -> None:
        """Look once."""
        for window in QApplication.topLevelWidgets():
            self._seen |= {window.windowTitle(), window.windowIconText(), window.windowFilePath()}
            if type(window).__name__ == "MainWindow":
                self._seen |= set(_texts(window))
        clipboard = QGuiApplication.clipboard()
        for mode in (clipboard.Mode.Clipboard, clipboard.Mode.Selection):
            self._seen.add(clipboard.text(mode))

    def end(self) -> None:
        """Write it down."""
        self.look()
        self._timer.stop()
        self._path.write_text("\n".join(sorted(self._seen)))


def _texts(window: QWidget) -> list[str]:
    """The words on a window, and what a screen reader says of it; not on windows over it."""
    mine = [w for w in window.findChildren(QWidget) if w.window() is window]
    found = [label.text() for label in mine if isinstance(label, QLabel)]
    found += [edit.text() for edit in mine if isinstance(edit, QLineEdit)]
    found += [edit.toPlainText() for edit in mine if isinstance(edit, QPlainTextEdit)]
    return found + [text for w in mine for text in (w.accessibleDescription(), w.toolTip())]


def drive(travel: Travel) -> None:
    """Everything that a reviewer does in the window."""
    paths = Paths.of_user()
    qapp = application(["atlas-curator"])
    program = Program(qapp, travel.library, paths.config, demo=False)
    program.window.messages.install_hook()
    program.start()
    observer = Observer(travel)
    until(lambda: program.window.list.table.rowCount() > 0)
    program.window.commands.contributions()
    shown = program.window.commands.inbox
    assert shown is not None
    shown.access.unlock(key_from_file(travel.key))
    until(lambda: shown.reader.reading() is not None)
    read(shown, travel)
    propose(shown, travel)
    fail(program, travel)
    program.window.commands.publish()
    settle(0.3)
    # While it is open the database has its journal beside it.
    live = travel.root / "out" / "live"
    shutil.copytree(travel.library, live, copy_function=copy_while_it_lasts, dirs_exist_ok=True)
    shown.commands.lock()
    until(lambda: not shown.access.inbox.is_open())
    settle(0.2)
    observer.end()
    program.window.messages.remove_hook()
    program.window._leaving = True
    program.window.close()
    program.stop()


def read(shown: InboxWindow, travel: Travel) -> None:
    """Read on, search, reply, ask who it is, tag, note."""
    for line in range(min(8, shown.list.table.rowCount())):
        shown.list.view.go_to(line)
        n = shown.list.table.number(line)
        until(lambda n=n: (r := shown.reader.reading()) is not None and r.row.n == n)
    shown.list.search.setText(travel.marks["search"])
    settle(0.4)
    shown.list.search.setText("")
    until(lambda: shown.list.table.rowCount() > 5)
    until(lambda: shown.reader.reading() is not None)
    shown.commands.reply()
    settle(0.1)
    shown.pane.reply.insert(f"Dear reader, {travel.marks['reply']}")
    settle(1.2)
    shown.commands.who()
    settle(0.2)
    shown.commands.accept()
    settle(0.2)
    shown.commands.undo()
    settle(0.2)
    shown.commands.redo()
    settle(0.2)


def propose(shown: InboxWindow, travel: Travel) -> None:
    """Build a proposal out of the message's own words, be refused, release, accept."""
    go_to_a_study(shown)
    shown.commands.propose()
    until(lambda: any(w.state is not None for w in shown.findChildren(ProposalWindow)))
    (made,) = shown.findChildren(ProposalWindow)
    state = made.state
    assert state is not None
    body = state.opened.contribution.message.body.reveal()
    made._on_edited(state.edited.with_(plain_summary=body, sample_size="41"))
    made.editor.show_entry(state.base, state.edited)
    compared(made)
    made.accept_and_next()
    until(lambda: any(text.startswith("Not accepted") for text in made.notices.texts()))
    travel.report["refused in the window"] = True
    words = "read your page with care. The sample size is"
    state.release(Release("limitations", Private(words), MAILED))
    made._on_edited(state.base.with_(sample_size="42", limitations=(words,)))
    made.editor.show_entry(state.base, state.edited)
    compared(made)
    made.accept_and_close()
    until(lambda: not shown.findChildren(ProposalWindow))
    travel.report["accepted in the window"] = True
    settle(0.3)


def copy_while_it_lasts(source: str, target: str) -> None:
    """Copy a file; a journal may be over before its turn comes."""
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)


def go_to_a_study(shown: InboxWindow) -> None:
    """Go down the list to a message about a study of the atlas."""
    for line in range(shown.list.table.rowCount()):
        shown.list.view.go_to(line)
        n = shown.list.table.number(line)
        until(lambda n=n: (r := shown.reader.reading()) is not None and r.row.n == n)
        if shown.reader.reading().study is not None:
            return
    raise LookupError("No message is about a study.")


def compared(made: ProposalWindow) -> None:
    """Wait until what was typed is compared with the message and can be accepted."""
    settle(0.3)
    until(lambda: not made.looking.busy() and made.is_free() and made.next_button.isEnabled())


def fail(program: Program, travel: Travel) -> None:
    """Errors that nobody foresaw, with a text of a message: in a slot, on a worker, told."""
    secret = travel.marks["window crash"]

    def broken() -> None:
        message_from_json({"attachments": [secret]})

    QTimer.singleShot(0, broken)
    program.tasks.read(broken, program.window, lambda _: None)
    settle(0.3)
    program.window.messages._copy_details()
    settle(0.1)
    QGuiApplication.clipboard().clear()
    travel.report["window crashed"] = True
