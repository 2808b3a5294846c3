"""What stands over a message: what it is about, who sent it, which study, and how long it stays."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.contribution import Contribution
from curator_app.domain.inbox_query import InboxRow
from curator_app.domain.private import Private
from curator_app.domain.query import EntryRow
from curator_app.services.triage import Reading
from curator_app.ui.entries.columns import pem_label
from curator_app.ui.history.revisions import local_time
from curator_app.ui.inbox import words
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import ElidedLabel, PlainLabel, button

MARKS = 8


class Marks(QWidget):
    """A row of labels in the colours of the list."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._marks: Sequence[words.Mark] = ()
        self._labels = [QLabel() for _ in range(MARKS)]  # for pictures of the marks; made plain
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for label in self._labels:
            label.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(label)
        layout.addStretch(1)
        theme.switched.connect(self._tint)

    def show_marks(self, marks: Sequence[words.Mark]) -> None:
        """Show these labels, as many as there is room for."""
        self._marks = marks[:MARKS]
        for place, label in enumerate(self._labels):
            label.setVisible(place < len(self._marks))
            label.setText(self._marks[place][2] if place < len(self._marks) else "")
        self._tint()

    def _tint(self) -> None:
        for (kind, value, _), label in zip(self._marks, self._labels, strict=False):
            badge = self._theme.scheme.badge(kind, value)
            label.setStyleSheet(
                f"background: {badge.ground}; color: {badge.text}; border-radius: 4px;"
                " padding: 2px 8px; font-weight: 600; font-size: 12px;"
            )


class MessageHead(QWidget):
    """Facts of one message. Signals: who_asked() and study_asked() from its buttons."""

    who_asked = Signal()
    study_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.subject = PlainLabel("", "title")
        self.subject.setAccessibleName("Subject")
        self.identified = False
        self.marks = Marks(theme)
        self.study_marks = Marks(theme)
        self.who = ElidedLabel()
        self.who_button = button("Show who", kind="quiet")
        self.study = ElidedLabel()
        self.study_button = button("Open study", kind="quiet")
        self.received, self.until = ElidedLabel(), ElidedLabel()
        self.seen, self.consent = ElidedLabel(), PlainLabel("")
        self.remarks = PlainLabel("", "finding")
        self.remarks.setProperty("tone", "warn")
        self._grid = QGridLayout()
        self._names: dict[QWidget, QLabel] = {}
        self.who_button.clicked.connect(self.who_asked)
        self.study_button.clicked.connect(self.study_asked)
        self._lay_out()

    def _lay_out(self) -> None:
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        for column in (1, 3):
            self._grid.setColumnStretch(column, 1)
        for place, name, *parts in (
            ((0, 0), "From", self.who, self.who_button),
            ((1, 0), "Study", self.study, self.study_marks, self.study_button),
            ((2, 0), "Received", self.received),
            ((2, 1), "Kept until", self.until),
            ((3, 0), "Page seen", self.seen),
            ((4, 0), "Consent", self.consent),
        ):
            self._add(place, name, parts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 8)
        layout.setSpacing(6)
        layout.addWidget(self.subject)
        layout.addWidget(self.marks)
        layout.addLayout(self._grid)
        layout.addWidget(self.remarks)

    def _add(self, place: tuple[int, int], name: str, parts: Sequence[QWidget]) -> None:
        """A fact with its name; all but two that share a line have the whole one."""
        line, half = place
        width = 1 if parts[0] in (self.received, self.until) else 3
        label = PlainLabel(name, "muted", wrap=False)
        self._grid.addWidget(label, line, half * 2)
        self._names[parts[0]] = label
        value = QHBoxLayout()
        value.setSpacing(8)
        for part in parts:
            value.addWidget(part, 0 if isinstance(part, QPushButton | Marks) else 1)
            part.setAccessibleName(part.accessibleName() or name)
        self._grid.addLayout(value, line, half * 2 + 1, 1, width)

    # ------------------------------------------------------------------ showing

    def show_reading(self, reading: Reading) -> None:
        """Show the facts of a message; its sender stays a pseudonym."""
        row, found = reading.row, reading.contribution
        self.subject.setText(words.subject(row))
        self.marks.show_marks([*words.marks(row), *words.holder(row)])
        self.hide_identity(row)
        self._show_study(row, reading.study)
        self._put(self.received, _received(row, found))
        self._put(self.until, words.erased(row.erase_on, asks=row.asks))
        message = found.message if found is not None else None
        self._put(self.seen, words.shown(Private(message.snapshot)) if message else "")
        self._put(self.consent, words.shown(Private(message.consent), 300) if message else "")
        self._show_remarks(found, reading.closed)

    def clear(self) -> None:
        """Show nothing."""
        for label in (self.subject, self.remarks, self.who, self.study):
            label.setText("")
        for label in (self.received, self.seen, self.consent, self.until):
            label.setText("")
        self.marks.show_marks(())
        self.study_marks.show_marks(())

    def show_identity(self, name: Private, address: Private) -> None:
        """Say who the pseudonym is, until another message is shown."""
        parts = [words.shown(name, 120), words.shown(address, 320)]
        self.who.setText(" · ".join(part for part in parts if part) or "No sender is known.")
        self.who_button.setText("Hide who")
        self.identified = True

    def hide_identity(self, row: InboxRow) -> None:
        """Say only the pseudonym."""
        self.who.setText(row.pseudonym)
        self.who_button.setText("Show who")
        self.identified = False
        self.who_button.setVisible(not row.frozen)

    def _put(self, label: QLabel, text: str) -> None:
        label.setText(text)
        for part in (label, self._names[label]):
            part.setVisible(bool(text))

    def _show_study(self, row: InboxRow, study: EntryRow | None) -> None:
        known = study is not None
        if study is not None:
            text = study.title or study.slug
            pem = ("pem", study.pem, f"PEM {pem_label(study.pem).lower()}")
            self.study_marks.show_marks([pem])
        else:
            text = f"{row.slug} (not in this atlas)" if row.slug else "None named"
            self.study_marks.show_marks(())
        self.study.setText(text)
        self.study_button.setVisible(known)
        self.study_marks.setVisible(known)

    def _show_remarks(self, found: Contribution | None, closed: str) -> None:
        said = [closed] if closed else []
        if found is not None:
            said += [found.trouble] if found.trouble else []
            said += found.message.remarks
            if found.thinned:
                said.append("Its sender's address, raw mail and attachments are erased already.")
        self.remarks.setText("\n".join(said))
        self.remarks.setVisible(bool(said))


def _received(row: InboxRow, found: Contribution | None) -> str:
    parts = [local_time(row.received)]
    if found is not None:
        parts.append(words.SOURCES.get(found.origin.source, ""))
    return " · ".join(part for part in parts if part)
