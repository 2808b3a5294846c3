"""The side of the inbox: queues, saved filters and tags, each with how many messages it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QTreeView, QVBoxLayout, QWidget

from curator_app.ui.inbox.queues import DONE, FIRST, GROUPS, Queue
from curator_app.ui.side_rows import COUNT_ROLE, KEY_ROLE, SideRows
from curator_app.ui.theme import Theme

Key = tuple[str, str]


class SidePanel(QWidget):
    """Signals: chosen(Queue) when another queue is to be shown."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._queues: dict[Key, Queue] = {}
        self._items: dict[Key, QStandardItem] = {}
        self._open = {name: name != DONE for name in GROUPS}
        self._model = QStandardItemModel(self)
        self.tree = self._make_tree(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.tree)

    def _make_tree(self, theme: Theme) -> QTreeView:
        tree = QTreeView()
        tree.setModel(self._model)
        tree.setItemDelegate(SideRows(theme, tree))
        tree.setHeaderHidden(True)
        tree.setIndentation(12)
        tree.setAccessibleName("Queues")
        tree.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tree.setProperty("role", "side")
        tree.clicked.connect(self._on_clicked)
        tree.selectionModel().currentChanged.connect(self._on_current)
        tree.expanded.connect(self._on_unfolded)
        tree.collapsed.connect(self._on_folded)
        return tree

    # ------------------------------------------------------------------ content

    def show_queues(self, queues: Sequence[Queue]) -> None:
        """Show these queues; the chosen one stays chosen, or the first is."""
        found = {(queue.group, queue.key): queue for queue in queues}
        if list(found.items()) == list(self._queues.items()):
            return
        before, self._queues = self.current_key(), found
        self.tree.selectionModel().blockSignals(True)
        self._model.clear()
        self._items.clear()
        for group, heading in GROUPS.items():
            members = [key for key in found if key[0] == group]
            if members:
                self._add_group(group, heading, members)
        self.tree.selectionModel().blockSignals(False)
        self.choose(before if before in found else FIRST)

    def _add_group(self, group: str, heading: str, members: Sequence[Key]) -> None:
        head = QStandardItem(heading)
        font = QFont(head.font())
        font.setWeight(QFont.Weight.DemiBold)
        head.setFont(font)
        head.setSelectable(False)
        head.setData(group, KEY_ROLE)
        for key in members:
            item = QStandardItem(self._queues[key].words)
            item.setData(key, KEY_ROLE)
            self._items[key] = item
            head.appendRow(item)
        self._model.appendRow(head)
        self.tree.setExpanded(head.index(), self._open[group])

    def show_counts(self, counts: Mapping[Key, int]) -> None:
        """Show how many messages the queues have."""
        for key, number in counts.items():
            if key in self._items:
                self._items[key].setData(number, COUNT_ROLE)
        self.tree.viewport().update()

    def clear(self) -> None:
        """Forget every name."""
        self._queues, self._items = {}, {}
        self._model.clear()

    # ------------------------------------------------------------------ choosing

    def current_key(self) -> Key | None:
        """The key of the chosen queue."""
        key = self.tree.currentIndex().data(KEY_ROLE)
        return (key[0], key[1]) if isinstance(key, tuple | list) else None

    def current(self) -> Queue | None:
        """The chosen queue."""
        key = self.current_key()
        return self._queues.get(key) if key else None

    def choose(self, key: Key) -> None:
        """Choose a queue."""
        item = self._items.get(key)
        if item is not None:
            self.tree.setCurrentIndex(item.index())

    def queues(self) -> list[Queue]:
        """All queues that are shown."""
        return list(self._queues.values())

    def focus(self) -> None:
        """Take the keyboard."""
        self.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_current(self, now: QModelIndex, before: QModelIndex) -> None:
        queue = self.current()
        if queue is not None:
            self.chosen.emit(queue)

    def _on_clicked(self, index: QModelIndex) -> None:
        if not index.parent().isValid():
            self.tree.setExpanded(index, not self.tree.isExpanded(index))

    def _on_unfolded(self, index: QModelIndex) -> None:
        self._keep_fold(index, True)

    def _on_folded(self, index: QModelIndex) -> None:
        self._keep_fold(index, False)

    def _keep_fold(self, index: QModelIndex, unfolded: bool) -> None:
        group = index.data(KEY_ROLE)
        if isinstance(group, str):
            self._open[group] = unfolded
