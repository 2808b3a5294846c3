"""Tags of one or several messages: ticked where all have one, half where some do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from curator_app.domain.contribution import LONGEST_TAG
from curator_app.domain.plain_text import clean_line
from curator_app.ui.inbox.choosers import Chooser
from curator_app.ui.widgets import PlainLabel, button, row


class TagDialog(Chooser):
    """Signals: chosen(added, dropped) with lists of tags."""

    chosen = Signal(object, object)

    def __init__(self, tags: Sequence[str], have: Sequence[Sequence[str]], parent: QWidget) -> None:
        super().__init__("Tags", parent)
        self._before: dict[str, Qt.CheckState] = {}
        self.field = QLineEdit()
        self.field.setPlaceholderText("A new tag")
        self.field.setAccessibleName("A new tag")
        self.field.setMaxLength(LONGEST_TAG)
        self.list = QListWidget()
        self.list.setAccessibleName("Tags")
        self.list.setProperty("framed", True)
        self.list.ensurePolished()
        for tag in tags:
            self._add(tag, _state(sum(tag in mine for mine in have), len(have)))
        self.column.addWidget(PlainLabel("Tags", "heading"))
        self.column.addLayout(row(self.field, button("Add", self._on_add)))
        self.column.addWidget(self.list, 1)
        take = button("Change the tags", self._on_take, "primary")
        hint = PlainLabel("Space ticks.", "small")
        self.column.addLayout(row(hint, 1, button("Cancel", self.reject), take))
        self.resize(360, 380)
        (self.list if tags else self.field).setFocus()
        if tags:
            self.list.setCurrentRow(0)

    def _add(self, tag: str, state: Qt.CheckState) -> None:
        item = QListWidgetItem(tag)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(state)
        self._before[tag] = state
        self.list.addItem(item)

    def _on_add(self) -> None:
        tag = clean_line(self.field.text())
        self.field.setText("")
        if not tag:
            return
        known = self.list.findItems(tag, Qt.MatchFlag.MatchExactly)
        if known:
            known[0].setCheckState(Qt.CheckState.Checked)
            return
        self._add(tag, Qt.CheckState.Unchecked)
        self.list.item(self.list.count() - 1).setCheckState(Qt.CheckState.Checked)

    def _on_take(self) -> None:
        self._on_add()
        items = [self.list.item(line) for line in range(self.list.count())]
        now = {item.text(): item.checkState() for item in items}
        changed = {tag: state for tag, state in now.items() if state != self._before[tag]}
        added = [tag for tag, state in changed.items() if state == Qt.CheckState.Checked]
        dropped = [tag for tag, state in changed.items() if state == Qt.CheckState.Unchecked]
        self.accept()
        if changed:
            self.chosen.emit(added, dropped)


def _state(number: int, of: int) -> Qt.CheckState:
    if number == 0:
        return Qt.CheckState.Unchecked
    return Qt.CheckState.Checked if number == of else Qt.CheckState.PartiallyChecked
