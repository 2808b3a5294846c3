"""The table of the window's commands: keys, menus, help."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from curator_app.ui.help import KeysWindow, keys_of
from curator_app.ui.inbox.specs import ACTIONS, INBOX, MENUS
from curator_app.ui.inbox.window import InboxWindow


def test_ids_and_keys_are_unique_and_every_command_has_help() -> None:
    assert len({spec.id for spec in ACTIONS}) == len(ACTIONS)
    keys = [QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys]
    assert all(keys)
    assert len(keys) == len(set(keys))
    for spec in ACTIONS:
        assert spec.help, spec.id
        assert "<" not in spec.tip()


def test_no_two_letters_of_a_menu_are_the_same() -> None:
    for menu in MENUS:
        texts = [spec.text for spec in ACTIONS if spec.under == menu]
        texts += [
            INBOX.submenus[name] for name, (parent, _) in INBOX.places.items() if parent == menu
        ]
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        assert len(letters) == len(set(letters)), menu


def _all(menu: QMenu) -> set[str]:
    found: set[str] = set()
    for action in menu.actions():
        found.add(action.objectName())
        inner = action.menu()
        if isinstance(inner, QMenu):
            found |= _all(inner)
    return found


def test_every_command_is_in_a_menu_and_on_the_sheet_of_keys(
    window: InboxWindow, qtbot: QtBot
) -> None:
    found: set[str] = set()
    for action in window.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        found |= _all(menu)
    assert {spec.id for spec in ACTIONS} <= found
    window.commands.shortcuts()
    (sheet,) = window.findChildren(KeysWindow)
    shown = [sheet.table.item(line, 1).text() for line in range(sheet.table.rowCount())]
    assert shown == [keys_of(spec) for spec in ACTIONS]
    sheet.accept()


def test_locked_only_what_needs_no_inbox_can_be_done(window: InboxWindow, qtbot: QtBot) -> None:
    window.commands.lock()
    qtbot.waitUntil(lambda: window.gate.isVisible())
    on = {spec.id for spec in ACTIONS if window.actions_[spec.id].isEnabled()}
    assert on == {spec.id for spec in ACTIONS if not spec.needs}
    assert on == {"idle", "close", "shortcuts"}
