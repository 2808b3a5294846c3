"""Quotations with their places: rows of text and where it stands."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.criteria import Evidence
from curator_app.ui.editor.parts import Chooser, GrowingText, button, tool


class Quotation(QWidget):
    """One quotation."""

    edited = Signal()
    removed = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = GrowingText(2, self)
        self.text.setPlaceholderText("Word for word from the paper")
        self.text.setAccessibleName("Quotation")
        self.location = Chooser(self)
        self.location.setAccessibleName("Where the quotation stands")
        offers = [(c.id, c.label, c.help) for c in catalogue.locations]
        self.location.offer([("", "Where it stands", ""), *offers])
        self.remove = tool("✕", "Remove quotation", parent=self)
        row = QHBoxLayout()
        row.addWidget(self.location, 1)
        row.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.text)
        layout.addLayout(row)
        self.text.edited.connect(self.edited)
        self.location.chosen.connect(self.edited)
        self.remove.clicked.connect(self.removed)

    def fill(self, evidence: Evidence) -> None:
        """Show a quotation without reporting an edit."""
        self.text.fill(evidence.quote)
        self.location.show_id(evidence.location)

    def value(self) -> Evidence:
        """The quotation as shown."""
        return Evidence(self.text.text(), self.location.id())


class Quotations(QWidget):
    """All quotations. `edited` is for the user's changes; rows without text are not kept."""

    edited = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._rows: list[Quotation] = []
        self.add = button("+ Quotation", "The sentence in the paper that names the criteria", self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch(1)
        self._layout.addLayout(row)
        self.add.clicked.connect(self._on_add)

    def fill(self, items: tuple[Evidence, ...]) -> None:
        """Show the quotations without reporting an edit."""
        if items == self.value() and len(items) == len(self._rows):
            return
        while len(self._rows) > len(items):
            self._drop(self._rows[-1])
        while len(self._rows) < len(items):
            self._append()
        for row, item in zip(self._rows, items, strict=True):
            row.fill(item)

    def value(self) -> tuple[Evidence, ...]:
        """The quotations that say something."""
        values = (row.value() for row in self._rows)
        return tuple(value for value in values if value.quote or value.location)

    def _append(self) -> Quotation:
        row = Quotation(self._catalogue, self)
        row.edited.connect(self.edited)
        row.removed.connect(self._on_removed)
        self._layout.insertWidget(len(self._rows), row)
        QWidget.setTabOrder(row.remove, self.add)
        self._rows.append(row)
        return row

    def _drop(self, row: Quotation) -> None:
        self._rows.remove(row)
        self._layout.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _on_add(self) -> None:
        self._append().text.setFocus()

    def _on_removed(self) -> None:
        row = self.sender()
        if isinstance(row, Quotation):
            said = bool(row.value().quote)
            self._drop(row)
            self.add.setFocus()
            if said:
                self.edited.emit()
