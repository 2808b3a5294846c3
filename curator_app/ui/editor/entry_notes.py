"""What the checks say of the entry in the editor: where one is, the next one, deciding about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from curator_app.domain import deciding
from curator_app.domain.checks.finding import Key
from curator_app.domain.entry import Entry
from curator_app.domain.fields import stored
from curator_app.ui.editor import build
from curator_app.ui.findings.notes import Note

if TYPE_CHECKING:
    from curator_app.ui.editor.fields import FieldEditor
    from curator_app.ui.editor.pane import EditorPane

Place = tuple[int, int]


class EntryNotes(QObject):
    """The open findings of the entry that is edited.

    Signals: asked(notes, point) when the user wants to choose what to do about them.
    """

    asked = Signal(object, object)

    def __init__(self, pane: EditorPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._notes: tuple[Note, ...] = ()
        self._last: tuple[Note, Place] | None = None
        self._order = {name: place for place, name in enumerate(build.in_order())}
        pane.form.notes_asked.connect(self._on_asked)

    def show(self, checked: Entry, notes: Sequence[Note]) -> None:
        """Show what was found in the entry as it was checked."""
        self._notes = tuple(notes)
        by_field: dict[str, list[Note]] = {}
        for note in notes:
            by_field.setdefault(note.finding.field, []).append(note)
        self._pane.form.show_notes(checked, by_field)

    def clear(self) -> None:
        """Nothing is known of the entry yet."""
        self._notes, self._last = (), None
        self._pane.form.show_notes(None, {})

    def all(self) -> tuple[Note, ...]:
        """All of them, in the order of the fields."""
        return tuple(sorted(self._notes, key=self._place))

    def here(self) -> list[Note]:
        """Those at the text cursor; where there are none, those of the field."""
        name = self._pane.form.focused()
        editor = self._editor(name)
        if editor is not None and editor.marks is not None:
            found = editor.marks.notes_at_cursor()
            if found:
                return found
        return self.of_field(name)

    def of_field(self, name: str) -> list[Note]:
        """Those of a field, the gravest first."""
        return [note for note in self._notes if note.finding.field == name]

    def of_key(self, key: Key) -> Note | None:
        """The note of a finding; None when it is not open here."""
        return next((note for note in self._notes if note.finding.key == key), None)

    def step(self, by: int) -> tuple[Note, int, int] | None:
        """Go to the next (1) or the one before (-1); the note, its number and how many."""
        notes = self.all()
        if not notes:
            return None
        now = self._here()
        if self._last is not None and self._last[1] == now and self._last[0] in notes:
            number = notes.index(self._last[0]) + by
        elif by > 0:
            number = sum(self._place(note) <= now for note in notes)
        else:
            number = sum(self._place(note) < now for note in notes) - 1
        number %= len(notes)
        self.reveal(notes[number])
        self._last = notes[number], self._here()
        return notes[number], number + 1, len(notes)

    def reveal(self, note: Note) -> None:
        """Put the cursor into the note's field and select its words."""
        self._pane.focus_field(note.finding.field)
        editor = self._editor(note.finding.field)
        if editor is not None:
            editor.reveal(note)

    # ------------------------------------------------------------------ deciding

    def apply(self, note: Note) -> bool:
        """Write what the note proposes; False when its words have changed meanwhile."""
        if self._pane.is_read_only():
            return False
        finding = note.finding
        if finding.fix is not None:
            name, value = finding.fix
            self._pane.focus_field(name)
            self._pane.set_value(name, stored(name, value))
            return True
        self.reveal(note)
        editor = self._editor(finding.field)
        return editor is not None and editor.marks is not None and editor.marks.replace(note)

    def dismiss(self, keys: Collection[Key], reason: str, who: str, at: str) -> None:
        """Dismiss findings with a reason: an edit of the entry, saved and taken back with it."""
        entry = self._pane.entry()
        if entry is not None:
            done = deciding.dismiss(entry, keys, reason, who, at)
            self._pane.set_value("dismissals", done.dismissals)
            self.show(done, [note for note in self._notes if note.finding.key not in keys])

    def take_back(self, keys: Collection[Key]) -> None:
        """Open dismissed findings again."""
        entry = self._pane.entry()
        if entry is not None:
            done = deciding.take_back(entry, keys)
            self._pane.set_value("dismissals", done.dismissals)

    # ------------------------------------------------------------------ places

    def point(self) -> QPoint:
        """Where on the screen a menu about the cursor's place belongs."""
        editor = self._editor(self._pane.form.focused())
        target: QWidget = self._pane.header if editor is None else editor.target()
        if isinstance(target, QPlainTextEdit | QTextEdit):
            return target.viewport().mapToGlobal(target.cursorRect().bottomLeft())
        return target.mapToGlobal(target.rect().bottomLeft())

    def _on_asked(self, name: str) -> None:
        line = self._pane.form.boxes[name].findings
        self.asked.emit(self.of_field(name), line.mapToGlobal(line.rect().bottomLeft()))

    def _editor(self, name: str) -> FieldEditor | None:
        box = self._pane.form.boxes.get(name)
        return box.editor if box is not None else None

    def _place(self, note: Note) -> Place:
        finding = note.finding
        editor = self._editor(finding.field)
        start = finding.span[0] if finding.span else -1
        if editor is not None and editor.marks is not None:
            start = editor.marks.place(note)
        return self._order.get(finding.field, len(self._order)), start

    def _here(self) -> Place:
        name = self._pane.form.focused()
        editor = self._editor(name)
        target = editor.target() if editor is not None else None
        start = 0
        if isinstance(target, QPlainTextEdit | QTextEdit):
            start = target.textCursor().selectionStart()
        return self._order.get(name, -1), start
