"""One record of the plan beside the table: to edit, to choose from, or to see why not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from curator_app.services.import_plan import DIFFERS, NEW, ImportPlan, PlannedRecord
from curator_app.ui.importing import words
from curator_app.ui.importing.choices import FieldChoices
from curator_app.ui.importing.record_form import RecordForm
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel


class RecordPane(QWidget):
    """Signals: edited(place, field, value) of a new record, chosen(place, field names)."""

    edited = Signal(int, str, object)
    chosen = Signal(int, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._place = -1
        self.explanation = PlainLabel("", "muted")
        self.form = RecordForm()
        self.choices = FieldChoices(theme)
        self.raw = QPlainTextEdit()
        self.raw.setReadOnly(True)
        self.raw.setTabChangesFocus(True)
        self.raw.setAccessibleName("The record as it stands in the file")
        self.stack = QStackedWidget()
        for part in (self.form, self.choices, self.raw):
            self.stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.explanation)
        layout.addWidget(self.stack, 1)
        self.form.edited.connect(self._on_edited)
        self.choices.chosen.connect(self._on_chosen)

    def show_record(self, plan: ImportPlan, place: int) -> None:
        """Show a record; what was typed about another is reported first."""
        if place != self._place:
            self.form.commit()
        self._place = place
        record = plan.record(place)
        self.explanation.setText(words.explained(record))
        entry = record.entry
        if record.outcome == NEW and entry is not None:
            self.form.show_entry(entry)
            self.stack.setCurrentWidget(self.form)
        elif record.outcome == DIFFERS:
            self.choices.show_record(record, plan.taken.get(place, record.fills()))
            self.stack.setCurrentWidget(self.choices)
        else:
            text = entry.sources[0].raw if entry is not None and entry.sources else record.raw
            self.raw.setPlainText(text[:20_000])
            self.stack.setCurrentWidget(self.raw)

    def accept(self, name: str, record: PlannedRecord) -> None:
        """An edit was taken: say what the record is now, without touching what is being typed."""
        self.explanation.setText(words.explained(record))
        if record.entry is not None:
            self.form.accept(name, record.entry)

    def place(self) -> int:
        """The record that is shown."""
        return self._place

    def forget(self) -> None:
        """Show none."""
        self._place = -1

    def focus_first(self) -> None:
        """Go where something can be changed."""
        part = self.stack.currentWidget()
        if isinstance(part, RecordForm | FieldChoices):
            part.focus_first()
        else:
            self.raw.setFocus()

    def _on_edited(self, name: str, value: object) -> None:
        self.edited.emit(self._place, name, value)

    def _on_chosen(self, taken: object) -> None:
        self.chosen.emit(self._place, taken)
