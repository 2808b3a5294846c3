"""One side of a field in full, with what the other side has not marked."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from curator_app.domain.checks.placing import utf16
from curator_app.ui.editor.tree_paint import scheme
from curator_app.ui.word_diff import Span


class SideText(QPlainTextEdit):
    """Text to read and copy; marks are a ground and a line, not colour alone."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._spans: tuple[Span, ...] = ()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)

    def show_text(self, text: str, spans: Iterable[Span]) -> None:
        """Show a text and mark these places of it."""
        self._spans = tuple((utf16(text, start), utf16(text, end)) for start, end in spans)
        self.setPlainText(text)
        self._paint()

    def marked(self) -> list[str]:
        """The words that are marked."""
        return [made.cursor.selectedText() for made in self.extraSelections()]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _paint(self) -> None:
        tokens = scheme(self.palette()).tokens
        marks: list[QTextEdit.ExtraSelection] = []
        for start, end in self._spans:
            made = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            made.cursor = cursor
            made.format.setBackground(QColor(tokens["added_ground"]))
            made.format.setForeground(QColor(tokens["added_text"]))
            made.format.setFontUnderline(True)
            marks.append(made)
        self.setExtraSelections(marks)
