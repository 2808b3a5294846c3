"""The message that is open: facts, text, files, the reply under it and what stands beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from curator_app.domain.private import NOTHING, Private
from curator_app.services.triage import Reading, counted
from curator_app.ui.inbox.attachments import Attachments
from curator_app.ui.inbox.context import Context
from curator_app.ui.inbox.facts import MessageHead
from curator_app.ui.inbox.message_text import MessageText
from curator_app.ui.inbox.reply_box import ReplyBox
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel, rule

UNREAD = "It could not be read. V shows it as it came, with whatever that says of its sender."
WIDE = 960
"""Pixels from which what stands beside the message has its place at the right."""


class MessagePane(QWidget):
    """Shows one Reading. Signals: shown(Reading) after another message is in view."""

    shown = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.reading: Reading | None = None
        self.raw = False
        self.head = MessageHead(theme)
        self.text = MessageText(theme)
        self.files = Attachments()
        self.reply = ReplyBox(theme)
        self.context = Context()
        self.chosen = PlainLabel("", "small")
        self.chosen.setContentsMargins(16, 4, 16, 4)
        self.empty = EmptyState(theme, "inbox", "Choose a message", "J and K go through the list.")
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.chosen)
        layout.addWidget(self.head)
        layout.addWidget(rule())
        layout.addWidget(self.text, 1)
        layout.addWidget(self.files)
        self._upper = QSplitter(Qt.Orientation.Vertical)
        self._outer = QSplitter(Qt.Orientation.Vertical)
        for splitter in (self._upper, self._outer):
            splitter.setChildrenCollapsible(False)
        self._upper.addWidget(body)
        self._upper.addWidget(self.reply)
        self._upper.setStretchFactor(0, 1)
        self._outer.addWidget(self._upper)
        self._outer.addWidget(self.context)
        self._outer.setStretchFactor(0, 1)
        self._outer.setSizes([500, 190])
        self.reply.hide()
        self.reply.installEventFilter(self)
        self.text.setMinimumHeight(110)
        self._upper.setSizes([400, 250])
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._outer)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self._stack)

    # ------------------------------------------------------------------ showing

    def show_reading(self, reading: Reading) -> None:
        """Show a message; the same one again keeps its place and what is being written."""
        before, self.reading = self.reading, reading
        again = before is not None and before.row.id == reading.row.id
        self.head.show_reading(reading)
        self.context.show_reading(reading)
        found = reading.contribution
        if not again or before is None or (before.contribution is None) != (found is None):
            self.show_body()
        files = found.message.attachments if found is not None and not found.thinned else ()
        self.files.show_files(files)
        self.reply.show_for(reading, again=again)
        self._stack.setCurrentWidget(self._outer)
        self.shown.emit(reading)

    def show_body(self) -> None:
        """Show the text of the message in view."""
        found = self.reading.contribution if self.reading is not None else None
        self.raw = False
        self.text.setPlaceholderText(UNREAD if found is not None and found.trouble else "")
        self.text.show_text(found.message.body if found is not None else NOTHING)

    def show_raw(self, raw: bytes) -> None:
        """Show the message in view as it came, as text, until another one is shown."""
        self.raw = True
        self.text.show_text(Private(raw.decode("utf-8", "replace")))

    def clear(self) -> None:
        """Show nothing; no text is left in any part."""
        self.reading, self.raw = None, False
        self.head.clear()
        self.text.forget()
        self.files.show_files(())
        self.context.clear()
        self.reply.forget()
        self.say_chosen(0)
        self._stack.setCurrentWidget(self.empty)

    def say_chosen(self, number: int) -> None:
        """Say that what is decided now is decided for several messages."""
        self.chosen.setText(f"{counted(number)} are selected: what you decide holds for all.")
        self.chosen.setVisible(number > 1)

    # ------------------------------------------------------------------ Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= WIDE
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._outer.orientation() != wanted:
            self._outer.setOrientation(wanted)
            self._outer.setSizes([self.width() - 330, 330] if wide else [500, 190])
        self.context.set_narrow(wide)
        self._make_room()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._make_room()
        return False

    def _make_room(self) -> None:
        """While a reply is written, a narrow window has no room for what stands beside."""
        self.context.setHidden(self.width() < WIDE and not self.reply.isHidden())
