"""The texts that were read, with the words of every proposal marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from curator_app.domain.detection import Proposal
from curator_app.ui.editor.detection.words import PLACES, underline
from curator_app.ui.editor.tree_paint import scheme


class SourceText(QPlainTextEdit):
    """Read only. Spans are underlined by role; the sentence and the words of the proposal under
    the cursor stand on a ground of their own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: tuple[tuple[str, str], ...] = ()
        self._starts: list[int] = []
        self._marked: tuple[Proposal, ...] = ()
        self._current: Proposal | None = None
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("Texts that were read")

    def show_texts(self, texts: tuple[tuple[str, str], ...]) -> None:
        """Show the texts under their names."""
        if texts == self._texts:
            return
        self._texts, self._starts = texts, []
        self._current, self._marked = None, ()
        self.clear()
        cursor = QTextCursor(self.document())
        plain, bold = QTextCharFormat(), QTextCharFormat()
        bold.setFontWeight(QFont.Weight.DemiBold)
        for number, (location, text) in enumerate(texts):
            cursor.insertText("\n" if number else "", plain)
            cursor.insertText(f"{PLACES[location]}\n", bold)
            self._starts.append(cursor.position())
            cursor.insertText(text, plain)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def mark(self, proposals: Sequence[Proposal], current: Proposal | None) -> None:
        """Underline the words of these proposals and bring the current one into sight."""
        moved = current is not None and current != self._current
        self._marked, self._current = tuple(proposals), current
        self._paint()
        if moved and current is not None:
            cursor = self._cursor(current, current.start, current.end)
            ends = cursor.selectionEnd(), cursor.selectionStart()
            for place in ends:
                cursor.setPosition(place)
                self.setTextCursor(cursor)

    def span(self, item: Proposal) -> str:
        """The words that are marked for a proposal, as they stand on screen."""
        return self._cursor(item, item.start, item.end).selectedText()

    def _paint(self) -> None:
        tokens = scheme(self.palette()).tokens
        marks: list[QTextEdit.ExtraSelection] = []
        if self._current is not None:
            item = self._current
            end = item.quote_start + len(item.quote)
            marks.append(self._selection(item, item.quote_start, end, tokens["hover"]))
        for item in self._marked:
            ground = tokens["selection"] if item == self._current else ""
            made = self._selection(item, item.start, item.end, ground)
            made.format.setUnderlineStyle(underline(item))  # pyright: ignore[reportAttributeAccessIssue]
            made.format.setUnderlineColor(QColor(tokens["accent"]))  # pyright: ignore[reportAttributeAccessIssue]
            marks.append(made)
        self.setExtraSelections(marks)

    def _selection(
        self, item: Proposal, start: int, end: int, ground: str
    ) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        made.cursor = self._cursor(item, start, end)  # pyright: ignore[reportAttributeAccessIssue]
        if ground:
            made.format.setBackground(QColor(ground))  # pyright: ignore[reportAttributeAccessIssue]
        return made

    def _cursor(self, item: Proposal, start: int, end: int) -> QTextCursor:
        """The span as Qt counts: a character beyond the basic plane is two places."""
        text, base = self._texts[item.text_index][1], self._starts[item.text_index]
        cursor = QTextCursor(self.document())
        cursor.setPosition(base + _places(text[:start]))
        keep = QTextCursor.MoveMode.KeepAnchor
        cursor.setPosition(base + _places(text[:end]), keep)
        return cursor

    def wanted_height(self, most: int) -> int:
        """As high as the text, up to `most` lines."""
        lines = min(max(round(self.document().size().height()), 3), most)
        margins = self.contentsMargins()
        spare = 2 * round(self.document().documentMargin()) + margins.top() + margins.bottom() + 2
        return lines * self.fontMetrics().lineSpacing() + spare

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._paint()


def _places(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
