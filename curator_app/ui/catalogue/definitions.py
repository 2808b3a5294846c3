"""All definitions by family in one tree, narrowed as one types."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QTreeView, QVBoxLayout, QWidget

from curator_app.domain.catalogue import CaseDefinition, Catalogue
from curator_app.ui.catalogue import words
from curator_app.ui.editor.browser import ROLE_BADGES, ROLE_WORDS, search
from curator_app.ui.editor.parts import plain_tip
from curator_app.ui.editor.tree_paint import ROW, Row, RowPainter
from curator_app.ui.widgets import PlainLabel

ID = Qt.ItemDataRole.UserRole


class SearchLine(QLineEdit):
    """What narrows the tree; Down goes into it. Signals: left_down()."""

    left_down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class Definitions(QWidget):
    """Signals: chosen(definition id) when another one is pointed at."""

    chosen = Signal(str)

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._draft: Mapping[str, str] = {}
        self._current = ""
        self._filling = False
        self._model = QStandardItemModel(self)
        self.search = SearchLine()
        self.search.setPlaceholderText("Search names, years, citations…")
        self.search.setAccessibleName("Search the catalogue")
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeView()
        self.tree.setModel(self._model)
        self.tree.setItemDelegate(RowPainter(self.tree))
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(12)
        self.tree.setProperty("framed", True)
        self.tree.setAccessibleName("Case definitions")
        self.tree.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = PlainLabel("No definition has all of these words.", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 12, 0)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.nothing)
        layout.addWidget(self.tree, 1)
        self.search.textChanged.connect(self._fill)
        self.search.left_down.connect(self._into_tree)
        self.tree.selectionModel().currentChanged.connect(self._on_current)
        self._fill()

    def show_policy(self, catalogue: Catalogue, draft: Mapping[str, str]) -> None:
        """Mark the contested ones as the policy and the choices made so far have them."""
        self._catalogue, self._draft = catalogue, dict(draft)
        self._fill()

    def current(self) -> str:
        """The definition pointed at; "" before there is one."""
        return self._current

    def ids(self) -> list[str]:
        """The definitions shown, from top to bottom."""
        groups = (self._model.item(row) for row in range(self._model.rowCount()))
        return [g.child(row).data(ID) for g in groups for row in range(g.rowCount())]

    def point_at(self, definition: str) -> None:
        """Make a definition the current one, if it is shown."""
        for row in range(self._model.rowCount()):
            group = self._model.item(row)
            for line in range(group.rowCount()):
                if group.child(line).data(ID) == definition:
                    self.tree.setCurrentIndex(group.child(line).index())

    def _fill(self) -> None:
        wanted, self._filling = self._current, True
        found = search(self._catalogue, self.search.text())
        self._model.clear()
        for family in dict.fromkeys((*words.FAMILIES, *(item.family for item in found))):
            items = [item for item in found if item.family == family]
            if not items:
                continue
            group = QStandardItem(words.FAMILIES.get(family, family))
            font = QFont(group.font())
            font.setWeight(QFont.Weight.DemiBold)
            group.setFont(font)
            group.setSelectable(False)
            for item in items:
                group.appendRow(self._line(item))
            self._model.appendRow(group)
        self.tree.expandAll()
        self.nothing.setVisible(not found)
        shown = self.ids()
        best = [item.id for item in found] if self.search.text().strip() else shown
        if shown:
            self.point_at(wanted if wanted in shown else best[0])
        self._filling = False
        self._on_current(self.tree.currentIndex(), QModelIndex())

    def _line(self, item: CaseDefinition) -> QStandardItem:
        line = QStandardItem(item.short_name)
        line.setData(item.id, ID)
        mark, tone = ROLE_WORDS[item.pem_class], ROLE_BADGES[item.pem_class]
        if item.contested:
            reading = self._draft.get(item.id, self._catalogue.reading(item))
            mark = f"{words.READING_LABELS[reading]}, contested"
            mark = f"{mark}, changed" if item.id in self._draft else mark
            tone = reading
        year = f"{item.year}" if item.year else ""
        line.setData(Row(item.short_name, year, mark, tone), ROW)
        spoken = f"{item.short_name}, {item.label}, {mark}"
        line.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
        line.setData(plain_tip(item.label), Qt.ItemDataRole.ToolTipRole)
        return line

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        definition = now.data(ID)
        if isinstance(definition, str) and definition != self._current and not self._filling:
            self._current = definition
            self.chosen.emit(definition)

    def _into_tree(self) -> None:
        self.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)
