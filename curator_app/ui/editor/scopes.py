"""Whose criteria are shown: everybody's, or those of a subgroup or an arm."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.criteria import Criteria, Expression, Subset
from curator_app.ui.editor.expression_editor import ExpressionEditor
from curator_app.ui.editor.flow import FlowLayout
from curator_app.ui.editor.parts import button, show_text
from curator_app.ui.widgets import PlainLabel

NOUNS = {"subset": "Subgroup", "arm": "Arm or site"}


@dataclass
class Scope:
    """One expression being edited and what belongs to it; `kind` is base, subset or arm."""

    kind: str
    expr: Expression | None = None
    name: str = ""
    n: int | None = None
    results_reported: bool = False

    def says_something(self) -> bool:
        """Whether there is anything to keep."""
        return self.expr is not None or bool(self.name.strip()) or self.n is not None

    def title(self, number: int) -> str:
        """What its tab says."""
        if self.kind == "base":
            return "Everybody"
        size = f" (n={self.n})" if self.n is not None else ""
        return f"{self.name or f'{NOUNS[self.kind]} {number}'}{size}"


class ScopesEditor(QWidget):
    """Tabs over one expression editor. `edited` is for the user's changes.

    A subgroup of which nothing is said yet is kept on screen, not in the entry.
    """

    edited = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scopes = [Scope("base")]
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName("Whose criteria")
        self.tabs.addTab("Everybody")
        self.name = QLineEdit(self)
        self.name.setPlaceholderText("What the paper calls it")
        self.count = QLineEdit(self)
        self.count.setPlaceholderText("n")
        self.count.setFixedWidth(72)
        self.reported = QCheckBox("Results of its own are reported", self)
        self.remove = button("Remove", parent=self)
        self.details = QWidget(self)
        self.problem = PlainLabel("", "hint", self)
        self.expression = ExpressionEditor(catalogue, self)
        part = "A part of the participants with a rule of its own"
        self.add_subset = button("+ Subgroup", part, self)
        arms = "Arms or sites that used different definitions"
        self.add_arm = button("+ Arm or site", arms, self)
        self._lay_out()
        self._connect_signals()
        self._show()

    def _lay_out(self) -> None:
        more = QHBoxLayout()
        more.setSpacing(4)
        more.addWidget(self.add_subset)
        more.addWidget(self.add_arm)
        more.addStretch(1)
        row = FlowLayout(self.details, 8)
        self.name.setMinimumWidth(170)
        for widget in (self.name, self.count, self.reported, self.remove):
            row.addWidget(widget)
        self.name.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.name.setAccessibleName("Name of the subgroup")
        self.count.setAccessibleName("Number of participants")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.tabs)
        layout.addWidget(self.details)
        layout.addWidget(self.problem)
        layout.addWidget(self.expression)
        layout.addLayout(more)

    def _connect_signals(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab)
        self.add_subset.clicked.connect(self._on_add_subset)
        self.add_arm.clicked.connect(self._on_add_arm)
        self.remove.clicked.connect(self._on_remove)
        self.name.textEdited.connect(self._on_details)
        self.count.textEdited.connect(self._on_details)
        self.reported.clicked.connect(self._on_reported)
        self.expression.edited.connect(self._on_expression)

    def fill(self, criteria: Criteria) -> None:
        """Show the expressions without reporting an edit."""
        count = 1 + len(criteria.subsets) + len(criteria.arms)
        same = self.parts() == (criteria.expr, criteria.subsets, criteria.arms)
        if same and count == len(self._scopes):
            return
        self._scopes = [Scope("base", criteria.expr)]
        for kind, items in (("subset", criteria.subsets), ("arm", criteria.arms)):
            self._scopes += [
                Scope(kind, item.expr, item.name, item.n, item.results_reported) for item in items
            ]
        self._retab(0)

    def parts(self) -> tuple[Expression | None, tuple[Subset, ...], tuple[Subset, ...]]:
        """The base expression, the subgroups and the arms as they are now."""
        subsets, arms = (
            tuple(
                Subset(scope.expr, scope.name, scope.n, scope.results_reported)
                for scope in self._scopes
                if scope.kind == kind and scope.says_something()
            )
            for kind in ("subset", "arm")
        )
        return self._scopes[0].expr, subsets, arms

    def set_read_only(self, on: bool) -> None:
        """Everything can be looked at, nothing changed."""
        self.expression.set_read_only(on)
        for widget in (self.details, self.add_subset, self.add_arm):
            widget.setEnabled(not on)

    def _scope(self) -> Scope:
        return self._scopes[max(0, self.tabs.currentIndex())]

    def _titles(self) -> list[str]:
        counts = {"base": 0, "subset": 0, "arm": 0}
        titles: list[str] = []
        for scope in self._scopes:
            counts[scope.kind] += 1
            titles.append(scope.title(counts[scope.kind]).replace("&", "&&"))
        return titles

    def _retab(self, current: int) -> None:
        self.tabs.blockSignals(True)
        while self.tabs.count() > len(self._scopes):
            self.tabs.removeTab(self.tabs.count() - 1)
        for number, title in enumerate(self._titles()):
            if number < self.tabs.count():
                self.tabs.setTabText(number, title)
            else:
                self.tabs.addTab(title)
        self.tabs.setCurrentIndex(current)
        self.tabs.blockSignals(False)
        self._show()

    def _show(self) -> None:
        scope = self._scope()
        self.tabs.setVisible(len(self._scopes) > 1)
        self.details.setVisible(scope.kind != "base")
        self.name.setText(scope.name)
        self.count.setText("" if scope.n is None else str(scope.n))
        self.reported.setChecked(scope.results_reported)
        self.expression.fill(scope.expr)
        self._say()

    def _say(self) -> None:
        scope = self._scope()
        pending = scope.kind != "base" and scope.expr is None
        show_text(
            self.problem, "It decides nothing until it has a case definition." if pending else ""
        )

    def _on_tab(self, _index: int) -> None:
        self._show()

    def _add(self, kind: str) -> None:
        self._scopes.append(Scope(kind))
        # Arms follow subgroups, as they do in the entry.
        self._scopes.sort(key=lambda scope: ("base", "subset", "arm").index(scope.kind))
        last = max(i for i, scope in enumerate(self._scopes) if scope.kind == kind)
        self._retab(last)
        self.name.setFocus()

    def _on_add_subset(self) -> None:
        self._add("subset")

    def _on_add_arm(self) -> None:
        self._add("arm")

    def _on_remove(self) -> None:
        place = self.tabs.currentIndex()
        gone = self._scopes.pop(place)
        self._retab(place - 1)
        if gone.says_something():
            self.edited.emit()

    def _on_reported(self, _checked: bool) -> None:
        self._on_details("")

    def _on_details(self, _text: str) -> None:
        scope = self._scope()
        scope.name = self.name.text()
        size = self.count.text().strip()
        scope.n = int(size) if size.isdecimal() and len(size) < 10 else None
        bad = bool(size) and scope.n is None
        scope.results_reported = self.reported.isChecked()
        self.tabs.setTabText(self.tabs.currentIndex(), self._titles()[self.tabs.currentIndex()])
        self._say()
        if bad:
            show_text(self.problem, "⚠ The number of participants is a whole number.")
        self.edited.emit()

    def _on_expression(self) -> None:
        self._scope().expr = self.expression.expression()
        self._say()
        self.edited.emit()
