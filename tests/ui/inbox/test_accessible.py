"""What a screen reader and a keyboard meet in the window of contributions and its dialogs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog
from pytestqt.qtbot import QtBot

from curator_app.ui.inbox.commands.window import Commands
from curator_app.ui.inbox.window import InboxWindow
from tests.ui.inbox.conftest import settled
from tests.ui.shell.test_accessible import nameless, reached_by_tab

DIALOGS = (
    "accounts", "assign", "bundle", "copy_link", "decline", "duplicate", "erase", "export_person",
    "filters", "idle", "merge", "note", "protection", "retention", "save_filter", "snooze", "tag",
    "templates",
)  # fmt: skip


def cut_off(place: QDialog | InboxWindow) -> list[str]:
    """Buttons whose words do not fit."""
    return [
        button.text()
        for button in place.findChildren(QAbstractButton)
        if button.isVisibleTo(place)
        and button.text()
        and button.width() < button.minimumSizeHint().width()
    ]


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_every_control_has_a_name_and_fits(
    window: InboxWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window.resize(*size)
    window.commands.reply()
    settled(window, qtbot)
    ours = (window.side, window.list, window.pane, window.menuBar(), window.statusBar())
    for part in ours:
        assert nameless(part) == []
    assert cut_off(window) == []
    for word in ("canary", "contributor"):
        assert word not in window.accessibleName().lower() + window.windowTitle().lower()


@pytest.mark.parametrize("name", DIALOGS)
def test_every_control_of_a_dialog_has_a_name_and_fits(
    window: InboxWindow, qtbot: QtBot, name: str
) -> None:
    commands: Commands = window.commands
    getattr(commands, name)()
    settled(window, qtbot)
    (dialog,) = [made for made in window.findChildren(QDialog) if made.isVisible()]
    qtbot.waitUntil(lambda: getattr(dialog, "ticket", None) is None)
    assert nameless(dialog) == []
    assert cut_off(dialog) == []
    title = dialog.windowTitle()
    assert title
    assert "canary" not in title.lower()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settled(window, qtbot)


def test_tab_goes_from_queues_through_list_and_message_to_what_is_beside(
    window: InboxWindow, qtbot: QtBot
) -> None:
    window.activateWindow()
    window.commands.focus_queues()
    seen = reached_by_tab(window, qtbot)
    order = [
        seen.index(widget)
        for widget in (
            window.side.tree,
            window.list.search,
            window.list.view,
            window.pane.text,
            window.pane.context.same_sender.list,
        )
    ]
    assert order == sorted(order)


def test_the_panes_are_reached_by_key(window: InboxWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    for key, pane in (
        (Qt.Key.Key_1, window.side),
        (Qt.Key.Key_2, window.list),
        (Qt.Key.Key_3, window.pane.text),
        (Qt.Key.Key_4, window.pane.context),
    ):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        focused = window.focusWidget()
        assert focused is not None
        assert pane is focused or pane.isAncestorOf(focused), key


def test_a_line_is_spoken_as_a_whole(window: InboxWindow) -> None:
    spoken = window.list.table.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("unread, Contributor ")
    assert "Canary5subject, 2026-11-06, Wording, about author1" in spoken
