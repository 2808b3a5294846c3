"""What differs between two versions, by field: struck out and underlined, not colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtGui import QColor, QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from curator_app.domain.fields import label
from curator_app.ui.editor.wording import in_words
from curator_app.ui.theme import Theme
from curator_app.ui.word_diff import ADDED, REMOVED, SAME, pieces, spoken

Difference = tuple[str, Any, Any]
Remarks = Mapping[str, str]
_SPOKEN_LENGTH = 4000


class DiffView(QTextEdit):
    """Shows differences as (field, old JSON, new JSON); the text is written, never parsed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: list[Difference] = []
        self._nothing = ""
        self._remarks: Remarks = {}
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.setAccessibleName("Differences")
        self.document().setDocumentMargin(12)
        theme.switched.connect(self._write)

    def show_differences(
        self,
        differences: Iterable[Difference],
        nothing: str = "",
        remarks: Remarks | None = None,
    ) -> None:
        """Show these; `nothing` is said when there are none, `remarks` beside a field's name."""
        self._shown, self._nothing = list(differences), nothing
        self._remarks = remarks or {}
        self._write()

    def _write(self) -> None:
        self.clear()
        cursor = self.textCursor()
        for place, (name, old, new) in enumerate(self._shown):
            self._heading(cursor, self._name(name), first=place == 0)
            self._value(cursor, in_words(name, old), in_words(name, new))
        if not self._shown:
            cursor.insertText(self._nothing, self._plain("muted"))
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.setAccessibleDescription(self.in_words()[:_SPOKEN_LENGTH])

    def _name(self, name: str) -> str:
        remark = self._remarks.get(name)
        return f"{label(name)} ({remark})" if remark else label(name)

    def in_words(self) -> str:
        """All differences as sentences."""
        lines = [
            f"{self._name(name)}: {spoken(in_words(name, old), in_words(name, new))}."
            for name, old, new in self._shown
        ]
        return "\n".join(lines) or self._nothing

    def _heading(self, cursor: QTextCursor, text: str, *, first: bool) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(0 if first else 14)
        block.setBottomMargin(2)
        if first:
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block)
        form = self._plain("muted")
        form.setFontWeight(QFont.Weight.DemiBold)
        cursor.insertText(text, form)
        body = QTextBlockFormat()
        body.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.insertBlock(body)

    def _value(self, cursor: QTextCursor, old: str, new: str) -> None:
        forms = {SAME: self._plain("text"), REMOVED: self._removed(), ADDED: self._added()}
        for kind, text in pieces(old, new):
            cursor.insertText(text, forms[kind])
            if kind == REMOVED and new:
                cursor.insertText(" ", forms[SAME])

    def _plain(self, token: str) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setForeground(self._theme.color(token))
        return form

    def _removed(self) -> QTextCharFormat:
        form = self._marked("removed")
        form.setFontStrikeOut(True)
        return form

    def _added(self) -> QTextCharFormat:
        form = self._marked("added")
        form.setFontUnderline(True)
        return form

    def _marked(self, kind: str) -> QTextCharFormat:
        tokens = self._theme.scheme.tokens
        form = QTextCharFormat()
        form.setBackground(QColor(tokens[f"{kind}_ground"]))
        form.setForeground(QColor(tokens[f"{kind}_text"]))
        return form
