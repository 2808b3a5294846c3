"""A reader's text: plain, read-only, copied only on purpose; links are shown, never followed."""

from __future__ import annotations

import re

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QMenu, QPlainTextEdit

from curator_app.domain.plain_text import visible_text
from curator_app.domain.private import Private
from curator_app.ui.inbox.clipboard import put
from curator_app.ui.theme import Theme

LONGEST = 400_000
"""Characters that are shown; the raw copy has the rest. Laying out more would hold the window."""
_LINK = re.compile(r"(?:https?://|www\.|mailto:)[^\s<>\"'\[\]{}|\\^`]+", re.IGNORECASE)
_NAMED = re.compile(r"\[U\+[0-9A-F]{4,6}\]")
_ENDS = ".,;:!?)»”’"


def links_in(text: str) -> list[str]:
    """The addresses in a text, each once, in their order."""
    found = (match[0].rstrip(_ENDS) for match in _LINK.finditer(text))
    return list(dict.fromkeys(found))


class _Marks(QSyntaxHighlighter):
    """Links in the colour of links, and what deceives the eye so that it is seen."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        theme.switched.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        for pattern, token in ((_LINK, "link"), (_NAMED, "danger")):
            for match in pattern.finditer(text):
                style = QTextCharFormat()
                style.setForeground(self._theme.color(token))
                end = len(match[0].rstrip(_ENDS)) if pattern is _LINK else len(match[0])
                self.setFormat(match.start(), end, style)


class PrivateText(QPlainTextEdit):
    """Plain text that reaches the clipboard by the Copy command only.

    On some systems selecting with the mouse already copies, and dragging carries text away; both
    get nothing from here. Signals: copied() after it was copied on purpose.
    """

    copied = Signal()

    def createMimeDataFromSelection(self) -> QMimeData:
        return QMimeData()

    def copy_selection(self) -> None:
        """Put what is selected on the clipboard."""
        text = self.textCursor().selectedText().replace("\u2029", "\n")
        if text:
            put(text)
            self.copied.emit()

    def forget(self) -> None:
        """Show nothing, and keep nothing for undo."""
        self.clear()
        self.document().clearUndoRedoStacks()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.matches(QKeySequence.StandardKey.Cut) and not self.isReadOnly():
            self.copy_selection()
            self.textCursor().removeSelectedText()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not self.isReadOnly():
            menu.addAction("Undo", self.undo).setEnabled(self.document().isUndoAvailable())
            menu.addAction("Paste", self.paste).setEnabled(self.canPaste())
        chosen = self.textCursor().hasSelection()
        menu.addAction("Copy", self.copy_selection).setEnabled(chosen)
        menu.addAction("Select all", self.selectAll)
        self.fill_menu(menu)
        menu.popup(event.globalPos())

    def fill_menu(self, menu: QMenu) -> None:
        """More lines for the context menu."""


class MessageText(PrivateText):
    """The text of a message.

    Signals: links_asked() when an address in it is to be copied.
    """

    links_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAccessibleName("Message")
        self.setProperty("role", "message")
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text = ""
        self._marks = _Marks(self.document(), theme)

    def show_text(self, text: Private) -> None:
        """Show a text from its beginning, with everything in it made visible."""
        shown = visible_text(text.reveal())
        left = len(shown) - LONGEST
        if left > 0:
            more = f"\n\n[{left:,} more characters are in the raw copy, which can be saved.]"
            shown = shown[:LONGEST] + more
        self._text = shown
        self.setPlainText(shown)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def forget(self) -> None:
        self._text = ""
        super().forget()

    def links(self) -> list[str]:
        """The addresses in the text."""
        return links_in(self._text)

    def fill_menu(self, menu: QMenu) -> None:
        menu.addSeparator()
        links = menu.addAction("Copy a link…")
        links.setEnabled(bool(self.links()))
        links.triggered.connect(self.links_asked)

    def page_down(self) -> bool:
        """Scroll on by a page; False when the end was in sight already."""
        bar = self.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + bar.pageStep())
        return bar.value() != before
