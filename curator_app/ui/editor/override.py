"""A PEM status of the curator's own, with its proof and the second person who confirms it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.pem import STATUSES, UNCLEAR
from curator_app.domain.pem_status import Override, needs_second_reviewer
from curator_app.ui.editor.parts import Chooser, GrowingText, button
from curator_app.ui.widgets import PlainLabel

STATUS_LABELS = {
    "required": "PEM required",
    "not_required": "PEM not required",
    "partly": "Partly: a subgroup had to have PEM",
    "unclear": "PEM unclear",
    "not_applicable": "Not applicable",
}

_PART_NAMES = {"status": "status", "quote": "quotation", "location": "place", "reason": "reason"}


def missing_words(override: Override | None) -> list[str]:
    """What an override still lacks, as the form calls it; empty when there is none."""
    return [_PART_NAMES[name] for name in override.missing()] if override is not None else []


def incomplete(override: Override | None) -> str:
    """The sentence that keeps an entry from being saved; "" when nothing is missing."""
    missing = missing_words(override)
    return f"An override of the PEM status still needs its {', '.join(missing)}." if missing else ""


class OverrideForm(QWidget):
    """A status of the curator's own: status, quotation, place and reason, all four or nothing.

    `edited` fires when the override in force changes: set, changed or removed.
    """

    edited = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored: Override | None = None
        self._derived = UNCLEAR
        self._who = ""
        self.status = Chooser(self)
        self.status.offer([("", "As derived", ""), *((s, STATUS_LABELS[s], "") for s in STATUSES)])
        self.quote = GrowingText(2, self)
        self.quote.setPlaceholderText("Word for word from the paper")
        self.location = Chooser(self)
        offers = [(c.id, c.label, c.help) for c in catalogue.locations]
        self.location.offer([("", "Choose", ""), *offers])
        self.reason = GrowingText(2, self)
        self.reason.setPlaceholderText("Why this sentence decides")
        self.state = PlainLabel("", "hint", self)
        self.confirm = button("Confirm", "You read the quotation and agree", self)
        self.confirm.hide()
        self.remove = button("Remove the override", parent=self)
        self._lay_out()
        for chooser in (self.status, self.location):
            chooser.chosen.connect(self._on_edited)
        for text in (self.quote, self.reason):
            text.edited.connect(self._on_edited)
        self.confirm.clicked.connect(self._on_confirmed)
        self.remove.clicked.connect(self._on_removed)
        self._say()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, widget in (
            ("Status", self.status),
            ("Quotation", self.quote),
            ("Where it stands", self.location),
            ("Reason", self.reason),
        ):
            form.addRow(name, widget)
            widget.setAccessibleName(f"Override: {name.lower()}")
        layout.addLayout(form)
        layout.addWidget(self.state)
        row = QHBoxLayout()
        row.addWidget(self.confirm)
        row.addStretch(1)
        row.addWidget(self.remove)
        layout.addLayout(row)

    def set_who(self, name: str) -> None:
        """Who sits here: the name that an override carries."""
        self._who = name
        self._say()

    def show_derived(self, status: str) -> None:
        """What the rules say; an override that goes beyond it needs a second person."""
        if status != self._derived:
            self._derived = status
            self._say()

    def missing(self) -> list[str]:
        """Which of the four parts are not there yet; empty when there is no override at all."""
        return missing_words(self.typed())

    def override(self) -> Override | None:
        """The override when all four parts are there."""
        typed = self.typed()
        return typed if typed is not None and not typed.missing() else None

    def typed(self) -> Override | None:
        """What is there of an override, whole or not; None when nothing is."""
        made = Override(
            self.status.id(),
            self.quote.text().strip(),
            self.location.id(),
            self.reason.text().strip(),
            set_by=self._who,
        )
        if not any(made.says()):
            return None
        stored = self._stored
        return stored if stored is not None and stored.says() == made.says() else made

    def fill(self, override: Override | None) -> None:
        """Show an override without reporting an edit."""
        if override == self.typed():
            self._stored = override
            return
        self._stored = override
        self.status.show_id(override.status if override else "")
        self.quote.fill(override.quote if override else "")
        self.location.show_id(override.location if override else "")
        self.reason.fill(override.reason if override else "")
        self._say()

    def _on_edited(self) -> None:
        self._say()
        self.edited.emit()

    def _on_removed(self) -> None:
        self.fill(None)
        self.status.show_id("")
        self.edited.emit()
        self.status.setFocus()

    def _say(self) -> None:
        missing, override = self.missing(), self.override()
        self.confirm.setVisible(needs_second_reviewer(override, self._derived))
        if missing:
            words = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
            self.state.setProperty("role", "error")
            text = f"⚠ Still missing: {words}. The derived status stays in force until then."
        elif override:
            waits = needs_second_reviewer(override, self._derived)
            self.state.setProperty("role", "error" if waits else "hint")
            text = self._standing(override, waits)
        else:
            self.state.setProperty("role", "hint")
            text = "Only when the paper says it and the rules cannot see it. All four are needed."
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)
        self.state.setText(text)
        self.remove.setEnabled(bool(missing or override))

    def _standing(self, override: Override, waits: bool) -> str:
        maker = override.set_by or "somebody"
        if not waits:
            by = f", confirmed by {override.confirmed_by}" if override.is_confirmed() else ""
            return f"In force, set by {maker}{by}. The derived value is kept beside it."
        mine = override.set_by.casefold() == self._who.casefold()
        self.confirm.setEnabled(bool(self._who) and not mine)
        self.confirm.setText(f"Confirm as {self._who}" if self._who and not mine else "Confirm")
        who = "somebody other than you" if mine else f"somebody other than {maker}"
        return f"⚠ It raises the status to “PEM required”, so {who} has to confirm it."

    def _on_confirmed(self) -> None:
        override = self.override()
        if override is not None:
            self._stored = replace(override, confirmed_by=self._who)
            self.remove.setFocus()
            self._on_edited()
