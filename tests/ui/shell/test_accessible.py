"""What a screen reader meets: every control has a name, every window can be walked by Tab."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from curator_app.app import Program
from curator_app.services.exporting import WHOLE
from curator_app.ui.catalogue.history import PolicyHistory
from curator_app.ui.catalogue.plan import PolicyWindow
from curator_app.ui.catalogue.window import CatalogueWindow
from curator_app.ui.drafts_window import DraftsWindow
from curator_app.ui.entries.jump import JumpDialog
from curator_app.ui.exporting.window import ExportWindow, Offer
from curator_app.ui.help import KeysWindow
from curator_app.ui.history.window import HistoryWindow
from curator_app.ui.importing.history import ImportHistory
from curator_app.ui.importing.window import ImportWindow
from curator_app.ui.publishing.window import PublishWindow
from curator_app.ui.words.window import WordsWindow

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
INNER = ("qt_", "ScrollLeftButton", "ScrollRightButton")


def nameless(window: QWidget) -> list[str]:
    """Visible controls that a screen reader could not name."""
    QAccessible.setActive(True)
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or not widget.isVisibleTo(window):
            continue
        if widget.objectName().startswith(INNER) or isinstance(widget.parent(), QComboBox):
            continue
        if isinstance(widget, QAbstractButton) and isinstance(widget.parent(), QLineEdit):
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        name = face.text(QAccessible.Text.Name) if face is not None else ""
        if not name.strip():
            found.append(f"{type(widget).__name__} {widget.objectName()} in {widget.parent()}")
    return found


def reached_by_tab(window: QWidget, qtbot: QtBot, steps: int = 60) -> list[QWidget]:
    """What Tab comes to, until it is round."""
    seen: list[QWidget] = []
    for _ in range(steps):
        widget = window.focusWidget()
        if widget is None or widget in seen:
            break
        seen.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    return seen


NAMES = (
    "import", "imports", "export", "publish", "history", "jump", "keys", "drafts",
    "catalogue", "policy", "policies", "words",
)  # fmt: skip


def windows(program: Program) -> dict[str, Callable[[], QWidget]]:
    window = program.window
    library = window.library
    return {
        "import": lambda: ImportWindow(window.tasks, window.theme, library, window),
        "imports": lambda: ImportHistory(window.tasks, window.theme, library, window),
        "export": lambda: ExportWindow(
            window.tasks, window.theme, library, [Offer("All", WHOLE)], ("", ""), window
        ),
        "publish": lambda: PublishWindow(window.tasks, window.theme, library, "", window),
        "history": lambda: HistoryWindow(
            window.tasks, window.theme, library, library.entry_by_n(1), window
        ),
        "jump": lambda: JumpDialog(window.tasks, window.theme, window.texts, library, window),
        "keys": lambda: KeysWindow(window),
        "drafts": lambda: DraftsWindow(window.drafts, window.theme, window),
        "catalogue": lambda: CatalogueWindow(window.tasks, window.theme, library, window),
        "policy": lambda: PolicyWindow(
            window.tasks, window.theme, library, {"london_1994": "unclear"}, window
        ),
        "policies": lambda: PolicyHistory(library, window),
        "words": lambda: WordsWindow(window.tasks, window.theme, library, window),
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_control_of_a_window_has_a_name(program: Program, qtbot: QtBot, name: str):
    made = windows(program)[name]()
    made.show()
    qtbot.waitUntil(lambda: getattr(made, "ticket", None) is None)
    assert nameless(made) == []
    assert made.windowTitle()
    made.close()


def test_every_control_of_the_main_window_has_a_name(program: Program, qtbot: QtBot):
    window = program.window
    window.list.view.go_to(0)
    qtbot.waitUntil(lambda: window.desk.entry() is not None)
    ours = (window.filters, window.list, window.menuBar(), window.statusBar(), window.notices)
    for part in ours:
        assert nameless(part) == []
    for button in window.findChildren(QAbstractButton):
        if button.parent() is not None and button.parent().objectName() == "commands":
            assert button.accessibleName() or button.text(), button


def test_tab_goes_from_the_filters_through_the_list_to_the_editor(program: Program, qtbot: QtBot):
    window = program.window
    window.list.view.go_to(0)
    qtbot.waitUntil(lambda: window.desk.entry() is not None)
    window.commands.focus_filters()
    seen = reached_by_tab(window, qtbot)
    order = [seen.index(w) for w in (window.filters.tree, window.list.search, window.list.view)]
    assert order == sorted(order)
    editor = window.desk.editor()
    assert any(editor.isAncestorOf(widget) for widget in seen)


def test_the_panes_are_reached_by_key(program: Program, qtbot: QtBot):
    window = program.window
    window.list.view.go_to(0)
    qtbot.waitUntil(lambda: window.desk.entry() is not None)
    window.activateWindow()
    for key, pane in (
        (Qt.Key.Key_1, window.filters),
        (Qt.Key.Key_2, window.list),
        (Qt.Key.Key_3, window.desk.place),
    ):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        assert pane.isAncestorOf(window.focusWidget()), key


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_no_button_is_cut_off(program: Program, qtbot: QtBot, size: tuple[int, int]):
    window = program.window
    window.resize(*size)
    window.list.view.go_to(0)
    qtbot.waitUntil(lambda: window.desk.entry() is not None)
    makers = windows(program)
    shown = [window, *(makers[name]() for name in NAMES if name not in ("jump", "keys"))]
    for place in shown:
        place.show()
    qtbot.waitUntil(lambda: all(getattr(p, "ticket", None) is None for p in shown))
    for place in shown:
        for button in place.findChildren(QAbstractButton):
            if button.isVisibleTo(place) and button.text():
                wanted = button.minimumSizeHint().width()
                assert button.width() >= wanted, (place.windowTitle(), button.text())
    for place in shown[1:]:
        place.close()
