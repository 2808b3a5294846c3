"""Short items as chips with a line that completes: topics, tags, definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCompleter, QLineEdit, QPushButton, QSizePolicy, QWidget

from curator_app.ui.editor.fields import FieldEditor
from curator_app.ui.editor.flow import FlowLayout
from curator_app.ui.editor.parts import show_text
from curator_app.ui.widgets import PlainLabel


class ChipLine(QLineEdit):
    """The line in which the next chip is typed."""

    entered = Signal(str)
    back = Signal()
    pasted = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self.entered.emit(self.text())
            return
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Left) and not self.text():
            self.back.emit()
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            lines = QGuiApplication.clipboard().text().splitlines()
            kept = [text for text in map(tidy, lines) if text]
            if len(kept) > 1:
                self.pasted.emit(kept)
                return
        super().keyPressEvent(event)


class Chip(QPushButton):
    """One item; Delete removes it, Alt with an arrow moves it."""

    removed = Signal()
    moved = Signal(int)
    stepped = Signal(int)

    def __init__(self, text: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{text}  ✕".replace("&", "&&"), parent)
        self.value = value
        self.setProperty("role", "chip")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(text)
        self.setAccessibleDescription("Delete removes it; Alt with an arrow key moves it.")
        self.setToolTip("Remove (Delete); move (Alt+Left, Alt+Right)")
        self.clicked.connect(self.removed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key))
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(step)
        elif step:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)


def tidy(text: str) -> str:
    """One line without doubled spaces."""
    return " ".join(text.split())


class ChipsField(FieldEditor):
    """A list of short items in order.

    `resolve` turns what was typed into the stored value ("" refuses it), `name` shows a value.
    """

    def __init__(
        self,
        prompt: str,
        parent: QWidget | None = None,
        *,
        resolve: Callable[[str], str] = tidy,
        name: Callable[[str], str] = str,
    ) -> None:
        super().__init__(parent)
        self._chips: list[Chip] = []
        self._resolve = resolve
        self._name = name
        self._read_only = False
        self.edit = ChipLine(self)
        self.edit.setPlaceholderText(prompt)
        self.edit.setMinimumWidth(180)
        self.edit.setClearButtonEnabled(True)
        self._suggestions = QStringListModel(self)
        self._complete()
        self._rows = QWidget(self)
        self._flow = FlowLayout(self._rows)
        self._flow.addWidget(self.edit)
        self.problem = PlainLabel("", "error", self)
        self.problem.hide()
        self._hold(self._rows, self.problem)
        self._target = self.edit
        self.edit.entered.connect(self._on_entered)
        self.edit.back.connect(self._on_back)
        self.edit.pasted.connect(self._on_pasted)
        self.edit.textEdited.connect(self._on_typed)
        self.edit.editingFinished.connect(self.commit)
        self.edit.editingFinished.connect(self.left)

    def _complete(self) -> None:
        completer = QCompleter(self._suggestions, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.edit.setCompleter(completer)
        # Queued: the completer writes its text into the line after it has told us.
        completer.activated.connect(self._on_entered, Qt.ConnectionType.QueuedConnection)

    def set_suggestions(self, values: Sequence[str]) -> None:
        """What completion offers."""
        self._suggestions.setStringList(list(values))

    def fill(self, value: Any) -> None:
        """Show the items."""
        values = [str(item) for item in value]
        if values == list(self.value()):
            return
        for chip in list(self._chips):
            self._drop(chip)
        for item in values:
            self._append(item)

    def value(self) -> Any:
        """The items in order."""
        return tuple(chip.value for chip in self._chips)

    def forget(self) -> None:
        """Empty the line."""
        self.edit.clear()
        show_text(self.problem, "")

    def commit(self) -> None:
        """What was typed becomes a chip when the cursor goes or the entry is saved."""
        self._on_entered(self.edit.text())

    def set_read_only(self, on: bool) -> None:
        """Chips stay readable, but stay."""
        self._read_only = on
        self.edit.setVisible(not on)
        for chip in self._chips:
            chip.setEnabled(not on)

    def _append(self, value: str) -> None:
        chip = Chip(self._name(value), value, self._rows)
        chip.setEnabled(not self._read_only)
        chip.removed.connect(self._on_removed)
        chip.moved.connect(self._on_moved)
        chip.stepped.connect(self._on_stepped)
        self._flow.insert(len(self._chips), chip)
        previous = self._chips[-1] if self._chips else None
        self._chips.append(chip)
        if previous:
            QWidget.setTabOrder(previous, chip)
        QWidget.setTabOrder(chip, self.edit)
        chip.show()

    def _drop(self, chip: Chip) -> None:
        self._chips.remove(chip)
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def _on_typed(self, _text: str) -> None:
        show_text(self.problem, "")

    def _add(self, text: str) -> bool:
        value = self._resolve(tidy(text))
        if not value:
            show_text(self.problem, f"⚠ “{tidy(text)}” is not in the list.")
            return False
        if value not in self.value():
            self._append(value)
        return True

    def _on_entered(self, text: str) -> None:
        if tidy(text) and self._add(text):
            self.edit.clear()
            self.edited.emit()

    def _on_pasted(self, texts: list[str]) -> None:
        added = [self._add(text) for text in texts]
        if any(added):
            self.edited.emit()

    def _on_back(self) -> None:
        if self._chips:
            self._chips[-1].setFocus()

    def _on_removed(self) -> None:
        chip = self.sender()
        if not isinstance(chip, Chip) or chip not in self._chips:
            return
        place = self._chips.index(chip)
        self._drop(chip)
        following = self._chips[place] if place < len(self._chips) else self.edit
        following.setFocus()
        self.edited.emit()

    def _on_moved(self, step: int) -> None:
        chip = self.sender()
        if not isinstance(chip, Chip):
            return
        place = self._chips.index(chip)
        target = place + step
        if not 0 <= target < len(self._chips):
            return
        self._chips.insert(target, self._chips.pop(place))
        self._flow.removeWidget(chip)
        self._flow.insert(target, chip)
        for one, other in zip(self._chips, [*self._chips[1:], self.edit], strict=True):
            QWidget.setTabOrder(one, other)
        self.edited.emit()

    def _on_stepped(self, step: int) -> None:
        chip = self.sender()
        if not isinstance(chip, Chip):
            return
        target = self._chips.index(chip) + step
        if target >= len(self._chips):
            self.edit.setFocus()
        elif target >= 0:
            self._chips[target].setFocus()
