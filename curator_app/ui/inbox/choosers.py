"""Small questions of triage: until when, by whom, a note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDateEdit, QDialog, QLineEdit, QVBoxLayout, QWidget

from curator_app.domain.plain_text import clean_line, clean_text
from curator_app.domain.private import Private
from curator_app.ui.inbox import words
from curator_app.ui.inbox.message_text import PrivateText
from curator_app.ui.widgets import PlainLabel, button, row


class Chooser(QDialog):
    """A small dialog: a heading, parts, and buttons under them."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 16, 16, 16)
        self.column.setSpacing(8)


class Choice(Chooser):
    """One of a few, by click or by its number. Signals: chosen(value)."""

    chosen = Signal(object)

    def __init__(
        self, title: str, heading: str, choices: Sequence[tuple[str, object]], parent: QWidget
    ) -> None:
        super().__init__(title, parent)
        self.setMinimumWidth(320)
        self._values = [value for _, value in choices]
        self.column.addWidget(PlainLabel(heading, "heading"))
        for place, (words_, value) in enumerate(choices):
            made = button(f"{place + 1}   {words_}", kind="section")
            made.clicked.connect(partial(self.take, value))
            self.column.addWidget(made)
        self.foot = row(1, button("Cancel", self.reject))
        self.column.addLayout(self.foot)

    def take(self, value: object, _checked: bool = False) -> None:
        """Choose this."""
        self.accept()
        self.chosen.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < len(self._values):
            self.take(self._values[place])
        else:
            super().keyPressEvent(event)


class SnoozeDialog(Choice):
    """Until when: the usual days by number, or any day. Signals: chosen(date)."""

    def __init__(self, parent: QWidget) -> None:
        today = datetime.now().astimezone().date()
        usual = [(f"{name}, {day:%a} {day.isoformat()}", day) for name, day in words.days(today)]
        super().__init__("Snooze", "Put off until", usual, parent)
        first = QDate(today.year, today.month, today.day)
        self.other = QDateEdit(first.addDays(7))
        self.other.setDisplayFormat("yyyy-MM-dd")
        self.other.setCalendarPopup(True)
        self.other.setMinimumDate(first.addDays(1))
        self.other.setAccessibleName("Another day")
        self.foot.insertWidget(0, self.other)
        self.foot.insertWidget(1, button("Until this day", self._on_other))

    def _on_other(self) -> None:
        now = self.other.date()
        self.take(date(now.year(), now.month(), now.day()))


class AssignDialog(Chooser):
    """By whom: a name, or nobody. Signals: chosen(str)."""

    chosen = Signal(str)

    def __init__(self, who: str, parent: QWidget) -> None:
        super().__init__("Assign", parent)
        self.field = QLineEdit(who)
        self.field.setAccessibleName("Name of the reviewer")
        self.field.selectAll()
        self.column.addWidget(PlainLabel("Who works on it?", "heading"))
        self.column.addWidget(self.field)
        nobody = button("Nobody", self._on_nobody)
        take = button("Assign", self._on_take, "primary")
        self.column.addLayout(row(nobody, 1, button("Cancel", self.reject), take))
        self.resize(380, 0)

    def _on_nobody(self) -> None:
        self.accept()
        self.chosen.emit("")

    def _on_take(self) -> None:
        self.accept()
        self.chosen.emit(clean_line(self.field.text())[:80])


class NoteDialog(Chooser):
    """A note for the other reviewers. Signals: written(Private)."""

    written = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Note", parent)
        self.text = PrivateText()
        self.text.setAccessibleName("Note")
        self.text.setTabChangesFocus(True)
        self.keep = button("Keep the note", self._on_keep, "primary")
        self.keep.setEnabled(False)
        self.column.addWidget(PlainLabel("Note for the other reviewers", "heading"))
        self.column.addWidget(self.text, 1)
        hint = PlainLabel("Ctrl+Enter keeps it. It is never sent.", "small", wrap=False)
        self.column.addLayout(row(hint, 1, button("Cancel", self.reject), self.keep))
        self.resize(460, 260)
        self.text.textChanged.connect(self._on_typed)

    def _on_typed(self) -> None:
        self.keep.setEnabled(bool(self.text.toPlainText().strip()))

    def _on_keep(self) -> None:
        text = Private(clean_text(self.text.toPlainText()))
        if text:
            self.accept()
            self.written.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_keep()
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        super().done(result)
        self.text.forget()
