"""Short lists beside a message: a heading with a number, and lines that can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from curator_app.ui.inbox.clipboard import put
from curator_app.ui.widgets import PlainLabel

SHOWN, LINE = 5, 24
_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class ShortLine:
    """One line; `key` is what opens it, None when there is nothing to open."""

    words: str = field(repr=False)
    key: object = None


class _Lines(QListWidget):
    """Signals: asked(key) when a line is to be opened, dropped(key) on Delete."""

    asked = Signal(object)
    dropped = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.tell(self.currentItem())
        elif event.matches(QKeySequence.StandardKey.Copy):
            if (item := self.currentItem()) is not None:
                put(item.text())
        elif event.key() == Qt.Key.Key_Delete:
            item = self.currentItem()
            if item is not None:
                self.dropped.emit(item.data(_KEY))
        else:
            super().keyPressEvent(event)

    def tell(self, item: QListWidgetItem | None) -> None:
        """Ask for what a line stands for."""
        if item is not None and item.data(_KEY) is not None:
            self.asked.emit(item.data(_KEY))

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here."""


class ShortList(QWidget):
    """A heading over lines, at most SHOWN of them without scrolling; empty it is one sentence."""

    def __init__(self, heading: str, nothing: str, *, wrap: bool = False) -> None:
        super().__init__()
        self._heading, self._nothing, self._wrap = heading, nothing, wrap
        self.label = PlainLabel(heading, "strong", wrap=False)
        self.none = PlainLabel(nothing, "small")
        self.list = _Lines()
        self.list.setAccessibleName(heading)
        self.list.setProperty("role", "short")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setWordWrap(wrap)
        self.list.itemActivated.connect(self.list.tell)
        self.asked, self.dropped = self.list.asked, self.list.dropped
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for part in (self.label, self.none, self.list):
            layout.addWidget(part)
        self.show_lines([])

    def show_lines(self, lines: Sequence[ShortLine], count: int | None = None) -> None:
        """Show these lines; `count` is how many there are when not all are shown."""
        self.list.clear()
        for line in lines:
            item = QListWidgetItem(line.words)
            item.setData(_KEY, line.key)
            self.list.addItem(item)
        number = len(lines) if count is None else count
        self.label.setText(f"{self._heading}  {number:,}" if number else self._heading)
        self.none.setVisible(not lines)
        self.list.setVisible(bool(lines))
        if lines:
            self.list.setFixedHeight(self._height(len(lines)))

    def _height(self, number: int) -> int:
        if self._wrap:
            tall = sum(self.list.sizeHintForRow(line) for line in range(number))
            return min(tall, SHOWN * LINE) + 4
        return min(number, SHOWN) * max(LINE, self.list.sizeHintForRow(0)) + 4
