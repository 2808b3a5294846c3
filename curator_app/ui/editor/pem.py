"""The PEM panel: the status in force, why, and a curator's own status with its proof."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.pem import STATUSES, Derivation, Override
from curator_app.ui.editor.parts import (
    Chooser,
    GrowingText,
    PlainLabel,
    badge,
    button,
    focusable,
    heading,
    set_tone,
    show_text,
)

STATUS_LABELS = {
    "required": "PEM required",
    "not_required": "PEM not required",
    "partly": "Partly: a subgroup had to have PEM",
    "unclear": "PEM unclear",
    "not_applicable": "Not applicable",
}
NO_BADGE = "No PEM badge"


def badge_words(catalogue: Catalogue, status: str) -> str:
    """What the public page shows for a status."""
    return catalogue.badge(status) or NO_BADGE


class OverrideForm(QWidget):
    """A status of the curator's own: status, quotation, place and reason, all four or nothing.

    `edited` fires when the override in force changes: set, changed or removed.
    """

    edited = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored: Override | None = None
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
        self.remove = button("Remove the override", parent=self)
        self._lay_out()
        for chooser in (self.status, self.location):
            chooser.chosen.connect(self._on_edited)
        for text in (self.quote, self.reason):
            text.edited.connect(self._on_edited)
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
        row.addStretch(1)
        row.addWidget(self.remove)
        layout.addLayout(row)

    def missing(self) -> list[str]:
        """Which of the four parts are not there yet; empty when there is no override at all."""
        values = {
            "status": self.status.id(),
            "quotation": self.quote.text().strip(),
            "place": self.location.id(),
            "reason": self.reason.text().strip(),
        }
        if not any(values.values()):
            return []
        return [name for name, value in values.items() if not value]

    def override(self) -> Override | None:
        """The override when all four parts are there."""
        if self.missing() or not self.status.id():
            return None
        kept = self._stored.confirmed_by if self._stored else ""
        return Override(
            self.status.id(),
            self.quote.text().strip(),
            self.location.id(),
            self.reason.text().strip(),
            kept,
        )

    def fill(self, override: Override | None) -> None:
        """Show an override without reporting an edit."""
        if override == self.override() and not (override is None and self.missing()):
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
        missing = self.missing()
        if missing:
            words = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
            self.state.setProperty("role", "error")
            text = f"⚠ Still missing: {words}. The derived status stays in force until then."
        elif self.override():
            self.state.setProperty("role", "hint")
            text = "In force. The derived value is kept beside it."
        else:
            self.state.setProperty("role", "hint")
            text = "Only when the paper says it and the rules cannot see it. All four are needed."
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)
        self.state.setText(text)
        self.remove.setEnabled(bool(missing or self.override()))


class Verdict(QFrame):
    """The status in force, what it comes from, and what does not fit together."""

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self.setObjectName("pemVerdict")
        self.setProperty("role", "card")
        self.badge = badge("", parent=self)
        self.says = PlainLabel("", "hint", self)
        self.derived = PlainLabel("", "", self)
        self.conflicts = PlainLabel("", "error", self)
        self.contested = PlainLabel("", "finding", self)
        self.contested.setProperty("tone", "warn")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(heading("PEM status", self))
        top.addStretch(1)
        top.addWidget(self.badge)
        layout.addLayout(top)
        for widget in (self.derived, self.says, self.conflicts, self.contested):
            layout.addWidget(widget)

    def show_derivation(self, derivation: Derivation, override: Override | None) -> None:
        """Show what is in force."""
        status = override.status if override else derivation.status
        self.badge.setText(badge_words(self._catalogue, status))
        set_tone(self.badge, f"pem.{status}")
        derived = STATUS_LABELS.get(derivation.status, derivation.status)
        self.derived.setText(f"Derived from the criteria: {derived}.")
        if override:
            self.derived.setText(f"Set by a curator. The rules say: {derived}.")
        note = "Readers see the badge above."
        if status == "partly":
            note = "Readers see the badge above; the subgroup is named in a note."
        self.says.setText(note if self._catalogue.badge(status) else "The page shows no PEM badge.")
        show_text(self.conflicts, "\n".join(f"⚠ {words}" for words in derivation.conflicts))
        names = ", ".join(map(self._catalogue.name, derivation.contested))
        policy = self._catalogue.policy_version
        words = f"Contested: {names}. Policy {policy} decides; please confirm by hand."
        show_text(self.contested, words if names else "")


class PemPanel(QFrame):
    """Why the status is what it is, and the override. `edited` is for the override.

    Its `verdict` is a widget of its own: it stands on top where the panel stands below.
    """

    edited = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pemPanel")
        self.setProperty("role", "card")
        self.verdict = Verdict(catalogue, parent)
        self.trace = QVBoxLayout()
        self.trace.setSpacing(6)
        self.override = OverrideForm(catalogue, self)
        self.override.edited.connect(self.edited)
        self.open = button("Set a status of your own …", parent=self)
        self.open.clicked.connect(self.open_override)
        self._title = heading("A status of your own", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(heading("How it is derived", self))
        layout.addLayout(self.trace)
        layout.addSpacing(4)
        layout.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._title)
        layout.addWidget(self.override)
        self._fold(True)

    def follow(self, before: QWidget) -> None:
        """Take the place behind another widget in the order of Tab."""
        for widget in focusable(self, hidden=True):
            QWidget.setTabOrder(before, widget)
            before = widget

    def _fold(self, away: bool) -> None:
        self.open.setVisible(away)
        self._title.setVisible(not away)
        self.override.setVisible(not away)

    def open_override(self) -> None:
        """Unfold the form and put the cursor into it."""
        self._fold(False)
        self.override.status.setFocus(Qt.FocusReason.TabFocusReason)

    def fill(self, override: Override | None) -> None:
        """Show an entry's override; the form is folded away where there is none."""
        self.override.fill(override)
        self._fold(override is None and not self.override.isAncestorOf(self.focusWidget() or self))

    def set_read_only(self, on: bool) -> None:
        """Whether an override can be set."""
        self.override.setEnabled(not on)
        self.open.setEnabled(not on)

    def show_derivation(self, derivation: Derivation, override: Override | None) -> None:
        """Show what the rules say and what is in force."""
        self.verdict.show_derivation(derivation, override)
        for number, step in enumerate(derivation.steps):
            self._row(number).show_step("" if step.rule == "base" else step.rule, step.words)
        for number in range(len(derivation.steps), self.trace.count()):
            self._row(number).hide()

    def _row(self, number: int) -> _Step:
        if number >= self.trace.count():
            self.trace.addWidget(_Step(self))
        item = self.trace.itemAt(number)
        row = item.widget() if item is not None else None
        assert isinstance(row, _Step)  # noqa: S101 - nothing else is put there
        return row


class _Step(QWidget):
    """One rule of the derivation."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rule = PlainLabel("", "hint", self)
        self.rule.setFixedWidth(self.fontMetrics().horizontalAdvance("D00 ") + 6)
        self.words = PlainLabel("", "", self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.rule, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.words, 1)

    def show_step(self, rule: str, words: str) -> None:
        """Show a rule's id and what it did."""
        self.rule.setText(rule or "→")
        self.words.setText(words)
        self.show()
