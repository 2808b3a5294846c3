"""Editors for the simple kinds of fields, all with one face: fill, value, edited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from curator_app.domain.plain_text import clean_text
from curator_app.domain.vocabulary import Term
from curator_app.ui.editor.marks import Marks
from curator_app.ui.editor.parts import Chooser, GrowingText, show_text
from curator_app.ui.findings.notes import Note
from curator_app.ui.widgets import PlainLabel, restyle

_SENTENCE_END = re.compile(r"[.!?…。]+[\"'”’)\]]*(?=\s|$)")


class FieldEditor(QWidget):
    """One field on screen. `edited` is for the user's changes only, `left` when the cursor goes.

    `value()` is in the entry's form (text, tuple, number or domain value); it may be invalid.
    """

    edited = Signal()
    left = Signal()

    # Not Qt's focus proxy: with one, Tab skips what stands before the proxy inside the field.
    _target: QWidget | None = None

    marks: Marks | None = None
    """The squiggles, in a text."""

    def fill(self, value: Any) -> None:
        """Show `value`; reports nothing."""
        raise TypeError(type(self).__name__)

    def value(self) -> Any:
        """What is shown now."""
        raise TypeError(type(self).__name__)

    def keepable(self) -> Any:
        """What a draft can hold while the value is not valid."""
        return self.value()

    def commit(self) -> None:
        """Take in what was typed but not yet entered: a name, a tag."""

    def forget(self) -> None:
        """Drop what was typed but not entered: another entry is coming."""

    def set_read_only(self, on: bool) -> None:
        """Whether the user may change it."""
        self.setEnabled(not on)

    def aside(self) -> QWidget | None:
        """What stands at the right of the label: a count, small buttons."""
        return None

    def show_notes(self, checked: str | None, notes: Sequence[Note]) -> None:
        """Mark what the checks speak of; `checked` is the text that they read, None for none."""

    def reveal(self, note: Note) -> None:
        """Select what a note speaks of, where it speaks of words."""
        if self.marks is not None:
            self.marks.select(note)

    def target(self) -> QWidget:
        """The widget that takes the cursor and that the label names."""
        return self._target or self

    def _hold(self, child: QWidget, *more: QWidget) -> QVBoxLayout:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(child)
        for widget in more:
            layout.addWidget(widget)
        self._target = child
        return layout


class LineField(FieldEditor):
    """One line of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit(self)
        self._hold(self.edit)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.editingFinished.connect(self.left)

    def _on_edited(self, _text: str) -> None:
        self.edited.emit()

    def fill(self, value: Any) -> None:
        """Show `value` from its beginning."""
        text = str(value)
        if text != self.edit.text():
            self.edit.setText(text)
            self.edit.setCursorPosition(0)
            self.edit.setCursorPosition(0)

    def value(self) -> Any:
        """The text."""
        return self.edit.text()

    def set_read_only(self, on: bool) -> None:
        """A read-only line can still be copied."""
        self.edit.setReadOnly(on)

    def show_notes(self, checked: str | None, notes: Sequence[Note]) -> None:
        """A line beneath in the colour of the gravest note."""
        restyle(self.edit, "finding", notes[0].finding.severity if notes else None)

    def replace(self, value: str) -> None:
        """Write another text as the user would, so that undo takes it back."""
        self.edit.selectAll()
        self.edit.insert(value)


class NumberField(LineField):
    """A small number, typed as text so that a slip stays visible."""

    def __init__(self, digits: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.edit.setMaximumWidth(self.fontMetrics().averageCharWidth() * (digits + 8))

    def fill(self, value: Any) -> None:
        """Show the number, nothing for None."""
        super().fill("" if value is None else value)

    def keepable(self) -> Any:
        """The number when it is one, even out of range; a draft cannot hold letters for it."""
        text = self.edit.text().strip()
        return int(text) if text.isdecimal() and len(text) < 10 else None


class TextField(FieldEditor):
    """A paragraph or more, with its length in words (and sentences where that matters)."""

    def __init__(self, rows: int, sentences: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentences = sentences
        self.edit = GrowingText(rows, self)
        self.count = PlainLabel("", "hint", self)
        self.count.setWordWrap(False)
        self.marks = Marks(self.edit)
        self._hold(self.edit)
        self.edit.edited.connect(self._on_edited)
        self.edit.left.connect(self.left)
        self._recount()

    def aside(self) -> QWidget | None:
        """The length."""
        return self.count

    def _on_edited(self) -> None:
        self._recount()
        self.edited.emit()

    def _recount(self) -> None:
        self.count.setText(length(self.edit.text(), self._sentences))

    def fill(self, value: Any) -> None:
        """Show the text."""
        self.edit.fill(str(value))
        self._recount()

    def value(self) -> Any:
        """The text."""
        return self.edit.text()

    def set_read_only(self, on: bool) -> None:
        """Read-only text can still be copied."""
        self.edit.setReadOnly(on)

    def show_notes(self, checked: str | None, notes: Sequence[Note]) -> None:
        """A squiggle under each place."""
        if self.marks is not None and checked in (None, clean_text(self.edit.text())):
            self.marks.show_notes(checked or "", notes)


def length(text: str, sentences: bool = False) -> str:
    """How long a text is, in words: "58 words · 3 sentences"."""
    words = len(text.split())
    said = f"{words} word{'' if words == 1 else 's'}"
    if not sentences:
        return said
    count = len(_SENTENCE_END.findall(text))
    return f"{said} · {count} sentence{'' if count == 1 else 's'}"


class ChoiceField(FieldEditor):
    """A value of an enumeration; the meaning of the chosen one stands below."""

    def __init__(self, terms: Sequence[Term], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._help = {term.id: term.help for term in terms}
        self.combo = Chooser(self)
        self.combo.offer([("", "Not set", ""), *((t.id, t.label, t.help) for t in terms)])
        self.meaning = PlainLabel("", "hint", self)
        self._hold(self.combo, self.meaning)
        self.combo.chosen.connect(self._on_chosen)
        self._say()

    def _on_chosen(self) -> None:
        self._say()
        self.edited.emit()
        self.left.emit()

    def _say(self) -> None:
        show_text(self.meaning, self._help.get(self.combo.id(), ""))

    def fill(self, value: Any) -> None:
        """Show the value."""
        self.combo.show_id(str(value))
        self._say()

    def value(self) -> Any:
        """The chosen id."""
        return self.combo.id()
