"""What a proposal changes, field by field, and what of the message stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.fields import label
from curator_app.domain.repeating import GROUNDS, NOTE, Release, Repeat
from curator_app.ui.diff_view import DiffView
from curator_app.ui.inbox.proposal_state import ProposalState
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button

SHOWN = 4
"""Warnings that are listed one by one."""
ROWS, PADDING = 6, 12
_FIELD = Qt.ItemDataRole.UserRole


class ProposalPanel(QWidget):
    """Beside the editor.

    Signals: taken(field, bool) when a field is taken or left out; words_edited(text) as the note
    is typed; field_asked(name) to go to a field; release_asked(Repeat) to release words of the
    message; release_dropped(field, Private) to take that back.
    """

    taken = Signal(str, bool)
    words_edited = Signal(str)
    field_asked = Signal(str)
    release_asked = Signal(object)
    release_dropped = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._filling = False
        self.fields = QListWidget()
        self.fields.setAccessibleName("Fields that the proposal changes; Space takes or leaves one")
        self.fields.setProperty("framed", True)
        self.fields.setSpacing(2)
        self.diff = DiffView(theme)
        self.diff.setAccessibleName("What will be saved")
        self.diff.setProperty("readOnly", True)
        self.warnings = QVBoxLayout()
        self.warnings.setSpacing(6)
        self.words = QLineEdit()
        self.words.setMaxLength(500)
        self.words.setPlaceholderText("In your own words; it is not private")
        self._lay_out()
        self.fields.itemChanged.connect(self._on_item)
        self.fields.itemActivated.connect(self._on_activated)
        self.words.textEdited.connect(self.words_edited)

    def _lay_out(self) -> None:
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addLayout(self.warnings)
        inner.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(body)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setObjectName("editorSection")
        body.setObjectName("editorBody")
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        heading = PlainLabel("What will be saved", "label", wrap=False)
        heading.setBuddy(self.fields)
        note = PlainLabel("Note for the history", "label", wrap=False)
        note.setBuddy(self.words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addWidget(self.fields)
        layout.addWidget(self.diff, 3)
        layout.addWidget(self.area, 2)
        layout.addWidget(note)
        layout.addWidget(self.words)

    # ------------------------------------------------------------------ showing

    def show_state(self, state: ProposalState) -> None:
        """Show how the proposal stands; what it repeats is shown when it is known."""
        self._show_fields(state)
        differences = [item for item in state.differences() if item[0] not in state.left]
        nothing = "Every change is left out." if state.left else "Nothing is changed yet."
        self.diff.show_differences(differences, nothing)
        if self.words.text() != state.words:
            self.words.setText(state.words)

    def _show_fields(self, state: ProposalState) -> None:
        names = state.changed()
        self._filling = True
        if names != [self._name(row) for row in range(self.fields.count())]:
            self.fields.clear()
            for name in names:
                item = QListWidgetItem(label(name), self.fields)
                item.setData(_FIELD, name)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        for row in range(self.fields.count()):
            left = self._name(row) in state.left
            check = Qt.CheckState.Unchecked if left else Qt.CheckState.Checked
            self.fields.item(row).setCheckState(check)
        self._filling = False
        if names:
            frame = self.fields.contentsMargins()
            spare = frame.top() + frame.bottom() + 2 * self.fields.frameWidth() + PADDING
            rows = min(ROWS, len(names))
            self.fields.setFixedHeight(rows * (self.fields.sizeHintForRow(0) + 4) + spare)
        self.fields.setVisible(bool(names))

    def _name(self, row: int) -> str:
        return str(self.fields.item(row).data(_FIELD))

    def show_warnings(self, repeats: Sequence[Repeat], released: Sequence[Release]) -> None:
        """List what the proposal repeats of the message, and what was released."""
        while (item := self.warnings.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for repeat in repeats[:SHOWN]:
            self.warnings.addWidget(self._warning(repeat))
        if len(repeats) > SHOWN:
            self.warnings.addWidget(PlainLabel(f"And {len(repeats) - SHOWN} more.", "muted"))
        for release in released:
            self.warnings.addWidget(self._released(release))
        self.area.setVisible(bool(repeats or released))

    def _warning(self, repeat: Repeat) -> QWidget:
        box, row = _row("warn", repeat.sentence())
        if repeat.field != NOTE:
            row.addWidget(button("Go there", partial(self.field_asked.emit, repeat.field), "quiet"))
        row.addWidget(button("Release…", partial(self.release_asked.emit, repeat), "quiet"))
        row.addStretch(1)
        return box

    def _released(self, release: Release) -> QWidget:
        where = "Your note" if release.field == NOTE else label(release.field)
        count = len(release.text.reveal().split())
        words = "1 word" if count == 1 else f"{count} words"
        box, row = _row("info", f"{where}: {words} released, {GROUNDS[release.ground]}.")
        drop = partial(self.release_dropped.emit, release.field, release.text)
        row.addWidget(button("Take back", drop, "quiet"))
        row.addStretch(1)
        return box

    def forget(self) -> None:
        """Show nothing."""
        self._filling = True
        self.fields.clear()
        self._filling = False
        self.diff.show_differences([], "")
        self.words.clear()
        self.show_warnings([], ())

    # ------------------------------------------------------------------ the user

    def _on_item(self, item: QListWidgetItem) -> None:
        if not self._filling:
            taken = item.checkState() == Qt.CheckState.Checked
            self.taken.emit(str(item.data(_FIELD)), taken)

    def _on_activated(self, item: QListWidgetItem) -> None:
        self.field_asked.emit(str(item.data(_FIELD)))


def _row(tone: str, text: str) -> tuple[QWidget, QHBoxLayout]:
    """A sentence in a box with room for buttons below."""
    box = QFrame()
    box.setProperty("role", "notice")
    box.setProperty("tone", tone)
    box.setAccessibleName(text)
    column = QVBoxLayout(box)
    column.setContentsMargins(10, 6, 10, 6)
    column.setSpacing(2)
    column.addWidget(PlainLabel(text))
    row = QHBoxLayout()
    row.setSpacing(4)
    column.addLayout(row)
    return box, row
