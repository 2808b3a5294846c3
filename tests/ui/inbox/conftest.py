"""The contributions window on a real encrypted inbox; its key is in a file, so no keyring is
needed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from curator_app.domain.contribution import Standing
from curator_app.inbox.keys import Master
from curator_app.inbox.store import Store
from curator_app.services.inbox import Credential, Inbox
from curator_app.services.library import Library
from curator_app.ui.inbox import reader
from curator_app.ui.inbox.window import InboxWindow
from curator_app.ui.messages import Question
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from tests.builders import study
from tests.inbox.keyrings import chain
from tests.inbox.messages import message

COUNT = 6
KEY = Master(b"a key for tests, 32 bytes long..")
Opener = Callable[..., InboxWindow]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library with a few studies."""
    made = Library.open(tmp_path / "library", who="Anna", insist=True)
    made.add_all([study(number) for number in range(4)], "Entries for a test")
    yield made
    made.close()


@pytest.fixture
def inbox(library: Library) -> Iterator[Inbox]:
    """An open inbox with messages, the newest of which has the highest number."""
    made = Inbox(library.folder, chain(), "Anna")
    made.create(key=KEY)
    made.store.take(
        [
            message(
                number,
                body=f"Canary{number}body about the sample size, see https://example.org/{number}.",
                subject=f"Canary{number}subject",
                sender=f"canary{number % 4}@example.org",
                slug=study(number % 4).slug,
                received=f"2026-11-{number + 1:02}T08:00:00Z",
            )
            for number in range(COUNT)
        ]
    )
    yield made
    made.lock()


@pytest.fixture
def store(inbox: Inbox) -> Store:
    """The open inbox."""
    return inbox.store


@pytest.fixture
def open_window(
    qtbot: QtBot,
    qapp: QApplication,
    library: Library,
    inbox: Inbox,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Opener]:
    """Opens the window as the program does, and shuts it at the end."""
    monkeypatch.setattr(reader, "SEEN_MS", 150)
    atlas, opened = Tasks(), []

    def opener(**known: object) -> InboxWindow:
        made = InboxWindow(inbox, library, atlas, Theme(qapp, "light"), known)
        opened.append(made)
        made.resize(1280, 800)
        made.begin()
        qtbot.waitUntil(lambda: made.gate.isVisible() or made.list.table.rowCount() > 0)
        return made

    yield opener
    for made in opened:
        if shiboken6.isValid(made):
            made.shut()
    atlas.wait()
    QApplication.processEvents()


@pytest.fixture
def window(open_window: Opener, qtbot: QtBot) -> InboxWindow:
    """The window with its first message in view."""
    made = open_window()
    qtbot.waitUntil(lambda: made.reader.reading() is not None)
    qtbot.waitUntil(lambda: made.side.current_key() is not None)
    return made


def settled(window: InboxWindow, qtbot: QtBot) -> None:
    """Wait until nothing is asked, written or about to be, three times in a row."""
    quiet = 0

    def idle() -> bool:
        nonlocal quiet
        pools = [pool for t in (window.tasks, window.atlas) for pool in (t._writer, t._readers)]
        questions = (window.list._question, window.reader._question, window._counting._question)
        busy = (
            any(pool.activeThreadCount() for pool in pools)
            or any(question.busy() for question in questions)
            or any(timer.isActive() for timer in (window.reader._rest, window.list._timer))
        )
        quiet = 0 if busy else quiet + 1
        return quiet > 3

    qtbot.waitUntil(idle, timeout=20_000)


def press(window: InboxWindow, qtbot: QtBot, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Press a key in the list, and wait for what comes of it."""
    # Offscreen no window manager gives the keyboard back when a dialog has closed.
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.list.view.setFocus()
    combined = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        combined |= modifier
    qtbot.keyClick(window.list.view, key, combined)
    settled(window, qtbot)


def shown_dialog(window: QWidget, kind: type[QDialog]) -> QDialog:
    """The dialog of this kind that is open over a window."""
    (found,) = [made for made in window.findChildren(kind) if made.isVisible()]
    return found


def answer(window: QWidget, words: str) -> None:
    """Press the button of the question that is open."""
    question = shown_dialog(window, Question)
    (button,) = [made for made in question.findChildren(QPushButton) if made.text() == words]
    button.click()


def standing(store: Store, n: int) -> Standing:
    """How a message stands."""
    return store.standings([n])[n]


def unlocked(inbox: Inbox) -> Store:
    """The inbox, opened again."""
    inbox.unlock(Credential(key=KEY.text()))
    return inbox.store
