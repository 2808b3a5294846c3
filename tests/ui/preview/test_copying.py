"""Copying from the page: by key, by the menu, and what it offers for citing it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from curator_app.ui.preview.pane import PreviewPane
from tests.ui.preview.conftest import Ask, show, site

BODY = "<p id='a'>β-blockers &amp; <b>fatigue</b>.</p>"
SELECT = "getSelection().selectAllChildren(document.getElementById('a')); 1"


@pytest.fixture
def page(qtbot: QtBot, pane: PreviewPane) -> QWebEnginePage:
    assert not pane.copy_button.isEnabled()
    made = show(qtbot, pane, site("One", BODY))
    assert pane.copy_button.isEnabled()
    QGuiApplication.clipboard().setText("before")
    return made


def select(qtbot: QtBot, pane: PreviewPane, page: QWebEnginePage, ask: Ask) -> None:
    ask(page, SELECT)
    qtbot.waitUntil(page.hasSelection)


def copied() -> str:
    return QGuiApplication.clipboard().text().strip()


def test_selected_text_by_the_key(
    qtbot: QtBot, pane: PreviewPane, page: QWebEnginePage, ask: Ask
) -> None:
    select(qtbot, pane, page, ask)
    pane.activateWindow()
    pane.setFocus()
    target = pane.focusProxy().focusProxy() or pane.focusProxy()
    assert isinstance(target, QWidget)
    qtbot.keyClick(target, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: copied() == "β-blockers & fatigue.")


def test_selected_text_by_the_menu(
    qtbot: QtBot, pane: PreviewPane, page: QWebEnginePage, ask: Ask
) -> None:
    menu = pane.copy_button.offers
    pane._view.customContextMenuRequested.emit(QPoint(20, 20))
    assert menu.isVisible()
    assert not pane.copy_button.selected.isEnabled()
    menu.close()
    select(qtbot, pane, page, ask)
    pane._view.customContextMenuRequested.emit(QPoint(20, 20))
    assert pane.copy_button.selected.isEnabled()
    pane.copy_button.selected.trigger()
    menu.close()
    qtbot.waitUntil(lambda: copied() == "β-blockers & fatigue.")


def test_what_the_page_offers_is_asked_for(
    qtbot: QtBot, pane: PreviewPane, page: QWebEnginePage
) -> None:
    wanted: list[str] = []
    pane.copy_asked.connect(wanted.append)
    for action in pane.copy_button.offers.actions()[2:]:
        action.trigger()
    assert wanted == ["citation", "bibtex", "snapshot"]
    assert copied() == "before"
    pane.clear()
    assert not pane.copy_button.isEnabled()
    pane._view.customContextMenuRequested.emit(QPoint(20, 20))
    assert not pane.copy_button.offers.isVisible()
