"""The PEM panel: the status in force, how sure it is, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.certainty import Certainty
from curator_app.domain.pem import Derivation
from curator_app.domain.pem_status import Override
from curator_app.ui.editor.certainty import certainty_words
from curator_app.ui.editor.override import STATUS_LABELS, OverrideForm
from curator_app.ui.editor.parts import badge, button, focusable, heading, set_tone, show_text
from curator_app.ui.widgets import PlainLabel

NO_BADGE = "No PEM badge"


def badge_words(catalogue: Catalogue, status: str) -> str:
    """What the public page shows for a status."""
    return catalogue.badge(status) or NO_BADGE


class Verdict(QFrame):
    """The status in force, what it comes from, and what does not fit together."""

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self.setObjectName("pemVerdict")
        self.setProperty("role", "card")
        self.badge = badge("", parent=self)
        self.says = PlainLabel("", "hint", self)
        self.certainty = PlainLabel("", "", self)
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
        for widget in (self.derived, self.certainty, self.says, self.conflicts, self.contested):
            layout.addWidget(widget)

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Name another policy from now on."""
        self._catalogue = catalogue

    def show_derivation(
        self, derivation: Derivation, certainty: Certainty, override: Override | None
    ) -> None:
        """Show what is in force, and how sure it is."""
        self.certainty.setText(certainty_words(certainty, overridden=override is not None))
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

    def show_derivation(
        self, derivation: Derivation, certainty: Certainty, override: Override | None
    ) -> None:
        """Show what the rules say and what is in force."""
        self.verdict.show_derivation(derivation, certainty, override)
        self.override.show_derived(derivation.status)
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
