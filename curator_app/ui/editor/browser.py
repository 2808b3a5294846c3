"""The catalogue of case definitions as one types: found by name, label, year or synonym."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.catalogue import CaseDefinition, Catalogue
from curator_app.ui.editor.parts import badge, set_tone
from curator_app.ui.editor.tree_paint import HEIGHT, ROW, Row, RowPainter
from curator_app.ui.widgets import PlainLabel

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()

ROLE_WORDS = {
    "required": "PEM mandatory",
    "qualified": "PEM qualified",
    "optional": "PEM optional",
    "absent": "PEM absent",
    "varies_or_unknown": "PEM unknown",
}
ROLE_TONES = {
    "required": "good",
    "qualified": "warn",
    "optional": "bad",
    "absent": "bad",
    "varies_or_unknown": "neutral",
}

ROLE_BADGES = {
    "required": "required",
    "qualified": "partly",
    "optional": "not_required",
    "absent": "not_required",
    "varies_or_unknown": "unclear",
}


def fold(text: str) -> str:
    """Text for comparison: small letters, no accents, no punctuation."""
    text = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


def search(catalogue: Catalogue, text: str) -> list[CaseDefinition]:
    """The definitions that hold every word typed; the best names first."""
    words = fold(text).split()
    ranked: list[tuple[int, int, CaseDefinition]] = []
    for place, item in enumerate(catalogue.definitions):
        names = [fold(name) for name in (item.short_name, item.id, item.label, *item.synonyms)]
        held = " ".join([*names, str(item.year or ""), fold(item.citation)])
        if all(word in held for word in words):
            ranked.append((_rank(names, " ".join(words)), place, item))
    return [item for _, _, item in sorted(ranked, key=lambda found: found[:2])]


def _rank(names: list[str], text: str) -> int:
    """0 the short name itself, 1 another name, 2 the beginning of one, 3 anywhere."""
    if not text or text == names[0]:
        return 0
    if text in names:
        return 1
    return 2 if any(name.startswith(text) for name in names) else 3


class Definitions(QAbstractListModel):
    """The definitions found, best first."""

    def __init__(self, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self.found: list[CaseDefinition] = list(catalogue.definitions)

    def search(self, text: str) -> None:
        """Show what fits `text`."""
        self.beginResetModel()
        self.found = search(self._catalogue, text)
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self.found[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.short_name
        if role == ROW:
            year = f"{item.year}" if item.year else ""
            aside = "  ·  ".join(text for text in (year, item.label) if text)
            return Row(
                item.short_name,
                aside,
                f"{ROLE_WORDS[item.pem_class]}{', contested' if item.contested else ''}",
                ROLE_BADGES[item.pem_class],
            )
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{item.short_name}, {item.label}, {ROLE_WORDS[item.pem_class]}"
        if role == Qt.ItemDataRole.UserRole:
            return item.id
        return None


class DefinitionCard(QWidget):
    """What the catalogue says about one definition."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        self.role = badge("", parent=self)
        self.label = PlainLabel("", "strong", self)
        self.citation = PlainLabel("", "hint", self)
        self.note = PlainLabel("", "", self)
        for widget in (self.label, self.role, self.citation, self.note):
            layout.addWidget(widget)
        layout.addStretch(1)

    def show_definition(self, item: CaseDefinition | None) -> None:
        """Show one definition, or nothing."""
        self.setVisible(item is not None)
        if item is None:
            return
        contested = " · contested" if item.contested else ""
        self.role.setText(f"{ROLE_WORDS[item.pem_class]}{contested}")
        set_tone(self.role, "warn" if item.contested else ROLE_TONES[item.pem_class])
        self.label.setText(item.label)
        known = f"Also: {', '.join(item.synonyms)}." if item.synonyms else ""
        self.citation.setText("\n".join(text for text in (item.citation, known) if text))
        self.note.setText(item.note)


class Popup(QFrame):
    """The list that drops under the line, with the card of the definition pointed at."""

    def __init__(self, model: Definitions, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("definitionPopup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAutoFillBackground(True)
        self.setProperty("role", "card")
        self.list = QListView(self)
        self.list.setModel(model)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(RowPainter(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName("Case definitions found")
        self.card = DefinitionCard(self)
        self.card.setMinimumHeight(130)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 10)
        layout.setSpacing(10)
        layout.addWidget(self.list)
        layout.addWidget(self.card, 1)
        self.card.setContentsMargins(6, 0, 6, 0)


class DefinitionLine(QLineEdit):
    """The line: type, choose with the arrows, Enter takes it. `picked` gives the id."""

    picked = Signal(str)

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = Definitions(catalogue, self)
        self._popup: Popup | None = None
        self.setPlaceholderText("Add a case definition: CCC, Fukuda, 2015 …")
        self.setAccessibleName("Add a case definition")
        self.setAccessibleDescription("Type a name, choose with the arrow keys, Enter adds it.")
        self.textEdited.connect(self._on_edited)

    def _on_edited(self, text: str) -> None:
        self._model.search(text)
        if self._model.found:
            self._open()
        else:
            self._close()

    def _open(self) -> None:
        if self._popup is None:
            self._popup = Popup(self._model, self)
            self._popup.list.selectionModel().currentChanged.connect(self._on_current)
            self._popup.list.clicked.connect(self._on_clicked)
        shown = min(max(len(self._model.found), 1), 7)
        self._popup.list.setFixedHeight(shown * HEIGHT + 4)
        width = max(self.width(), 460)
        self._popup.resize(width, shown * HEIGHT + 190)
        self._popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self._popup.show()
        self._point(0)

    def _close(self) -> None:
        if self._popup is not None:
            self._popup.hide()

    def is_open(self) -> bool:
        """Whether the list is on screen."""
        return self._popup is not None and self._popup.isVisible()

    def _point(self, row: int) -> None:
        if self._popup is not None and self._model.found:
            row = max(0, min(row, len(self._model.found) - 1))
            self._popup.list.setCurrentIndex(self._model.index(row))
            self._popup.card.show_definition(self._model.found[row])

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if self._popup is not None and index.isValid():
            self._popup.card.show_definition(self._model.found[index.row()])

    def _on_clicked(self, index: QModelIndex) -> None:
        self._take(index.row())

    def _take(self, row: int) -> None:
        picked = self._model.found[row].id
        self.clear()
        self._close()
        self.picked.emit(picked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if not self.is_open() or self._popup is None:
            if key == Qt.Key.Key_Down:
                self._on_edited(self.text())
                return
            super().keyPressEvent(event)
            return
        row = self._popup.list.currentIndex().row()
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(row)
        elif key == Qt.Key.Key_Escape:
            self._close()
        elif Qt.Key(key) in steps:
            self._point(row + steps[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if not self.is_open() and not self.isReadOnly():
            self._on_edited(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._close()
