"""What the texts seem to say, as a card shows it: read off the GUI thread, one line a proposal."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.detection import Proposal
from curator_app.domain.detection.accepting import ACCEPTED, REJECTED, verification_of
from curator_app.domain.entry import Entry
from curator_app.services.detecting import Reading, Texts, read, texts_of
from curator_app.ui.editor.detection import words
from curator_app.ui.editor.detection.body import Body
from curator_app.ui.editor.detection.deciding import Decisions
from curator_app.ui.editor.detection.proposals import Line

READ_AFTER = 250
"""Milliseconds of rest before changed texts are read again."""
Reader = Callable[[Callable[[], Reading], Callable[[Reading], None]], None]
NOTHING = Reading((), ())


class ShownProposals(QFrame):
    """The proposals of an entry's texts, how they stand and which one is pointed to."""

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

    def is_read(self) -> bool:
        """Whether what is shown is what the texts say now."""
        return self._reading.texts == self._wanted and not self._timer.isActive()

    def _close_question(self) -> None:
        self._asked = None
        self.body.ask("")

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
