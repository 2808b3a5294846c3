"""How the study used one definition: what was changed, and the proof."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QGridLayout, QVBoxLayout, QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.criteria import Use
from curator_app.ui.editor.browser import DefinitionCard
from curator_app.ui.editor.parts import Chooser, GrowingText, plain_tip
from curator_app.ui.widgets import PlainLabel


class UseForm(QWidget):
    """The details of the definition under the cursor. `edited` is for the user's changes."""

    edited = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._use = Use("")
        self.card = DefinitionCard(self)
        self.modifiers: dict[str, QCheckBox] = {}
        self.quote = GrowingText(2, self)
        self.quote.setPlaceholderText("The sentence that says so, word for word")
        self.location = Chooser(self)
        self.location.offer([("", "Not said", ""), *_offers(catalogue.locations)])
        self.verification = Chooser(self)
        self.verification.offer([("", "Not said", ""), *_offers(catalogue.verifications)])
        self._lay_out()
        self.quote.edited.connect(self.edited)
        self.location.chosen.connect(self.edited)
        self.verification.chosen.connect(self.edited)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.card)
        layout.addWidget(PlainLabel("How the study changed it", "label", self))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for number, choice in enumerate(self._catalogue.modifiers):
            box = QCheckBox(choice.label, self)
            box.setToolTip(plain_tip(choice.help))
            box.setAccessibleDescription(choice.help)
            box.clicked.connect(self._on_clicked)
            grid.addWidget(box, number // 2, number % 2)
            self.modifiers[choice.id] = box
        layout.addLayout(grid)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow("Quotation", self.quote)
        form.addRow("Where it stands", self.location)
        form.addRow("How it was checked", self.verification)
        for widget, name in (
            (self.quote, "Quotation"),
            (self.location, "Where it stands"),
            (self.verification, "How it was checked"),
        ):
            widget.setAccessibleName(name)
        layout.addLayout(form)

    def _on_clicked(self, _checked: bool) -> None:
        self.edited.emit()

    def show_use(self, use: Use) -> None:
        """Show a use without reporting an edit."""
        self._use = use
        self.card.show_definition(self._catalogue.by_id.get(use.definition))
        for id_, box in self.modifiers.items():
            box.setChecked(id_ in use.modifiers)
        self.quote.fill(use.quote)
        self.location.show_id(use.location)
        self.verification.show_id(use.verification)

    def take(self, use: Use) -> None:
        """The use as it is stored now; what is being typed stays as it is."""
        self._use = use

    def use(self) -> Use:
        """The use as shown; modifiers keep the order in which they were stored."""
        ticked = {id_ for id_, box in self.modifiers.items() if box.isChecked()}
        kept = [m for m in self._use.modifiers if m in ticked or m not in self.modifiers]
        new = [m for m in self.modifiers if m in ticked and m not in kept]
        quote = self.quote.text()
        changed = quote.strip() != self._use.quote.strip()
        return replace(
            self._use,
            modifiers=(*kept, *new),
            quote=quote.strip() if changed else self._use.quote,
            location=self.location.id(),
            verification=self.verification.id(),
        )


def _offers(choices: tuple[object, ...]) -> list[tuple[str, str, str]]:
    return [(c.id, c.label, c.help) for c in choices]  # type: ignore[attr-defined]
