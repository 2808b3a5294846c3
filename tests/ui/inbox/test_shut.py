"""Locked, missing, wrong, damaged: each its own sentence; and after a lock no text is left."""

import json
from pathlib import Path

import keyring.errors
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from curator_app.errors import InboxClosed
from curator_app.inbox.store import Store
from curator_app.services.inbox import Credential, Inbox
from curator_app.services.library import Library
from curator_app.ui.inbox.create_window import CreateWindow
from curator_app.ui.inbox.gate import TITLES
from curator_app.ui.inbox.proposal_window import ProposalWindow
from curator_app.ui.inbox.window import InboxWindow
from curator_app.ui.preview import scheme
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from tests.inbox.keyrings import Other, Raising, Remembering, Slow, chain
from tests.ui.inbox.conftest import KEY, Opener, answer, press, settled, shown_dialog, unlocked

scheme.prepare()
PASSPHRASE = "four words that differ"


def texts_of(window: QWidget) -> str:
    """Every text that any part of a window holds, seen or not, and what may be undone."""
    found: list[str] = []
    for widget in [window, *window.findChildren(QWidget)]:
        found += [widget.windowTitle(), widget.toolTip(), widget.accessibleName()]
        found += [widget.accessibleDescription(), widget.statusTip(), widget.whatsThis()]
        if isinstance(widget, QLabel | QLineEdit | QPushButton):
            found.append(widget.text())
        if isinstance(widget, QLineEdit):
            widget.undo()
            found.append(widget.text())
        if isinstance(widget, QPlainTextEdit):
            found.append(widget.toPlainText())
            widget.undo()
            found.append(widget.toPlainText())
        if isinstance(widget, QComboBox):
            found += [widget.itemText(place) for place in range(widget.count())]
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            found += model_texts(widget)
        face = QAccessible.queryAccessibleInterface(widget)
        if face is not None:
            found += [face.text(QAccessible.Text.Name), face.text(QAccessible.Text.Value)]
    for action in window.findChildren(QAction):
        found += [action.text(), action.toolTip(), action.statusTip()]
    return "\n".join(str(text) for text in found)


def model_texts(view: QAbstractItemView) -> list[str]:
    """What the lines of a view say and carry."""
    model, found = view.model(), []
    for line in range(model.rowCount()):
        index = model.index(line, 0)
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.UserRole,
                     Qt.ItemDataRole.AccessibleTextRole):  # fmt: skip
            found.append(repr(index.data(role)))
    return found


def test_locking_takes_every_text_off_every_widget(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    press(window, qtbot, Qt.Key.Key_W)
    press(window, qtbot, Qt.Key.Key_T)
    window.commands.close_dialogs()
    store.letters.add_note(window.reader.reading().row.id, _private("Canary note"))
    store.change([1], {"tags": ("Canarytag",)}, "Tagged")
    window.commands.reload()
    window.commands.reply()
    qtbot.keyClicks(window.pane.reply.body, "Canary reply")
    qtbot.keyClicks(window.list.search, "Canary")
    settled(window, qtbot)
    before = texts_of(window)
    for word in ("Canary5subject", "Canary5body", "canary1@example.org", "Canary reply"):
        assert word in before, word  # the search would find it
    window.commands.lock()
    qtbot.waitUntil(lambda: window.gate.isVisible() and not window.access.inbox.is_open())
    after = texts_of(window)
    assert "canary" not in after.lower()
    assert window.windowTitle() == "Contributions – Atlas Curator"
    assert len(window.list.table._pages) == 0


def test_locking_closes_the_proposal_too(window: InboxWindow, qtbot: QtBot, inbox: Inbox) -> None:
    press(window, qtbot, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: bool(window.findChildren(ProposalWindow)), timeout=10_000)
    (made,) = window.findChildren(ProposalWindow)
    qtbot.waitUntil(lambda: "Canary5body" in made.message.toPlainText(), timeout=10_000)
    window.commands.lock()
    qtbot.waitUntil(lambda: not inbox.is_open())
    qtbot.waitUntil(lambda: not window.findChildren(ProposalWindow))
    assert "canary" not in texts_of(window).lower()


def _private(text: str) -> object:
    from curator_app.domain.private import Private

    return Private(text)


def test_what_was_being_written_is_kept_before_the_lock(
    window: InboxWindow, qtbot: QtBot, inbox: Inbox
) -> None:
    found = window.reader.reading().row.id
    window.commands.reply()
    qtbot.keyClicks(window.pane.reply.body, "Dear reader")
    window.commands.lock()
    qtbot.waitUntil(lambda: not inbox.is_open())
    (draft,) = unlocked(inbox).letters.replies(found)
    assert draft.body.reveal() == "Dear reader"


def test_titles_and_settings_never_hold_content(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    kept: list[dict[str, object]] = []
    window.remembered.connect(kept.append)
    qtbot.keyClicks(window.list.search, "Canary2")
    settled(window, qtbot)
    window.close()
    assert "canary" not in json.dumps(kept[-1]).lower()
    assert set(kept[-1]) == {"geometry", "splitter"}


def test_closing_the_window_locks(window: InboxWindow, qtbot: QtBot, inbox: Inbox) -> None:
    window.close()
    qtbot.waitUntil(lambda: not inbox.is_open())


def test_it_locks_itself_when_nobody_is_here(
    window: InboxWindow, qtbot: QtBot, inbox: Inbox
) -> None:
    window.idle.watch(0.02)
    for _ in range(8):
        qtbot.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
        qtbot.wait(200)
        assert inbox.is_open()
    qtbot.waitUntil(lambda: not inbox.is_open(), timeout=5000)
    assert window.gate.isVisible()


# ---------------------------------------------------------------------- the ways to be shut


def shut_window(qtbot: QtBot, qapp: object, library: Library, inbox: Inbox) -> InboxWindow:
    """The window of an inbox, once it says how things stand."""
    made = InboxWindow(inbox, library, Tasks(), Theme(qapp, "light"), {})  # type: ignore[arg-type]
    made.begin()
    qtbot.waitUntil(lambda: not made.gate.waiting and bool(made.gate.title.text()), timeout=10_000)
    return made


def made_with_keyring(library: Library, ring: Remembering) -> Inbox:
    made = Inbox(library.folder, chain(ring), "Anna")
    made.create()
    made.lock()
    return made


@pytest.mark.parametrize(
    ("case", "title"),
    [
        ("locked", TITLES["locked"]),
        ("denied", TITLES["denied"]),
        ("slow", TITLES["slow"]),
        ("gone", TITLES["gone"]),
        ("no_keyring", TITLES["no_keyring"]),
        ("missing", TITLES["missing"]),
        ("backend_changed", TITLES["backend_changed"]),
        ("wrong", TITLES["wrong"]),
        ("damaged", TITLES["damaged"]),
    ],
)
def test_each_way_of_being_shut_has_its_own_words(
    qtbot: QtBot, qapp: object, library: Library, case: str, title: str
) -> None:
    ring = Remembering()
    made_with_keyring(library, ring)
    files = {path.name: path.read_bytes() for path in library.folder.glob("inbox.*")}
    errors = {
        "locked": keyring.errors.KeyringLocked(),
        "denied": keyring.errors.KeyringError(),
        "gone": ConnectionError("gone"),
        "no_keyring": keyring.errors.NoKeyringError(),
    }
    if case in errors:
        ring_now = chain(Raising(errors[case]))
    elif case == "slow":
        ring_now = chain(Slow(5), patience=0.2)
    elif case == "backend_changed":
        ring_now = chain(Other())
    else:
        ring_now = chain(ring)
    if case == "missing":
        ring.kept.clear()
    if case == "wrong":
        ring.kept = dict.fromkeys(ring.kept, "ab" * 32)
    if case == "damaged":
        (library.folder / "inbox.header").write_text("{", encoding="utf-8")
        files["inbox.header"] = b"{"
    window = shut_window(qtbot, qapp, library, Inbox(library.folder, ring_now, "Anna"))
    assert window.gate.title.text() == title
    assert window.gate.message.text()
    assert "Nothing was changed" in window.gate.message.text()
    assert {p.name: p.read_bytes() for p in library.folder.glob("inbox.*")} == files
    helpless = case == "damaged"
    assert window.gate.code_button.isVisible() or window.gate.code.isVisible() or helpless
    window.shut()


def test_the_recovery_code_opens_when_the_keyring_has_lost_the_key(
    qtbot: QtBot, qapp: object, library: Library
) -> None:
    ring = Remembering()
    made = Inbox(library.folder, chain(ring), "Anna")
    code = made.create()
    made.lock()
    ring.kept.clear()
    window = shut_window(qtbot, qapp, library, made)
    qtbot.keyClicks(window.gate.code, code[:-1] + ("2" if code[-1] != "2" else "3"))
    qtbot.keyClick(window.gate.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Group 5" in window.gate.message.text())
    assert window.gate.code.text() == ""
    qtbot.keyClicks(window.gate.code, code.lower())
    qtbot.keyClick(window.gate.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.splitter.isVisible())
    notice = window.notices.notice("keyring")
    assert notice is not None
    notice.buttons[0].click()
    qtbot.waitUntil(lambda: bool(ring.kept))
    window.commands.lock()
    qtbot.waitUntil(lambda: not made.is_open())
    window.access.begin()
    qtbot.waitUntil(made.is_open)
    qtbot.waitUntil(lambda: window.splitter.isVisible())
    window.shut()


def test_a_lost_inbox_is_set_aside_only_when_asked_and_its_files_stay(
    qtbot: QtBot, qapp: object, library: Library
) -> None:
    ring = Remembering()
    made_with_keyring(library, ring)
    ring.kept.clear()
    texts = (library.folder / "inbox.db").read_bytes()
    inbox = Inbox(library.folder, chain(ring), "Anna")
    window = shut_window(qtbot, qapp, library, inbox)
    assert window.gate.title.text() == TITLES["missing"]
    window.gate.aside_button.click()
    answer(window, "Set aside")
    qtbot.waitUntil(lambda: window.gate.title.text() == TITLES["no_inbox"])
    (folder,) = library.folder.glob("inbox-aside-*")
    assert (folder / "inbox.db").read_bytes() == texts
    assert str(folder) in " ".join(window.notices.texts())
    window.shut()


def test_a_wrong_passphrase_is_said_and_the_right_one_opens(
    qtbot: QtBot, qapp: object, library: Library
) -> None:
    made = Inbox(library.folder, chain(), "Anna")
    made.create(passphrase=PASSPHRASE)
    made.lock()
    window = shut_window(qtbot, qapp, library, made)
    gate = window.gate
    assert gate.title.text() == TITLES["locked"]
    qtbot.keyClicks(gate.field, "not the right one")
    qtbot.keyClick(gate.field, Qt.Key.Key_Return)
    assert gate.field.text() == ""
    qtbot.waitUntil(lambda: gate.title.text() == TITLES["wrong"])
    qtbot.keyClicks(gate.field, PASSPHRASE)
    qtbot.keyClick(gate.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.splitter.isVisible())
    window.shut()


def test_an_inbox_is_made_in_the_window_and_its_code_confirmed(
    qtbot: QtBot, qapp: object, library: Library
) -> None:
    nobody = chain(Raising(keyring.errors.NoKeyringError()))
    made = Inbox(library.folder, nobody, "Anna")
    window = shut_window(qtbot, qapp, library, made)
    assert window.gate.title.text() == "No private inbox yet"
    window.gate.create_button.click()
    dialog = shown_dialog(window, CreateWindow)
    assert isinstance(dialog, CreateWindow)
    assert not dialog.make_button.isEnabled()
    qtbot.keyClicks(dialog.passphrase.first, PASSPHRASE)
    qtbot.keyClicks(dialog.passphrase.second, PASSPHRASE[:-1])
    assert "not the same" in dialog.passphrase.problem.text()
    qtbot.keyClicks(dialog.passphrase.second, PASSPHRASE[-1])
    dialog.make_button.click()
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.showing)
    code = dialog.shown.text().replace("\n", "-")
    dialog.written_button.click()
    qtbot.keyClicks(dialog.typed, code[:-1])
    dialog.confirm_button.click()
    qtbot.waitUntil(lambda: bool(dialog.notices.texts()))
    dialog.typed.setText(code)
    dialog.confirm_button.click()
    qtbot.waitUntil(lambda: made.state().confirmed)
    qtbot.waitUntil(lambda: window.splitter.isVisible())
    qtbot.waitUntil(lambda: window.notices.texts() == [])
    assert code not in texts_of(window)
    window.shut()
    made.unlock(Credential(passphrase=PASSPHRASE))
    made.lock()


def test_a_code_left_for_later_is_reminded_of(window: InboxWindow, inbox: Inbox) -> None:
    assert "never confirmed" in window.notices.texts()[0]


def test_a_second_window_only_says_where_the_inbox_is_open(
    qtbot: QtBot, qapp: object, library: Library, inbox: Inbox
) -> None:
    inbox.lock()
    barred = Inbox(library.folder, chain(), "Bertil", barred="Anna has the library open.")
    window = shut_window(qtbot, qapp, library, barred)
    assert window.gate.title.text() == TITLES["elsewhere"]
    assert "Anna has the library open." in window.gate.message.text()
    window.shut()


def test_a_message_in_flight_when_it_is_locked_is_not_shown(
    window: InboxWindow, qtbot: QtBot, inbox: Inbox
) -> None:
    window.list.view.go_to(3)
    window.reader._load()
    window.commands.search()
    window.commands.lock()
    qtbot.waitUntil(lambda: not inbox.is_open())
    qtbot.wait(200)
    assert "canary" not in texts_of(window).lower()
    with pytest.raises(InboxClosed):
        inbox.store  # noqa: B018
    assert KEY.text() not in Path(inbox.vault.places.header).read_text(encoding="utf-8")


def test_opening_again_shows_the_messages_again(
    open_window: Opener, qtbot: QtBot, inbox: Inbox
) -> None:
    window = open_window()
    window.commands.lock()
    qtbot.waitUntil(lambda: not inbox.is_open() and window.gate.isVisible())
    window.access.unlock(Credential(key=KEY.text()))
    qtbot.waitUntil(lambda: window.list.table.rowCount() == 6)
    qtbot.waitUntil(lambda: window.reader.reading() is not None)
