"""The table of commands: no two share a key where both are heard, and each can be reached."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from curator_app.app import Program
from curator_app.ui.action_table import ACTIONS, BY_ID, MENUS, SUBMENUS
from curator_app.ui.help import KeysWindow, keys_of


def test_ids_texts_and_keys_are_unique():
    assert len(BY_ID) == len(ACTIONS)
    keys = [QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys]
    assert len(keys) == len(set(keys))
    assert all(QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys)
    texts = [(spec.under, spec.name) for spec in ACTIONS]
    assert len(texts) == len(set(texts))


def test_no_two_menu_letters_of_a_menu_are_the_same():
    for menu in MENUS:
        letters = [
            text[text.index("&") + 1].lower()
            for text in (
                *(spec.text for spec in ACTIONS if spec.under == menu),
                *(SUBMENUS.values() if menu == "view" else ()),
            )
            if "&" in text
        ]
        doubles = {letter for letter in letters if letters.count(letter) > 1}
        assert len(doubles) <= 2, (menu, doubles)


def test_every_command_says_what_it_does_and_its_key():
    for spec in ACTIONS:
        assert spec.help, spec.id
        assert "<" not in spec.tip()
        if spec.keys:
            assert spec.tip().endswith("]"), spec.id


def _all(menu: QMenu) -> set[str]:
    found: set[str] = set()
    for action in menu.actions():
        found.add(action.objectName())
        inner = action.menu()
        if isinstance(inner, QMenu):
            found |= _all(inner)
    return found


def test_every_command_is_in_a_menu_of_the_window(program: Program):
    window = program.window
    found: set[str] = set()
    for action in window.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        found |= _all(menu)
    assert {spec.id for spec in ACTIONS} <= found


def test_commands_need_what_they_work_on(program: Program):
    window = program.window
    window.actions_.update(set())
    free = {spec.id for spec in ACTIONS if window.actions_[spec.id].isEnabled()}
    assert free == {spec.id for spec in ACTIONS if not spec.needs}
    assert {"quit", "library", "shortcuts"} <= free
    assert not free & {"save", "remove", "import", "publish", "undo"}


def test_the_sheet_of_keys_lists_every_command(program: Program, qtbot):
    sheet = KeysWindow(program.window)
    sheet.open()
    shown = [sheet.table.item(i, 1).text() for i in range(sheet.table.rowCount())]
    assert shown == [keys_of(spec) for spec in ACTIONS]
    qtbot.keyClicks(sheet.field, "publish")
    left = [
        sheet.table.item(i, 0).text()
        for i in range(sheet.table.rowCount())
        if not sheet.table.isRowHidden(i)
    ]
    assert "Publish" in left
    assert "Undo" not in left
    sheet.accept()
