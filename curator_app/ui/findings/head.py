"""The head of the findings panel: whose findings, of which severity and rule, open or dismissed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QToolButton, QWidget

from curator_app.ui.findings.notes import SEVERITY_PLURALS
from curator_app.ui.findings.reading import ENTRY, LIBRARY, SELECTION
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import SPACE, row, tool_button

if TYPE_CHECKING:
    from curator_app.services.overview import View

SCOPES = {ENTRY: "Entry", SELECTION: "Selection", LIBRARY: "Whole library"}


class FindingsHead(QWidget):
    """Signals: scope_chosen(str), narrowed() when another part is to be shown, closed()."""

    scope_chosen = Signal(str)
    narrowed = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._scopes, self._severities = QButtonGroup(self), QButtonGroup(self)
        self.scopes = {
            scope: _choice(words, f"Findings of: {words.lower()}", self._scopes)
            for scope, words in SCOPES.items()
        }
        self.severities = {
            severity: _choice(words, f"Show: {words.lower()}", self._severities)
            for severity, words in (("", "All"), *SEVERITY_PLURALS.items())
        }
        self.rule = QComboBox()
        self.rule.setAccessibleName("Rule")
        self.rule.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.rule.setMinimumContentsLength(18)
        self.dismissed = _choice("Dismissed", "Show what was dismissed, by whom and why")
        self.close_button = tool_button(theme.icon("close"), "Hide the findings")
        self.scopes[ENTRY].setChecked(True)
        self.severities[""].setChecked(True)
        self._lay_out()
        for scope, made in self.scopes.items():
            made.clicked.connect(partial(self._on_scope, scope))
        for made in (*self.severities.values(), self.dismissed):
            made.clicked.connect(self._on_narrowed)
        self.rule.activated.connect(self._on_narrowed)
        self.close_button.clicked.connect(self.closed)
        theme.switched.connect(self._tint)

    def _tint(self) -> None:
        self.close_button.setIcon(self._theme.icon("close"))

    def _lay_out(self) -> None:
        head = row(*self.scopes.values(), margins=(8, 4, 8, 4))
        head.setSpacing(2)
        head.addSpacing(2 * SPACE)
        for made in self.severities.values():
            head.addWidget(made)
        for made in (self.rule, self.dismissed):
            head.addSpacing(SPACE)
            head.addWidget(made)
        head.addStretch(1)
        head.addWidget(self.close_button)
        self.setLayout(head)

    def choose_scope(self, scope: str) -> None:
        """Show which scope is in force."""
        self.scopes[scope].setChecked(True)

    def narrowing(self) -> tuple[str, str, bool]:
        """The severity and the rule to show ("": all), and whether the dismissed ones."""
        severity = next(name for name, made in self.severities.items() if made.isChecked())
        return severity, str(self.rule.currentData() or ""), self.dismissed.isChecked()

    def show_counts(self, view: View | None, title: Callable[[str], str]) -> None:
        """Say on each choice how much it would show."""
        counts = view.severities if view is not None else {}
        total = sum(counts.values())
        for severity, made in self.severities.items():
            words = SEVERITY_PLURALS.get(severity, "All")
            number = counts.get(severity, 0) if severity else total
            made.setText(f"{words}  {number:,}" if view is not None else words)
        done = view.dismissed if view is not None else 0
        self.dismissed.setText(f"Dismissed  {done:,}" if done else "Dismissed")
        self._offer_rules(view, title)

    def _offer_rules(self, view: View | None, title: Callable[[str], str]) -> None:
        chosen = str(self.rule.currentData() or "")
        self.rule.clear()
        self.rule.addItem("All rules", "")
        counts = {rule: n for rule, n in (view.rules if view is not None else {}).items() if n}
        if chosen:
            counts.setdefault(chosen, 0)
        for words, rule in sorted((title(rule), rule) for rule in counts):
            self.rule.addItem(f"{words}  ({counts[rule]:,})", rule)
        self.rule.setCurrentIndex(max(0, self.rule.findData(chosen)))

    def _on_scope(self, scope: str) -> None:
        self.scope_chosen.emit(scope)

    def _on_narrowed(self) -> None:
        self.narrowed.emit()


def _choice(words: str, name: str, group: QButtonGroup | None = None) -> QToolButton:
    made = QToolButton()
    made.setText(words)
    made.setCheckable(True)
    made.setAccessibleName(name)
    made.setFocusPolicy(made.focusPolicy().StrongFocus)
    if group is not None:
        group.addButton(made)
    return made
