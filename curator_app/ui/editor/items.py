"""A list of sentences: one row an item, written like text, marked like a list.

It is one text control, so undo, selection, paste and screen readers work as everywhere; each
paragraph is an item. Enter begins the next one, Backspace at its beginning joins or removes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTextEdit, QWidget

from curator_app.domain.plain_text import clean_line
from curator_app.ui.editor.fields import FieldEditor
from curator_app.ui.editor.marks import Marks
from curator_app.ui.editor.parts import tool
from curator_app.ui.findings.notes import Note
from curator_app.ui.widgets import PlainLabel

GUTTER = 24
GAP = 4
MAX_HEIGHT = 520


class ItemsEdit(QTextEdit):
    """The rows themselves. Only plain text gets in, and nothing is ever loaded."""

    edited = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(3)
        self.textChanged.connect(self._on_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._format()
        self._fit()

    def loadResource(self, _type: int, _name: QUrl | str) -> Any:
        return None

    def items(self) -> list[str]:
        """The items, without empty rows."""
        return [text for text in map(_text, self._blocks()) if text]

    def fill(self, items: list[str]) -> None:
        """Show the items without reporting an edit."""
        if items == self.items():
            return
        self._filling = True
        self.setUndoRedoEnabled(False)
        self.setPlainText("\n".join(items))
        self._format()
        self.setUndoRedoEnabled(True)
        self._filling = False

    def move_row(self, step: int) -> None:
        """Exchange the row under the cursor with its neighbour, as one step of undo."""
        cursor = self.textCursor()
        block = cursor.block()
        other = block.next() if step > 0 else block.previous()
        if not other.isValid():
            return
        column = cursor.positionInBlock()
        upper, lower = (block, other) if step > 0 else (other, block)
        texts = lower.text(), upper.text()
        cursor.beginEditBlock()
        cursor.setPosition(upper.position())
        cursor.setPosition(lower.position() + lower.length() - 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("\n".join(texts))
        cursor.endEditBlock()
        target = cursor.block() if step > 0 else cursor.block().previous()
        cursor.setPosition(target.position() + min(column, target.length() - 1))
        self.setTextCursor(cursor)

    def remove_row(self) -> None:
        """Delete the row under the cursor."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        cursor.removeSelectedText()
        if self.document().blockCount() > 1 and not cursor.block().text() and cursor.atStart():
            cursor.deleteChar()
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def _blocks(self) -> list[QTextBlock]:
        found: list[QTextBlock] = []
        block = self.document().begin()
        while block.isValid():
            found.append(block)
            block = block.next()
        return found

    def _format(self) -> None:
        """Some air between the rows and room for the marks; new rows inherit it."""
        form = QTextBlockFormat()
        form.setTopMargin(GAP)
        form.setBottomMargin(GAP)
        form.setLeftMargin(GUTTER)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(form)

    def _on_changed(self) -> None:
        self.viewport().update()
        if not self._filling:
            self.edited.emit()

    def _fit(self) -> None:
        margins = self.contentsMargins()
        frame = max(2 * self.frameWidth(), margins.top() + margins.bottom())
        wanted = round(self.document().size().height()) + frame + 2
        self.setFixedHeight(max(min(wanted, MAX_HEIGHT), 2 * self.fontMetrics().height() + 6))
        policy = Qt.ScrollBarPolicy
        tall = wanted > MAX_HEIGHT
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if tall else policy.ScrollBarAlwaysOff
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        if modifiers == Qt.KeyboardModifier.AltModifier and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_row(1 if key == Qt.Key.Key_Down else -1)
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Shift+Enter would make a line break inside the item: an item is one sentence.
            if not modifiers & Qt.KeyboardModifier.ControlModifier:
                self.textCursor().insertBlock()
                self.ensureCursorVisible()
                return
            event.ignore()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        lines = source.text().replace("\r\n", "\n").replace("\r", "\n").split("\n")
        kept = [_unmarked(text) for text in lines]
        self.textCursor().insertText("\n".join(text for text in kept if text or len(kept) == 1))

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(240, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        layout = self.document().documentLayout()
        top = self.verticalScrollBar().value()
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText)
        rule = self.palette().color(QPalette.ColorRole.Mid)
        rule.setAlpha(70)
        for number, block in enumerate(self._blocks(), 1):
            rect = layout.blockBoundingRect(block).translated(0, -top)
            if rect.top() > event.rect().bottom() or rect.bottom() < event.rect().top():
                continue
            self._mark(painter, rect, muted, block)
            if number > 1:
                painter.setPen(rule)
                edge = rect.top() - GAP / 2
                painter.drawLine(GUTTER + 3, round(edge), self.viewport().width() - 6, round(edge))
        painter.end()

    def _mark(self, painter: QPainter, rect: QRectF, color: Any, block: QTextBlock) -> None:
        centre = rect.top() + block.layout().lineAt(0).height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(QRectF(GUTTER / 2 - 1, centre - 2.5, 5, 5))


def _text(block: QTextBlock) -> str:
    return " ".join(block.text().split())


def _unmarked(line: str) -> str:
    """A pasted line without the bullet it had where it came from."""
    line = " ".join(line.split())
    for mark in ("•", "‣", "◦", "–", "—", "*", "-", "·"):
        if line.startswith(f"{mark} "):
            return line[2:].lstrip()
    return line


class ItemsField(FieldEditor):
    """A list field: the rows, and what can be done with the one under the cursor."""

    def __init__(self, noun: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._noun = noun
        self.how = f"One {noun} a row. Enter begins the next, Alt with Up or Down moves it."
        self.edit = ItemsEdit(self)
        self.edit.setPlaceholderText(f"First {noun}; Enter begins the next")
        self.edit.setToolTip(self.how)
        self.count = PlainLabel("", "hint", self)
        self._up = tool("↑", f"Move {noun} up", "Move up (Alt+Up)", self)
        self._down = tool("↓", f"Move {noun} down", "Move down (Alt+Down)", self)
        self._remove = tool("✕", f"Remove {noun}", "Remove this row", self)
        self.marks = Marks(self.edit)
        self._hold(self.edit)
        self._bar = QWidget(self)
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(0)
        bar.addWidget(self.count)
        bar.addSpacing(6)
        self.count.setWordWrap(False)
        for button in (self._up, self._down, self._remove):
            # The mouse's way; the keyboard has its own, so Tab goes straight to the next field.
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            bar.addWidget(button)
        self._up.clicked.connect(self._on_up)
        self._down.clicked.connect(self._on_down)
        self._remove.clicked.connect(self.edit.remove_row)
        self.edit.edited.connect(self._on_edited)
        self.edit.left.connect(self.left)
        self._recount()

    def aside(self) -> QWidget | None:
        """The count and the buttons."""
        return self._bar

    def _on_up(self) -> None:
        self.edit.move_row(-1)

    def _on_down(self) -> None:
        self.edit.move_row(1)

    def _on_edited(self) -> None:
        self._recount()
        self.edited.emit()

    def _recount(self) -> None:
        count = len(self.edit.items())
        plural = self._noun if count == 1 else f"{self._noun}s"
        self.count.setText(f"{count} {plural}" if count else "")

    def fill(self, value: Any) -> None:
        """Show the items."""
        self.edit.fill(list(value))
        self._recount()

    def value(self) -> Any:
        """The items."""
        return tuple(self.edit.items())

    def set_read_only(self, on: bool) -> None:
        """Read-only rows can still be copied."""
        self.edit.setReadOnly(on)
        for button in (self._up, self._down, self._remove):
            button.setEnabled(not on)

    def show_notes(self, checked: str | None, notes: Sequence[Note]) -> None:
        """A squiggle under each place; the items are joined by newlines in the checked text."""
        items = [clean_line(item) for item in self.edit.items()]
        if self.marks is not None and checked in (None, "\n".join(items)):
            self.marks.show_notes(checked or "", notes)
