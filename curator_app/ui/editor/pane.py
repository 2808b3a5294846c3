"""The editor of one study entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.entry import Entry
from curator_app.domain.vocabulary import Vocabulary
from curator_app.ui.editor.criteria import CriteriaEditor
from curator_app.ui.editor.detection.shown import Reader
from curator_app.ui.editor.entry_notes import EntryNotes
from curator_app.ui.editor.fields import LineField
from curator_app.ui.editor.form import Form
from curator_app.ui.editor.header import Header
from curator_app.ui.editor.override import incomplete
from curator_app.ui.editor.relations import Lookup
from curator_app.ui.editor.state import EditState
from curator_app.ui.widgets import PlainLabel

DRAFT_AFTER = 700
"""Milliseconds from a keystroke to `draft_due`; later keystrokes do not put it off."""
ERROR_AFTER = 700
"""Milliseconds of rest before an unfinished value is called wrong."""


class EditorPane(QWidget):
    """Shows an entry and takes the user's changes.

    Signals: `edited(Entry)` on each change, `draft_due(Entry)` at most a second after one,
    `save_requested()` when the user asks to save and every field is valid,
    `suggestions_wanted()` when fields with completion come into sight.
    """

    edited = Signal(object)
    draft_due = Signal(object)
    save_requested = Signal()
    suggestions_wanted = Signal()

    def __init__(
        self, vocabulary: Vocabulary, catalogue: Catalogue, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("editorPane")
        self._vocabulary = vocabulary
        self._catalogue = catalogue
        self._state: EditState | None = None
        self._saved_at = ""
        self._read_only = False
        self.header = Header(vocabulary, catalogue, self)
        self.form = Form(vocabulary, catalogue, self)
        self.notes = EntryNotes(self)
        self._draft_timer = self._timer(DRAFT_AFTER, self._on_draft_due)
        self._error_timer = self._timer(ERROR_AFTER, self._reveal)
        self._lay_out()
        self.header.state_chosen.connect(self._on_state)
        self.header.tasks.done.connect(self._on_task_done)
        self.form.field_edited.connect(self._on_edited)
        self.form.field_left.connect(self._on_left)
        self.form.override_edited.connect(self._on_override)
        self.form.decided.connect(self._on_decided)
        self.form.suggestions_wanted.connect(self.suggestions_wanted)
        self.form.ended.connect(self._on_ended)

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    def _lay_out(self) -> None:
        body = QWidget(self)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.form, 1)
        empty = PlainLabel("Choose a study in the list to edit it.", "muted", self)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(body)
        # The head is reached last: Tab begins with the sections.
        QWidget.setTabOrder(self.form, self.header.state)

    # --- what the window asks for

    def show_entry(self, entry: Entry, draft: Entry | None = None, saved_at: str = "") -> None:
        """Show an entry; with a draft, its text stands in the fields and counts as unsaved."""
        self._flush(commit=self._state is None or self._state.saved.id != entry.id)
        self._state = EditState(entry, draft or entry, self._vocabulary, self._catalogue)
        self._saved_at = saved_at
        self._error_timer.stop()
        self.notes.clear()
        self.form.show_entry(self._state.edited)
        self._state.check_all()
        self._stack.setCurrentIndex(1)
        self._reveal()
        self._refresh()

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Judge by another policy: what is shown is derived anew."""
        self._catalogue = catalogue
        self.form.set_catalogue(catalogue)
        if self._state is not None:
            self._state.set_catalogue(catalogue)
            self._refresh()

    def entry(self) -> Entry | None:
        """The entry as edited now."""
        return self._state.edited if self._state else None

    def is_dirty(self) -> bool:
        """Whether there are unsaved changes."""
        return self._state is not None and self._state.is_dirty()

    def problems(self) -> list[tuple[str, str]]:
        """What keeps the entry from being saved: (field, sentence)."""
        return self._state.problems() if self._state else []

    def request_save(self) -> bool:
        """Ask to save; with an invalid field the cursor goes there instead."""
        if self._state is None or self._read_only:
            return False
        self.form.commit()
        self._reveal()
        problems = self._state.problems()
        self.header.show_problem(self._state.summary())
        if problems:
            self.focus_field(problems[0][0])
            return False
        self._state.send()
        self.save_requested.emit()
        return True

    def mark_saved(self, entry: Entry) -> None:
        """The entry was saved as given; what was typed meanwhile stays unsaved."""
        if self._state is None:
            return
        self._saved_at = f"{dt.datetime.now().astimezone():%H:%M}"
        changed = self._state.confirm(entry)
        self.form.take(self._state.edited)
        self.form.fill(changed, self._state.errors)
        if not self._state.is_dirty():
            self._draft_timer.stop()
        self._refresh()

    def set_read_only(self, on: bool) -> None:
        """Whether the entry can be looked at only."""
        self._read_only = on
        self.header.state.setEnabled(not on)
        self.header.tasks.set_read_only(on)
        self.form.set_read_only(on)

    def clear(self) -> None:
        """Show that no entry is chosen."""
        self._flush(commit=True)
        self._state = None
        self._stack.setCurrentIndex(0)

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        self.focus_field("title")

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field, whichever section it is in."""
        if name == "state":
            self.header.state.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._state is not None:
            self.form.focus_field(name)

    def set_suggestions(self, name: str, values: Sequence[str]) -> None:
        """What completion offers in topics or tags."""
        self.form.set_suggestions(name, values)

    def set_who(self, name: str) -> None:
        """Who sits here: the name that an override of the PEM status carries."""
        self.form.set_who(name)

    def focus_detection(self) -> None:
        """Put the cursor on the proposals that the texts gave."""
        if self._state is not None:
            self.form.focus_detection()

    def set_reader(self, reader: Reader) -> None:
        """How texts are read off the GUI thread: reader(work, done)."""
        self.form.set_reader(reader)

    def set_lookup(self, lookup: Lookup) -> None:
        """How studies are found by what one types: text -> [(address, title)]."""
        self.form.set_lookup(lookup)

    def set_value(self, name: str, value: Any) -> None:
        """Give a field another value (in the entry's form), as an edit of the user's."""
        if self._state is None or self._read_only:
            return
        box = self.form.boxes.get(name)
        if box is not None and isinstance(box.editor, LineField) and isinstance(value, str):
            box.editor.replace(value)
            return
        self._state.set(name, value, value)
        self.form.take(self._state.edited)
        self.form.fill([name], self._state.errors)
        self._after_edit(name)

    def is_read_only(self) -> bool:
        """Whether nothing can be edited."""
        return self._read_only

    # --- inside

    def _on_edited(self, name: str) -> None:
        if self._state is None:
            return
        editor = self.form.boxes[name].editor
        trouble = editor.trouble() if isinstance(editor, CriteriaEditor) else ""
        self._state.set(name, editor.value(), editor.keepable(), trouble)
        self._after_edit(name)

    def _on_state(self, value: str) -> None:
        if self._state is not None:
            self._state.set("state", value, value)
            self._after_edit("state")

    def _on_task_done(self, place: int) -> None:
        if self._state is not None:
            tasks = self._state.edited.tasks
            left = (*tasks[:place], *tasks[place + 1 :])
            self._state.set("tasks", left, left)
            self._after_edit("tasks")

    def _on_override(self) -> None:
        if self._state is None or self.form.pem is None:
            return
        typed = self.form.pem.override.typed()
        self._state.set_override(typed, incomplete(typed))
        self._after_edit("pem")

    def _on_decided(self, values: Mapping[str, Any]) -> None:
        """A decision about a proposal is an edit like any other."""
        state = self._state
        if state is None or self._read_only:
            return
        if "criteria" in values and "criteria" in state.errors:
            # What cannot be read there would be lost by showing other criteria.
            self._reveal()
            self.focus_field("criteria")
            return
        for name, value in values.items():
            state.set(name, value, value)
        self.form.take(state.edited)
        self.form.fill(list(values), state.errors)
        for name in values:
            self._after_edit(name)

    def _after_edit(self, name: str) -> None:
        if self._state is None:
            return
        if name in self._state.errors:
            self._error_timer.start()
        elif name in self.form.boxes:
            self.form.boxes[name].show_error("")
        self.form.take(self._state.edited)
        self._refresh()
        if not self._draft_timer.isActive():
            self._draft_timer.start()
        self.edited.emit(self._state.edited)

    def _on_left(self, name: str) -> None:
        if self._state is not None and name in self._state.errors:
            self.form.boxes[name].show_error(self._state.errors[name])

    def _reveal(self) -> None:
        if self._state is not None:
            self.form.show_errors(self._state.errors)

    def _refresh(self) -> None:
        state = self._state
        if state is None:
            return
        self.header.show_entry(state.edited)
        self.header.show_standing(
            dirty=state.is_dirty(), version=state.saved.version, saved_at=self._saved_at
        )
        if not state.errors:
            self.header.show_problem("")

    def _on_draft_due(self) -> None:
        if self._state is not None:
            self.draft_due.emit(self._state.edited)

    def _flush(self, *, commit: bool) -> None:
        """What was typed in the last moment is not lost when another entry is shown."""
        if commit and self._state is not None and not self._read_only:
            self.form.commit()
        if self._draft_timer.isActive():
            self._draft_timer.stop()
            self._on_draft_due()

    def _on_ended(self) -> None:
        self.header.state.setFocus(Qt.FocusReason.TabFocusReason)

    def event(self, event: QEvent) -> bool:
        # Taken here, so that a window's own Ctrl+S does not make the key ambiguous.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Save)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Save):
            self.request_save()
        elif control and step:
            self.form.step(step)
        else:
            super().keyPressEvent(event)
