"""Squiggles under the words that a check points at, in a text that is being written.

They are extra selections: neither the text nor its undo history knows of them. Their cursors move
with the text; a mark whose words are changed goes, until the checks have read the new text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QHelpEvent, QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip

from curator_app.domain.checks.finding import CRITICAL, WARN
from curator_app.domain.checks.placing import located, utf16
from curator_app.ui.editor.parts import exact_text
from curator_app.ui.findings.notes import Note
from curator_app.ui.palettes import DARK, LIGHT

_KEEP = QTextCursor.MoveMode.KeepAnchor
_INKS = {CRITICAL: "danger", WARN: "warn_mark"}


class Mark(NamedTuple):
    """One squiggle: the cursor that holds its place, and the words it was made for."""

    cursor: QTextCursor
    words: str
    note: Note

    def stands(self) -> bool:
        """Whether the words are still those that were checked."""
        return self.cursor.selectedText() == self.words


class Marks(QObject):
    """The squiggles of one text control."""

    def __init__(self, edit: QPlainTextEdit | QTextEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        self._marks: list[Mark] = []
        edit.textChanged.connect(self._on_changed)
        edit.installEventFilter(self)
        edit.viewport().installEventFilter(self)

    def show_notes(self, checked: str, notes: Sequence[Note]) -> None:
        """Mark the words of these notes; `checked` is the text that their spans count in."""
        shown = exact_text(self._edit.document())
        marks: list[Mark] = []
        for note in notes:
            span = located(shown, checked, note.finding.span) if note.finding.span else None
            if span is not None:
                cursor = QTextCursor(self._edit.document())
                cursor.setPosition(utf16(shown, span[0]))
                cursor.setPosition(utf16(shown, span[1]), _KEEP)
                marks.append(Mark(cursor, cursor.selectedText(), note))
        if marks or self._marks:
            self._marks = marks
            self._paint()

    def notes_at_cursor(self) -> list[Note]:
        """The notes whose words the cursor or the selection touches, the gravest first."""
        cursor = self._edit.textCursor()
        return self._at(cursor.selectionStart(), cursor.selectionEnd())

    def select(self, note: Note) -> bool:
        """Select a note's words; False when they have gone."""
        mark = self._mark(note)
        if mark is None:
            return False
        self._edit.setTextCursor(QTextCursor(mark.cursor))
        self._edit.ensureCursorVisible()
        return True

    def place(self, note: Note) -> int:
        """Where a note's words begin; -1 when it has none in the text."""
        mark = self._mark(note)
        return -1 if mark is None else mark.cursor.selectionStart()

    def replace(self, note: Note) -> bool:
        """Write what the note proposes in place of its words, as one step of undo."""
        mark = self._mark(note)
        if mark is None or note.finding.replacement is None:
            return False
        cursor = QTextCursor(mark.cursor)
        cursor.insertText(note.finding.replacement)
        self._edit.setTextCursor(cursor)
        return True

    def _mark(self, note: Note) -> Mark | None:
        return next((m for m in self._marks if m.note == note and m.stands()), None)

    def _at(self, start: int, end: int) -> list[Note]:
        return [
            mark.note
            for mark in self._marks
            if mark.cursor.selectionStart() <= end
            and start <= mark.cursor.selectionEnd()
            and mark.stands()
        ]

    def _on_changed(self) -> None:
        kept = [mark for mark in self._marks if mark.stands()]
        if len(kept) != len(self._marks):
            self._marks = kept
            self._paint()

    def _paint(self) -> None:
        palette = self._edit.palette()
        selections: list[QTextEdit.ExtraSelection] = []
        # The gravest comes last, on top of the others.
        for mark in reversed(self._marks):
            selection = QTextEdit.ExtraSelection()
            selection.cursor = mark.cursor
            selection.format = _format(mark.note.finding.severity, palette)
            selections.append(selection)
        self._edit.setExtraSelections(selections)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if watched is self._edit.viewport():
                return self._explain(event)
        elif event.type() == QEvent.Type.PaletteChange and watched is self._edit and self._marks:
            self._paint()
        return False

    def _explain(self, event: QHelpEvent) -> bool:
        cursor = self._edit.cursorForPosition(event.pos())
        notes = self._at(cursor.position(), cursor.position())
        if not notes or not self._edit.cursorRect(cursor).adjusted(-12, 0, 12, 4).contains(
            event.pos()
        ):
            return False
        QToolTip.showText(event.globalPos(), "<hr>".join(note.tip() for note in notes), self._edit)
        return True


def _format(severity: str, palette: QPalette) -> QTextCharFormat:
    """Told apart without colour too: a tinted wave blocks, a wave warns, dots inform."""
    dark = palette.color(QPalette.ColorRole.Base).lightness() < 128
    tokens = (DARK if dark else LIGHT).tokens
    made = QTextCharFormat()
    dots = severity not in _INKS
    style = QTextCharFormat.UnderlineStyle
    made.setUnderlineStyle(style.DotLine if dots else style.WaveUnderline)
    made.setUnderlineColor(QColor(tokens[_INKS.get(severity, "muted")]))
    if severity == CRITICAL:
        made.setBackground(QColor(tokens["error_ground"]))
    return made
