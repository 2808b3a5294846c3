"""The reply under a message: kept while it is typed, begun from a template, sent or copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from curator_app.domain.contribution import Message
from curator_app.domain.correspondence import (
    DRAFT,
    FAILED,
    QUEUED,
    SENT,
    Reply,
    Template,
    placeholders_in,
)
from curator_app.domain.private import Private
from curator_app.services.triage import Reading
from curator_app.ui.history.revisions import local_time
from curator_app.ui.inbox import words
from curator_app.ui.inbox.message_text import PrivateText
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button, row, rule

KEPT_AFTER_MS = 800
"""What is typed is at most this old when it is kept."""
OPEN_TO_CHANGE = frozenset({DRAFT, QUEUED, FAILED})


@dataclass
class Slot:
    """Where a reply is kept: "" until it was kept once. The writer thread fills it in."""

    key: str = ""


class ReplyBox(QWidget):
    """Writes one reply.

    Signals: draft_due(Reply, Slot) when it is to be kept, template_asked(Template), send_asked(),
    copy_asked(), drop_asked(), closed().
    """

    draft_due = Signal(object, object)
    template_asked = Signal(object)
    send_asked = Signal()
    copy_asked = Signal()
    drop_asked = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._reply: Reply | None = None
        self.slot = Slot()
        self._filling = self._unkept = False
        self._templates: Sequence[Template] = ()
        self.to = PlainLabel("", wrap=False)
        self.subject = QLineEdit()
        self.subject.setAccessibleName("Subject of the reply")
        self.body = PrivateText()
        self.body.setAccessibleName("Text of the reply")
        self.body.setTabChangesFocus(True)
        self.templates = QComboBox()
        self.templates.setAccessibleName("Begin with a text")
        self.state = PlainLabel("", "small")
        self.send_button = button("Send", kind="primary")
        self.copy_button = button("Copy text")
        self.drop_button = button("Throw away")
        self.close_button = button("Close", kind="quiet")
        self._rest = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(16, 8, 16, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        top = row(self.to, 1, self.templates)
        form.addRow("To", top)
        form.addRow("Subject", self.subject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(rule())
        layout.addLayout(form)
        middle = QVBoxLayout()
        middle.setContentsMargins(16, 0, 16, 0)
        middle.addWidget(self.body)
        layout.addLayout(middle, 1)
        foot = row(self.state, 1, self.drop_button, self.close_button, self.copy_button,
                   self.send_button, margins=(16, 0, 16, 8))  # fmt: skip
        foot.setStretch(0, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.subject.textChanged.connect(self._on_typed)
        self.body.textChanged.connect(self._on_typed)
        self.templates.activated.connect(self._on_template)
        self._rest.timeout.connect(self.flush)
        self.send_button.clicked.connect(self.send_asked)
        self.copy_button.clicked.connect(self.copy_asked)
        self.drop_button.clicked.connect(self.drop_asked)
        self.close_button.clicked.connect(self._on_close)

    # ------------------------------------------------------------------ showing

    def show_templates(self, templates: Sequence[Template]) -> None:
        """Offer these texts to begin with."""
        self._templates = templates
        self.templates.clear()
        self.templates.addItem("Begin with…")
        self.templates.addItems([template.name for template in templates])

    def show_for(self, reading: Reading, *, again: bool) -> None:
        """Another message is open: its draft is shown, if there is one."""
        if again:
            self._take_news(reading)
            return
        self.forget()
        drafts = [reply for reply in reading.replies if reply.state in OPEN_TO_CHANGE]
        if drafts:
            self.show_reply(drafts[-1], reading)

    def _take_news(self, reading: Reading) -> None:
        """The reply in view as it is now: what became of it while it was being sent."""
        mine = self._reply
        known = {reply.key: reply for reply in reading.replies}
        now = known.get(mine.key) if mine is not None else None
        if mine is not None and now is not None and now.state != mine.state:
            self._reply = replace(mine, state=now.state, trouble=now.trouble, at=now.at)
            self._show_state()

    def begin(self, reading: Reading, who: str) -> None:
        """Begin a reply to a message, or go on with the one that is there."""
        if self._reply is None or self._reply.state not in OPEN_TO_CHANGE:
            self.show_reply(_begun(reading, who), reading)
        self.show()
        self.body.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_reply(self, reply: Reply, reading: Reading) -> None:
        """Show this reply to the message."""
        self._reply, self.slot = reply, Slot(reply.key)
        self._filling = True
        self.to.setText(reading.row.pseudonym)
        self.subject.setText(reply.subject.reveal())
        self.body.setPlainText(reply.body.reveal())
        self.body.document().clearUndoRedoStacks()
        self._filling = False
        self._show_state()
        self.show()

    def forget(self) -> None:
        """Leave this reply: what is unkept of it is kept, and no text stays here."""
        self.flush()
        self._reply = None
        self._filling = True
        self.to.setText("")
        self.subject.setText("")  # clear() could be undone
        self.body.forget()
        self._filling = False
        self.state.setText("")
        self.hide()

    def _show_state(self) -> None:
        reply = self._reply
        if reply is None:
            return
        can_change = reply.state in OPEN_TO_CHANGE
        for field in (self.subject, self.body):
            field.setReadOnly(not can_change)
        self.templates.setEnabled(can_change)
        self.drop_button.setEnabled(reply.state != SENT)
        self.copy_button.setEnabled(True)
        self.send_button.setEnabled(can_change)
        self.send_button.setText("Send again" if reply.state == FAILED else "Send")
        said = words.REPLIES[reply.state] if reply.key else "Not begun"
        when = f", {local_time(reply.at)}" if reply.at else ""
        why = f": {reply.trouble}" if reply.trouble else ""
        self.state.setText(f"{said}{when}{why}")

    # ------------------------------------------------------------------ writing

    def reply(self) -> Reply | None:
        """The reply as it stands here."""
        if self._reply is None:
            return None
        subject, body = Private(self.subject.text()), Private(self.body.toPlainText())
        return replace(self._reply, subject=subject, body=body)

    def took(self, kept: Reply, slot: Slot) -> None:
        """It was kept; what was typed meanwhile stays."""
        if self._reply is not None and slot is self.slot:
            known = {"key": kept.key, "at": kept.at, "state": kept.state}
            self._reply = replace(self._reply, **known, trouble=kept.trouble)
            self._show_state()

    def say_sending(self) -> None:
        """It is on its way: nothing can be changed until that is over."""
        for part in (self.send_button, self.copy_button, self.drop_button):
            part.setEnabled(False)
        self.body.setReadOnly(True)
        self.state.setText("Sending…")

    def discard(self) -> None:
        """Leave this reply, and keep nothing more of it."""
        self._unkept = False
        self.forget()

    def insert(self, text: str) -> None:
        """Put a text at the cursor; it can be undone."""
        self.body.insertPlainText(text)
        self.body.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_places(self) -> frozenset[str]:
        """Placeholders that nobody has filled in."""
        return placeholders_in(self.body.toPlainText())

    def flush(self) -> None:
        """Have what was typed kept now."""
        self._rest.stop()
        if self._unkept:
            self._unkept = False
            now = self.reply()
            if now is not None:
                self.draft_due.emit(now, self.slot)

    def _on_typed(self) -> None:
        if not self._filling and self._reply is not None and self._reply.state in OPEN_TO_CHANGE:
            self._unkept = True
            self._rest.start()

    def _on_template(self, place: int) -> None:
        if 0 < place <= len(self._templates):
            self.template_asked.emit(self._templates[place - 1])
        self.templates.setCurrentIndex(0)

    def _on_close(self) -> None:
        self.flush()
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_close()
        else:
            super().keyPressEvent(event)


def _begun(reading: Reading, who: str) -> Reply:
    """An empty reply to a message."""
    found = reading.contribution
    message = found.message if found is not None else Message()
    subject = words.shown(message.subject, 200)
    if not subject.lower().startswith("re:"):
        subject = f"Re: {subject}".strip()
    to = message.reply_to or message.sender_address
    return Reply("", reading.row.id, DRAFT, who, "", to, Private(subject))
