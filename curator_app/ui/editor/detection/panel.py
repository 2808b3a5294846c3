"""Found in the text: what the texts seem to say, to accept or reject by one key each."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.criteria import uses
from curator_app.domain.detection import Proposal
from curator_app.domain.detection.accepting import ACCEPTED, REJECTED
from curator_app.errors import BadValue
from curator_app.ui.editor.detection import words
from curator_app.ui.editor.detection.deciding import Values
from curator_app.ui.editor.detection.shown import ShownProposals


class DetectionPanel(ShownProposals):
    """Shows the proposals of an entry's texts; it proposes and never tags.

    Signals: edited(values) for what the user decided, as fields of the entry.
    """

    edited = Signal(object)

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(catalogue, parent)
        self.body.list.asked.connect(self._on_asked)
        self.body.asked.connect(self._on_asked)
        self.body.answers.asked.connect(self._on_asked)
        self.body.verification.chosen.connect(self._on_verification)
        # Queued: the list takes the cursor after what was chosen has been told.
        self.body.verification.done.connect(self._on_verified, Qt.ConnectionType.QueuedConnection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The keys of the list work on its buttons too; Enter there presses the button.
        command = self.body.list.command(event)
        if command and event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_asked(command)
        else:
            super().keyPressEvent(event)

    # --- deciding

    def _on_asked(self, command: str) -> None:
        item = self.body.list.current()
        if command == "rejected":
            self.body.rejected.toggle()
            self._refresh()
        elif self._read_only:
            self._say("This library is open for reading only.")
        elif self._asked is not None:
            self._answer(command)
        elif command == "undo":
            self._undo()
        elif command == "task":
            self._task()
        elif item is not None:
            {"accept": self._accept, "reject": self._reject, "verify": self._verify}[command](item)

    def _accept(self, item: Proposal) -> None:
        if self._decisions.standing(item) == ACCEPTED:
            self._say("It is accepted already.")
        elif self._decisions.needs_way(item):
            self._ask(item)
        else:
            self._take(item, "")

    def _ask(self, item: Proposal) -> None:
        self._asked = item
        tagged = self._decisions.entry.criteria.expr
        names = dict.fromkeys(use.definition for use in uses(tagged)) if tagged else {}
        have = ", ".join(map(self._catalogue.name, names))
        new = words.title(item, self._catalogue)
        self.body.ask(f"{have} is tagged already. How does {new} join it?")
        self._announce(self.body.answers.question.text())

    def _answer(self, command: str) -> None:
        item = self._asked
        self._close_question()
        if command != "cancel" and item is not None:
            self._take(item, command)

    def _take(self, item: Proposal, way: str) -> None:
        try:
            values = self._decisions.accept(item, way, self.body.verification.id())
        except BadValue as error:
            self._say(error.sentence())
            return
        self._send(values)
        self._go_on(item)
        self._say(f"Accepted: {words.title(item, self._catalogue)}. U undoes it.")

    def _reject(self, item: Proposal) -> None:
        standing = self._decisions.standing(item)
        name = words.title(item, self._catalogue)
        if standing == ACCEPTED:
            self._say("It is tagged. Take it out of the criteria below, or undo with U.")
            return
        back = standing == REJECTED
        said = f"Open again: {name}." if back else f"Rejected: {name}. U undoes it."
        self._send(self._decisions.reject(item))
        if not back:
            self._go_on(item)
        self._say(said)

    def _verify(self, item: Proposal) -> None:
        if item.expression is None:
            self._say("How a statement was verified is said under “Criteria checked by”.")
            return
        self.body.verification.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.body.verification.showPopup()

    def _on_verification(self) -> None:
        item = self.body.list.current()
        if item is not None and self._decisions.standing(item) == ACCEPTED:
            values = self._decisions.verify(item, self.body.verification.id())
            self._send(values)
            self._say(f"Verified by: {self.body.verification.currentText()}.")

    def _on_verified(self) -> None:
        self.body.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _task(self) -> None:
        had = self._decisions.has_task()
        accepted = any(self._decisions.standing(p) == ACCEPTED for p in self._reading.proposals)
        note = words.task_note(self._reading, accepted)
        said = "The task was taken off." if had else "A task was left: check the full text."
        self._send(self._decisions.toggle_task(note))
        self._say(said)

    def _undo(self) -> None:
        values = self._decisions.undo()
        if values is None:
            self._say("There is nothing to undo here.")
        elif not values:
            self._say("It was changed since, so nothing was undone.")
        else:
            self._send(values)
            self._say("Undone.")

    def _send(self, values: Values) -> None:
        if values:
            self.edited.emit(dict[str, Any](values))
