"""How sure the criteria and the status are: in words, and set by hand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from curator_app.domain.certainty import Certainty, Judgement
from curator_app.domain.criteria import CRITERION_CERTAINTIES, STATUS_CERTAINTIES, Criteria
from curator_app.ui.editor.parts import Chooser

CERTAINTY_NAMES = {
    "criterion_certainty": "Certainty of the criteria",
    "status_certainty": "Certainty of the status",
}
CERTAINTY_LABELS = {
    "clear": "Clear",
    "ambiguous": "Ambiguous",
    "unknown": "Unknown",
    "certain": "Certain",
    "contested": "Contested",
    "uncertain": "Uncertain",
}
_HELP = {
    "clear": "It is known which definitions were used.",
    "ambiguous": "A name with several readings, or changed without saying how.",
    "unknown": "No definition stands behind it.",
    "certain": "Nothing that is open could change the status.",
    "contested": "The atlas's policy for a contested definition decides.",
    "uncertain": "The status is unclear, or something does not fit.",
}


def certainty_words(certainty: Certainty, *, overridden: bool) -> str:
    """Both certainties as the PEM panel says them, a line each."""
    status = "Derived status" if overridden else "Status"
    return f"{_words('Criteria', certainty.criterion)}\n{_words(status, certainty.status)}"


def _words(what: str, judgement: Judgement) -> str:
    value = CERTAINTY_LABELS[judgement.value].lower()
    if judgement.by_hand:
        derived = CERTAINTY_LABELS[judgement.derived].lower()
        return f"{what} {value}, set by hand. The rules say {derived}: {judgement.why}"
    return f"{what} {value}: {judgement.why}"


class CertaintyForm(QWidget):
    """Two choosers that begin with what the rules say. `edited` is for the user's choices."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.criterion = self._chooser("criterion_certainty", CRITERION_CERTAINTIES)
        self.status = self._chooser("status_certainty", STATUS_CERTAINTIES)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow("Of the criteria", self.criterion)
        form.addRow("Of the status", self.status)

    def _chooser(self, name: str, values: tuple[str, ...]) -> Chooser:
        made = Chooser(self)
        offers = [(value, CERTAINTY_LABELS[value], _HELP[value]) for value in values]
        made.offer([("", "As derived", ""), *offers])
        made.setAccessibleName(CERTAINTY_NAMES[name])
        made.chosen.connect(self.edited)
        return made

    def fill(self, criteria: Criteria) -> None:
        """Show what was set by hand without reporting an edit."""
        self.criterion.show_id(criteria.criterion_certainty)
        self.status.show_id(criteria.status_certainty)

    def show_derived(self, certainty: Certainty) -> None:
        """Say what the rules make of the criteria, beside what a curator may choose."""
        for chooser, judgement in (
            (self.criterion, certainty.criterion),
            (self.status, certainty.status),
        ):
            derived = CERTAINTY_LABELS[judgement.derived].lower()
            chooser.setItemText(0, f"As derived: {derived}")
