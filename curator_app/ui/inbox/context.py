"""What stands beside a message: the sender's others, the study's others, notes, replies, steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QListWidget,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.correspondence import Note, Reply
from curator_app.domain.inbox_query import InboxRow
from curator_app.domain.operation import Operation
from curator_app.services.triage import Reading
from curator_app.ui.history.revisions import local_time
from curator_app.ui.inbox import words
from curator_app.ui.inbox.lines import ShortLine, ShortList

_KINDS = {"ordinary": "", "undo": "Undone: ", "redo": "Done again: "}


class Context(QScrollArea):
    """Short lists in two columns, or one under the other where it is narrow.

    Signals: message_asked(n), reply_asked(Reply), note_dropped(Note).
    """

    message_asked = Signal(object)
    reply_asked = Signal(object)
    note_dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Beside the message")
        self.same_sender = ShortList("Same sender", "No other messages from this sender.")
        self.same_entry = ShortList(
            "Same study, still open", "No other open messages on this study."
        )
        self.notes = ShortList("Notes", "No notes yet.", wrap=True)
        self.replies = ShortList("Replies", "No reply yet.")
        self.steps = ShortList("Steps", "Nothing was decided yet.")
        body = QWidget()
        body.setProperty("role", "pane")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, body)
        self._columns.setContentsMargins(16, 10, 16, 12)
        self._columns.setSpacing(14)
        for parts in ((self.same_sender, self.same_entry), (self.notes, self.replies, self.steps)):
            column = QVBoxLayout()
            column.setSpacing(10)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
            self._columns.addLayout(column, 1)
        self.setWidget(body)
        self.same_sender.asked.connect(self.message_asked)
        self.same_entry.asked.connect(self.message_asked)
        self.replies.asked.connect(self.reply_asked)
        self.notes.dropped.connect(self.note_dropped)

    def set_narrow(self, narrow: bool) -> None:
        """One column, or two."""
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(wanted)
        self._columns.setStretch(0, 0 if narrow else 1)

    def show_reading(self, reading: Reading) -> None:
        """Show what stands beside this message."""
        self.same_sender.show_lines(_messages(reading.sender), reading.sender_count)
        self.same_entry.show_lines(_messages(reading.entry), reading.entry_count)
        self.notes.show_lines([_note(note) for note in reading.notes])
        self.replies.show_lines([_reply(reply) for reply in reading.replies])
        self.steps.show_lines([_step(step) for step in reversed(reading.history)])

    def clear(self) -> None:
        """Show nothing."""
        for part in self._parts():
            part.show_lines([])

    def lists(self) -> list[QListWidget]:
        """What takes the keyboard here."""
        return [part.list for part in self._parts()]

    def focus_first(self) -> None:
        """Take the keyboard into the first list that has something."""
        for made in self.lists():
            if made.count():
                made.setCurrentRow(max(0, made.currentRow()))
                made.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _parts(self) -> tuple[ShortList, ...]:
        return self.same_sender, self.same_entry, self.notes, self.replies, self.steps


def _messages(rows: Sequence[InboxRow]) -> list[ShortLine]:
    return [
        ShortLine(
            f"{words.day(row.received)} · {words.STATES[row.state]} · {words.subject(row)}", row.n
        )
        for row in rows
    ]


def _note(note: Note) -> ShortLine:
    return ShortLine(f"{local_time(note.at)} · {note.who}\n{note.text.reveal()}", note)


def _reply(reply: Reply) -> ShortLine:
    why = f" · {reply.trouble}" if reply.trouble else ""
    return ShortLine(f"{local_time(reply.at)} · {words.REPLIES[reply.state]}{why}", reply)


def _step(step: Operation) -> ShortLine:
    return ShortLine(f"{local_time(step.at)} · {step.who} · {_KINDS[step.kind]}{step.label}")
