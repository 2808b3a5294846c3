"""Found in the text: what the texts seem to say, to accept or reject by one key each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.criteria import uses
from curator_app.domain.detection import Proposal
from curator_app.domain.detection.accepting import ACCEPTED, REJECTED, verification_of
from curator_app.domain.entry import Entry
from curator_app.errors import BadValue
from curator_app.services.detecting import Reading, Texts, read, texts_of
from curator_app.ui.editor.detection import words
from curator_app.ui.editor.detection.body import Body
from curator_app.ui.editor.detection.deciding import Decisions, Values
from curator_app.ui.editor.detection.proposals import Line

READ_AFTER = 250
"""Milliseconds of rest before changed texts are read again."""
Reader = Callable[[Callable[[], Reading], Callable[[Reading], None]], None]
NOTHING = Reading((), ())


class DetectionPanel(QFrame):
    """Shows the proposals of an entry's texts; it proposes and never tags.

    Signals: edited(values) for what the user decided, as fields of the entry.
    """

    edited = Signal(object)

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detectionPanel")
        self.setProperty("role", "card")
        self._catalogue = catalogue
        self._decisions = Decisions()
        self._reading = NOTHING
        self._wanted: Texts = ()
        self._reader: Reader | None = None
        self._asked: Proposal | None = None
        self._read_only = self._going = False
        self.body = Body(catalogue, self)
        self._timer = QTimer(self, singleShot=True, interval=READ_AFTER)
        self._timer.timeout.connect(self._read)
        self.body.list.pointed.connect(self._on_pointed)
        self.body.list.asked.connect(self._on_asked)
        self.body.asked.connect(self._on_asked)
        self.body.answers.asked.connect(self._on_asked)
        self.body.verification.chosen.connect(self._on_verification)
        # Queued: the list takes the cursor after what was chosen has been told.
        self.body.verification.done.connect(self._on_verified, Qt.ConnectionType.QueuedConnection)

    # --- what the form asks for

    def set_reader(self, reader: Reader) -> None:
        """How reading gets off the GUI thread: reader(work, done)."""
        self._reader = reader
        self._timer.start()

    def set_read_only(self, on: bool) -> None:
        """Whether decisions can be made."""
        self._read_only = on
        self.body.set_read_only(on)

    def show_entry(self, entry: Entry) -> None:
        """The entry as it is edited now; its texts are read again when they changed."""
        if self._decisions.show(entry):
            self._reading, self._wanted = NOTHING, ()
            self._close_question()
            self.body.begin()
        texts = texts_of(entry)
        if texts != self._wanted:
            self._wanted = texts
            self._timer.start()
        self._refresh()

    def go(self) -> QWidget:
        """Open the panel and put the cursor to work: on the list, or where text is pasted."""
        self.body.unfold()
        self._going = not self.is_read()
        target = self._target()
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return target

    def _target(self) -> QWidget:
        if self._lines():
            return self.body.list
        entry = self._decisions.entry
        has_text = entry.abstract.strip() or entry.methods_text.strip()
        return self.body.task if has_text else self.body.methods_target()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The keys of the list work on its buttons too; Enter there presses the button.
        command = self.body.list.command(event)
        if command and event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_asked(command)
        else:
            super().keyPressEvent(event)

    def is_read(self) -> bool:
        """Whether what is shown is what the texts say now."""
        return self._reading.texts == self._wanted and not self._timer.isActive()

    # --- reading

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.is_read():
            self._timer.start()

    def _read(self) -> None:
        texts = self._wanted
        if self._reader is None or not self.isVisible() or self._reading.texts == texts:
            return
        if texts:
            self._reader(lambda: read(texts), self._on_read)
        else:
            self._on_read(NOTHING)

    def _on_read(self, reading: Reading) -> None:
        if reading.texts != self._wanted:
            return
        self._reading = reading
        self._refresh()
        waiting = [p for p in reading.proposals if self._decisions.waits(p)]
        self.body.settle(bool(waiting))
        if waiting and not self.body.list.hasFocus():
            self._point_to(waiting[0])
        if self._going:
            # The cursor was sent here before there was anything to stand on.
            self._going = False
            if self.isAncestorOf(QApplication.focusWidget() or self):
                self._target().setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- showing

    def _shown(self) -> list[Proposal]:
        hidden = not self.body.rejected.isChecked()
        return [
            item
            for item in self._reading.proposals
            if not (hidden and self._decisions.standing(item) == REJECTED)
        ]

    def _lines(self) -> list[Line]:
        return [self._line(item) for item in self._shown()]

    def _line(self, item: Proposal) -> Line:
        standing = self._decisions.standing(item)
        place = words.PLACES[item.location]
        return Line(
            item=item,
            mark=words.MARKS.get(standing, words.OPEN_MARK),
            title=words.title(item, self._catalogue),
            role=words.role(item),
            pen=words.pen_style(item),
            aside=f"{place} · {item.why}",
            sure=standing if standing != "open" else words.confidence(item),
            spoken=words.spoken(item, standing, self._catalogue),
        )

    def _refresh(self) -> None:
        decisions, items = self._decisions, self._reading.proposals
        waiting = sum(map(decisions.waits, items))
        gone = sum(decisions.standing(item) == REJECTED for item in items)
        read_now = self._reading.texts == self._wanted
        accepted = sum(decisions.standing(item) == ACCEPTED for item in items)
        summary = words.summary(waiting, accepted, bool(self._wanted), decisions.has_task())
        self.body.say_count(summary if read_now else "Reading …", waiting)
        self.body.show_texts(self._reading.texts)
        self.body.show_lines(self._lines(), gone)
        self.body.say_nothing(words.nothing(decisions.entry, self._reading) if read_now else "")
        self.body.say_task(decisions.has_task())
        self._on_pointed()

    def _on_pointed(self) -> None:
        item = self.body.list.current()
        self.body.text.mark(self._shown(), item)
        if item is None:
            self.body.say("")
            return
        standing = self._decisions.standing(item)
        effect = {
            ACCEPTED: "Accepted: the criteria say so.",
            REJECTED: "Rejected. R takes the rejection back.",
        }.get(standing, words.effect(item, self._decisions.entry.criteria))
        self.body.say(effect)
        self.body.accept.setEnabled(standing != ACCEPTED and not self._read_only)
        self.body.verification.setEnabled(item.expression is not None and not self._read_only)
        if standing == ACCEPTED:
            used = verification_of(self._decisions.entry.criteria, item)
            self.body.verification.show_id(used)
        else:
            self.body.verification.show_id("")

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

    def _close_question(self) -> None:
        self._asked = None
        self.body.ask("")

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

    def _go_on(self, item: Proposal) -> None:
        """On to the next one that waits."""
        shown = self._shown()
        start = shown.index(item) if item in shown else -1
        following = (*shown[start + 1 :], *shown)
        after = next((other for other in following if self._decisions.waits(other)), None)
        if after is not None:
            self._point_to(after)

    def _point_to(self, item: Proposal) -> None:
        shown = self._shown()
        if item in shown:
            self.body.list.point(shown.index(item))

    def _say(self, text: str) -> None:
        self.body.say(text)
        self._announce(text)

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
