"""One expression with what works on it: the line, the tree, the buttons, the details."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.criteria import Combination, Expression, Use
from curator_app.ui.editor.browser import DefinitionLine
from curator_app.ui.editor.expressions import OPERATOR_HELP, OPERATOR_NAMES
from curator_app.ui.editor.flow import FlowLayout
from curator_app.ui.editor.parts import show_text, tool
from curator_app.ui.editor.tree import ExpressionTree
from curator_app.ui.editor.use_form import UseForm
from curator_app.ui.widgets import PlainLabel

_EMPTY = "Nothing tagged yet. That is not the same as “none stated”: there is a definition for it."


class ExpressionEditor(QWidget):
    """Edits one expression. `edited` is for the user's changes."""

    edited = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = DefinitionLine(catalogue, self)
        self.tree = ExpressionTree(catalogue, self)
        self.details = UseForm(catalogue, self)
        self.hint = PlainLabel("", "hint", self)
        self.buttons: dict[str, QToolButton] = {}
        self._typing = False
        self._lay_out()
        self.line.picked.connect(self.tree.add)
        self.tree.edited.connect(self.edited)
        self.tree.pointed.connect(self._on_pointed)
        self.details.edited.connect(self._on_details)
        self._on_pointed()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.tree)
        row = QWidget(self)
        bar = FlowLayout(row, 2)
        for operator, key in (("all", "A"), ("any", "O"), ("unsure", "U")):
            name = OPERATOR_NAMES[operator]
            self._button(bar, operator, name, f"{name}: {OPERATOR_HELP[operator]} ({key})")
        self._button(bar, "group", "Group", "Put it into a group of its own (G)")
        self._button(bar, "ungroup", "Ungroup", "Dissolve the group (Shift+G)")
        self._button(bar, "up", "↑", "Move up (Alt+Up)", "Move up")
        self._button(bar, "down", "↓", "Move down (Alt+Down)", "Move down")
        self._button(bar, "remove", "✕", "Remove (Delete)", "Remove")
        layout.addWidget(row)
        layout.addWidget(self.hint)
        card = QFrame(self)
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 10, 12, 12)
        inside.addWidget(self.details)
        layout.addWidget(card)
        self._card = card
        for operator in ("all", "any", "unsure"):
            self.buttons[operator].setCheckable(True)
            self.buttons[operator].clicked.connect(getattr(self, f"_on_{operator}"))
        for name, act in (
            ("group", self.tree.group),
            ("ungroup", self.tree.ungroup),
            ("up", self.tree.move_up),
            ("down", self.tree.move_down),
            ("remove", self.tree.remove),
        ):
            self.buttons[name].clicked.connect(act)

    def _button(self, bar: FlowLayout, id_: str, text: str, tip: str, name: str = "") -> None:
        self.buttons[id_] = tool(text, name or text, tip, self)
        bar.addWidget(self.buttons[id_])

    def _on_all(self) -> None:
        self._join("all")

    def _on_any(self) -> None:
        self._join("any")

    def _on_unsure(self) -> None:
        self._join("unsure")

    def _join(self, operator: str) -> None:
        self.tree.join(operator)
        self._on_pointed()

    def fill(self, expr: Expression | None) -> None:
        """Show an expression without reporting an edit."""
        if expr != self.tree.expression():
            self.tree.show_expression(expr)

    def expression(self) -> Expression | None:
        """The expression as it is now."""
        return self.tree.expression()

    def set_read_only(self, on: bool) -> None:
        """The tree can be walked, not changed."""
        self.tree.set_read_only(on)
        self.line.setReadOnly(on)
        self.details.setEnabled(not on)
        self._on_pointed()

    def _on_pointed(self) -> None:
        current = self.tree.current()
        path = self.tree.path()
        around = current if isinstance(current, Combination) else self.tree.group_around()
        for operator in ("all", "any", "unsure"):
            self.buttons[operator].setEnabled(around is not None)
            self.buttons[operator].setChecked(around is not None and around.operator == operator)
        free = current is not None and not self.line.isReadOnly()
        for name in ("group", "remove"):
            self.buttons[name].setEnabled(free)
        for name in ("up", "down"):
            self.buttons[name].setEnabled(free and bool(path))
        self.buttons["ungroup"].setEnabled(free and isinstance(current, Combination))
        show_text(self.hint, _EMPTY if current is None else "")
        self._card.setVisible(isinstance(current, Use))
        if isinstance(current, Use) and not self._typing:
            self.details.show_use(current)

    def _on_details(self) -> None:
        if not isinstance(self.tree.current(), Use):
            return
        use = self.details.use()
        # The form the user is typing in is not filled by its own change.
        self._typing = True
        self.tree.replace(use)
        self._typing = False
        self.details.take(use)
