"""Lists of sentences, chips and authors by keyboard and by paste."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator_app.ui.editor.authors import AuthorsField
from curator_app.ui.editor.chips import ChipsField
from curator_app.ui.editor.items import ItemsEdit, ItemsField
from curator_app.ui.editor.pane import EditorPane

Key = Qt.Key
# Dropping a list down grabs the keyboard, which needs a real window system.
pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def rows(qtbot: QtBot) -> Iterator[ItemsEdit]:
    """A list of two findings."""
    field = ItemsField("finding")
    qtbot.addWidget(field)
    field.resize(400, 200)
    field.fill(("One.", "Two."))
    field.show()
    field.edit.setFocus()
    yield field.edit
    field.close()


def at_end(rows: ItemsEdit) -> None:
    rows.moveCursor(QTextCursor.MoveOperation.End)


def test_enter_begins_the_next_item_and_backspace_takes_an_empty_one_away(rows: ItemsEdit):
    at_end(rows)
    QTest.keyClick(rows, Key.Key_Return)
    QTest.keyClicks(rows, "Three.")
    assert rows.items() == ["One.", "Two.", "Three."]
    QTest.keyClick(rows, Key.Key_Return)
    assert rows.document().blockCount() == 4
    QTest.keyClick(rows, Key.Key_Backspace)
    assert rows.document().blockCount() == 3
    assert rows.items() == ["One.", "Two.", "Three."]


def test_shift_enter_cannot_put_a_line_break_into_an_item(rows: ItemsEdit):
    at_end(rows)
    QTest.keyClick(rows, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(rows, "Three.")
    assert rows.items() == ["One.", "Two.", "Three."]


def test_alt_and_an_arrow_moves_an_item_and_undo_moves_it_back(rows: ItemsEdit):
    at_end(rows)
    QTest.keyClick(rows, Key.Key_Up, ALT)
    assert rows.items() == ["Two.", "One."]
    assert rows.textCursor().block().text() == "Two."
    QTest.keyClick(rows, Key.Key_Up, ALT)
    assert rows.items() == ["Two.", "One."]
    QTest.keyClick(rows, Key.Key_Down, ALT)
    assert rows.items() == ["One.", "Two."]
    rows.undo()
    assert rows.items() == ["Two.", "One."]


@pytest.mark.parametrize(("row", "left"), [(0, ["Two."]), (1, ["One."])])
def test_removing_a_row_leaves_the_others(rows: ItemsEdit, row: int, left: list[str]):
    cursor = rows.textCursor()
    cursor.setPosition(rows.document().findBlockByNumber(row).position())
    rows.setTextCursor(cursor)
    rows.remove_row()
    assert rows.items() == left
    assert rows.document().blockCount() == 1


def test_pasted_lines_become_items_without_their_bullets_and_markup(rows: ItemsEdit):
    at_end(rows)
    QTest.keyClick(rows, Key.Key_Return)
    source = QMimeData()
    source.setText("• Three <b>bold</b>\r\n- Four\n\n* Five")
    source.setHtml("<ul><li>Three <b>bold</b></li></ul><img src='file:///etc/passwd'>")
    rows.insertFromMimeData(source)
    assert rows.items() == ["One.", "Two.", "Three <b>bold</b>", "Four", "Five"]
    assert rows.toPlainText().count("￼") == 0


def test_items_with_a_mark_at_their_beginning_are_kept_as_typed(rows: ItemsEdit):
    at_end(rows)
    QTest.keyClick(rows, Key.Key_Return)
    QTest.keyClicks(rows, "- 3 % fewer")
    assert rows.items()[-1] == "- 3 % fewer"


@pytest.fixture
def chips(qtbot: QtBot) -> ChipsField:
    """Two topics."""
    field = ChipsField("Add to topics")
    qtbot.addWidget(field)
    field.fill(("Sleep", "Pain"))
    field.set_suggestions(["Immunology", "Metabolism"])
    field.resize(500, 80)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    field.edit.setFocus()
    return field


def test_chips_by_keyboard_alone(qtbot: QtBot, chips: ChipsField):
    edits: list[tuple[str, ...]] = []
    chips.edited.connect(lambda: edits.append(chips.value()))
    QTest.keyClicks(chips.edit, "Heart, lungs")
    QTest.keyClick(chips.edit, Key.Key_Return)
    assert chips.value() == ("Sleep", "Pain", "Heart, lungs")
    QTest.keyClick(chips.edit, Key.Key_Backspace)
    QTest.keyClick(chips.focusWidget(), Key.Key_Left, ALT)
    assert chips.value() == ("Sleep", "Heart, lungs", "Pain")
    QTest.keyClick(chips.focusWidget(), Key.Key_Delete)
    assert chips.value() == ("Sleep", "Pain")
    assert edits[-1] == ("Sleep", "Pain")
    QTest.keyClicks(chips.edit, "sleep  ")
    chips.edit.clear()
    QTest.keyClicks(chips.edit, "Sleep")
    QTest.keyClick(chips.edit, Key.Key_Return)
    assert chips.value() == ("Sleep", "Pain")


def test_completion_becomes_a_chip(qtbot: QtBot, chips: ChipsField):
    QTest.keyClicks(chips.edit, "metab")
    popup = chips.edit.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Key.Key_Down)
    QTest.keyClick(popup, Key.Key_Return)
    qtbot.waitUntil(lambda: chips.value() == ("Sleep", "Pain", "Metabolism"))
    assert chips.edit.text() == ""


def authors(pane: EditorPane) -> AuthorsField:
    editor = pane.form.boxes["authors"].editor
    assert isinstance(editor, AuthorsField)
    return editor


def test_authors_are_added_moved_changed_and_removed_by_keyboard(
    qtbot: QtBot, pane: EditorPane, focused: Callable[[], str]
):
    field = authors(pane)
    pane.focus_field("authors")
    qtbot.waitUntil(lambda: focused() == "field.authors")
    QTest.keyClicks(field.edit, "Maes, M")
    QTest.keyClick(field.edit, Key.Key_Return)
    assert field.value() == ("See, D M", "Tilles, J G", "Maes, M")
    field.list.setFocus()
    field.list.setCurrentIndex(field.model.index(2))
    QTest.keyClick(field.list, Key.Key_Up, ALT)
    assert field.value() == ("See, D M", "Maes, M", "Tilles, J G")
    QTest.keyClick(field.list, Key.Key_Return)
    editor = QApplication.focusWidget()
    QTest.keyClicks(editor, "Maes, Michael")
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: field.value() == ("See, D M", "Maes, Michael", "Tilles, J G"))
    QTest.keyClick(field.list, Key.Key_Delete)
    assert field.value() == ("See, D M", "Tilles, J G")
    entry = pane.entry()
    assert entry is not None
    assert entry.authors == ("See, D M", "Tilles, J G")


def test_a_pasted_list_of_authors_becomes_rows_and_shows_how_it_is_cut(pane: EditorPane):
    field = authors(pane)
    field.edit.setFocus()
    QGuiApplication.clipboard().setText("Carruthers BM, van de Sande MI, Maes M")
    QTest.keyClick(field.edit, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.value()[2:] == ("Carruthers, B M", "van de Sande, M I", "Maes, M")
    assert field.header.text().endswith("See, D M, Tilles, J G, Carruthers, B M et al.")
    assert field.citation.text().endswith("van de Sande, M I, & Maes, M")


def test_pasted_lines_become_chips(chips: ChipsField):
    QGuiApplication.clipboard().setText("Heart\n\n Lungs \n")
    QTest.keyClick(chips.edit, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert chips.value() == ("Sleep", "Pain", "Heart", "Lungs")
