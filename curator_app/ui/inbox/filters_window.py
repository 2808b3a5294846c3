"""Saved filters: renamed, moved, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from curator_app.domain.inbox_query import SavedFilter
from curator_app.domain.plain_text import clean_line
from curator_app.ui.inbox.choosers import Chooser
from curator_app.ui.widgets import PlainLabel, button, row

_FILTER = Qt.ItemDataRole.UserRole


class FiltersWindow(Chooser):
    """Signals: changed(list of SavedFilter) when they are to be kept so."""

    changed = Signal(object)

    def __init__(self, filters: Sequence[SavedFilter], parent: QWidget) -> None:
        super().__init__("Saved filters", parent)
        self.list = QListWidget()
        self.list.setAccessibleName("Saved filters")
        self.list.setProperty("framed", True)
        self.list.ensurePolished()
        for found in filters:
            item = QListWidgetItem(found.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setData(_FILTER, found)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.up, self.down = button("Up", self._on_up), button("Down", self._on_down)
        self.rename = button("Rename", self._on_rename)
        self.delete = button("Delete", self._on_delete, "danger")
        keep = button("Keep", self._on_keep, "primary")
        self.column.addWidget(PlainLabel("Saved filters", "heading"))
        self.column.addWidget(self.list, 1)
        self.column.addLayout(row(self.up, self.down, self.rename, 1, self.delete))
        self.column.addLayout(row(1, button("Cancel", self.reject), keep))
        self.resize(420, 380)

    def _on_up(self) -> None:
        self._move(-1)

    def _on_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        line = self.list.currentRow()
        if 0 <= line + by < self.list.count():
            item = self.list.takeItem(line)
            self.list.insertItem(line + by, item)
            self.list.setCurrentRow(line + by)

    def _on_rename(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.list.editItem(item)

    def _on_delete(self) -> None:
        self.list.takeItem(self.list.currentRow())

    def _on_keep(self) -> None:
        items = [self.list.item(line) for line in range(self.list.count())]
        found = [
            replace(item.data(_FILTER), name=clean_line(item.text()) or item.data(_FILTER).name)
            for item in items
        ]
        self.accept()
        self.changed.emit(found)
