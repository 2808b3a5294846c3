"""The filter panel: groups of check boxes with counts, in one tree that the keyboard walks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QTreeView, QVBoxLayout, QWidget

from curator_app.ui.entries.facets import GROUPS, NEEDS_WORK, QUICK, FacetTexts
from curator_app.ui.side_rows import COUNT_ROLE, KEY_ROLE, SideRows
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button

Key = tuple[str, str]


class FilterPanel(QWidget):
    """What the list is narrowed to.

    Signals: changed() when the user ticked or cleared something.
    """

    changed = Signal()

    def __init__(self, theme: Theme, texts: FacetTexts) -> None:
        super().__init__()
        self.setProperty("role", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._texts = texts
        self._model = QStandardItemModel(self)
        self._groups: dict[str, QStandardItem] = {}
        self._items: dict[tuple[str, Key], QStandardItem] = {}
        self._build_groups()
        self.tree = self._make_tree(theme)
        self.clear_button = button("Clear", self.clear, "quiet")
        self.clear_button.setAccessibleName("Clear all filters")
        heading = PlainLabel("Filters", "heading", wrap=False)
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 8, 4)
        top.addWidget(heading, 1)
        top.addWidget(self.clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.tree, 1)
        self._model.itemChanged.connect(self._on_item)
        self._show_clear()

    def _build_groups(self) -> None:
        for group in GROUPS:
            item = QStandardItem(group.heading)
            font = QFont(item.font())
            font.setWeight(QFont.Weight.DemiBold)
            item.setFont(font)
            item.setEditable(False)
            item.setSelectable(False)
            self._model.appendRow(item)
            self._groups[group.name] = item
        for key, words in QUICK.items():
            self._add(NEEDS_WORK, key, words)

    def _make_tree(self, theme: Theme) -> QTreeView:
        tree = QTreeView()
        tree.setModel(self._model)
        tree.setItemDelegate(SideRows(theme, tree))
        tree.setHeaderHidden(True)
        tree.setIndentation(12)
        tree.setAccessibleName("Filters")
        tree.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        tree.setProperty("role", "side")
        tree.clicked.connect(self._on_clicked)
        for group in GROUPS:
            tree.setExpanded(self._groups[group.name].index(), group.open)
        return tree

    def _add(self, group: str, key: Key, words: str) -> QStandardItem:
        item = QStandardItem(words)
        item.setCheckable(True)
        item.setEditable(False)
        item.setData(key, KEY_ROLE)
        self._items[group, key] = item
        self._groups[group].appendRow(item)
        return item

    # ------------------------------------------------------------------ asked by the list

    def filters(self) -> dict[str, tuple[str, ...]]:
        """What is ticked, by filter name."""
        found: dict[str, list[str]] = {}
        for (_, (name, value)), item in self._items.items():
            if item.checkState() == Qt.CheckState.Checked:
                values = found.setdefault(name, [])
                if value not in values:
                    values.append(value)
        return {name: tuple(values) for name, values in found.items()}

    def clear(self) -> None:
        """Untick everything."""
        if self.filters():
            self._set_all({})
            self.changed.emit()

    def set_filters(self, filters: Mapping[str, Sequence[str]]) -> None:
        """Tick exactly these values, without telling."""
        for name, values in filters.items():
            for value in values:
                if name in self._groups and (name, (name, value)) not in self._items:
                    self._add(name, (name, value), self._texts.label(name, value))
        self._set_all(filters)

    def _set_all(self, filters: Mapping[str, Sequence[str]]) -> None:
        self._model.blockSignals(True)
        for (_, (name, value)), item in self._items.items():
            ticked = value in filters.get(name, ())
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self._model.blockSignals(False)
        self.tree.viewport().update()
        self._show_clear()

    def show_counts(self, facets: Mapping[str, Sequence[tuple[str, int]]]) -> None:
        """Show how many entries each value has in the present view."""
        self._model.blockSignals(True)
        known = {(n, value): count for n, values in facets.items() for value, count in values}
        for key, item in self._items.items():
            item.setData(known.get(key[1], 0), COUNT_ROLE)
        self._model.blockSignals(False)
        for group in GROUPS[1:]:
            self._show_group(
                group.name, self._texts.ordered(group.name, facets.get(group.name, ()))
            )
        self.tree.viewport().update()

    def _show_group(self, name: str, counts: Sequence[tuple[str, int]]) -> None:
        """Values that were there before stay, with nothing to count, so that nothing jumps."""
        shown = [item.data(KEY_ROLE)[1] for item in self._children(name)]
        numbers = dict(self._texts.ordered(name, [*counts, *((value, 0) for value in shown)]))
        numbers |= dict(self._texts.ordered(name, counts))
        wanted = list(numbers)
        if shown != wanted:
            self._rebuild(name, wanted)
        self._model.blockSignals(True)
        for value in wanted:
            self._items[name, (name, value)].setData(numbers.get(value, 0), COUNT_ROLE)
        self._model.blockSignals(False)

    def _children(self, name: str) -> list[QStandardItem]:
        group = self._groups[name]
        return [group.child(line) for line in range(group.rowCount())]

    def _ticked(self, name: str, value: str) -> bool:
        return self._items[name, (name, value)].checkState() == Qt.CheckState.Checked

    def _rebuild(self, name: str, values: list[str]) -> None:
        current = self.tree.currentIndex().data(KEY_ROLE)
        ticked = {v for v in values if (name, (name, v)) in self._items and self._ticked(name, v)}
        group = self._groups[name]
        group.removeRows(0, group.rowCount())
        for key in [key for key in self._items if key[0] == name]:
            del self._items[key]
        for value in values:
            item = self._add(name, (name, value), self._texts.label(name, value))
            if value in ticked:
                item.setCheckState(Qt.CheckState.Checked)
            if current == (name, value):
                self.tree.setCurrentIndex(item.index())

    # ------------------------------------------------------------------ what the window remembers

    def layout_state(self) -> list[str]:
        """The groups that are open."""
        return [n for n, item in self._groups.items() if self.tree.isExpanded(item.index())]

    def restore_layout(self, open_groups: Sequence[str]) -> None:
        """Open exactly these groups."""
        for name, item in self._groups.items():
            self.tree.setExpanded(item.index(), name in open_groups)

    # ------------------------------------------------------------------ user

    def focus_first(self) -> None:
        """Take the keyboard."""
        if not self.tree.currentIndex().isValid():
            self.tree.setCurrentIndex(self._groups[GROUPS[0].name].child(0).index())
        self.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_clicked(self, index: QModelIndex) -> None:
        if not index.parent().isValid():
            self.tree.setExpanded(index, not self.tree.isExpanded(index))

    def _on_item(self, item: QStandardItem) -> None:
        key = item.data(KEY_ROLE)
        if key is None:
            return
        self._model.blockSignals(True)
        for (_, other), twin in self._items.items():
            if other == tuple(key):
                twin.setCheckState(item.checkState())
        self._model.blockSignals(False)
        self.tree.viewport().update()
        self._show_clear()
        self.changed.emit()

    def _show_clear(self) -> None:
        self.clear_button.setEnabled(bool(self.filters()))
