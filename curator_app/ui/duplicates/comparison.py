"""The table of a merge: each field that differs, left, result and right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QTableView

from curator_app.domain.duplicates.merging import BOTH, LEFT, RIGHT, Choice, choices, united
from curator_app.domain.entry import Entry
from curator_app.domain.fields import BY_NAME, label, to_json
from curator_app.ui.editor.wording import in_words
from curator_app.ui.list_table import choose_row, set_up
from curator_app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
FIELD, LEFT_SIDE, RESULT, RIGHT_SIDE = range(4)
SIDES = {LEFT_SIDE: LEFT, RIGHT_SIDE: RIGHT}
LINE = 44
SHOWN = 300
CHOOSE = "Choose left or right"
_ROOT = QModelIndex()


class Comparison(QAbstractTableModel):
    """Two entries and what is taken of each. Signals: chosen() when the result changed."""

    chosen = Signal()

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pair: tuple[Entry, Entry] | None = None
        self._rows: list[Choice] = []
        self._taken: dict[str, str] = {}
        self._written: dict[str, Any] = {}
        self._result: Entry | None = None

    def show_pair(self, left: Entry, right: Entry) -> None:
        """Compare these two; nothing is chosen yet but what follows by itself."""
        self.beginResetModel()
        self._pair = (left, right)
        self._taken, self._written = {}, {}
        self._rows = [
            choice
            for choice in choices(left, right)
            if choice.differs and (choice.name != "pem" or left.pem.override or right.pem.override)
        ]
        self._unite()
        self.endResetModel()
        self.chosen.emit()

    def choice(self, row: int) -> Choice | None:
        """The field of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def side(self, choice: Choice) -> str:
        """What is taken of a field now: left, right, both, "written", or "" when undecided."""
        if choice.name in self._written:
            return "written"
        return self._taken.get(choice.name, choice.taken)

    def take(self, row: int, side: str) -> None:
        """Take a side of a field, where that can be."""
        choice = self.choice(row)
        if choice is not None and side in choice.options:
            self._written.pop(choice.name, None)
            self._taken[choice.name] = side
            self._changed()

    def write(self, row: int, value: Any) -> None:
        """Take a value (in the entry's form) that a person wrote."""
        choice = self.choice(row)
        if choice is not None:
            self._written[choice.name] = value
            self._changed()

    def taken(self) -> Mapping[str, str]:
        """The sides that a person chose."""
        return dict(self._taken)

    def written(self) -> Mapping[str, Any]:
        """The values that a person wrote."""
        return dict(self._written)

    def undecided(self) -> list[int]:
        """The rows where a person has to choose and did not."""
        return [row for row, choice in enumerate(self._rows) if not self.side(choice)]

    def clashing(self) -> list[int]:
        """The rows where both say something, and not the same."""
        return [row for row, choice in enumerate(self._rows) if choice.both_say]

    def text(self, row: int, column: int) -> str:
        """A value in words."""
        choice = self.choice(row)
        if choice is None or self._result is None:
            return ""
        if column == RESULT:
            value = getattr(self._result, choice.name) if self.side(choice) else None
        else:
            value = choice.left if column == LEFT_SIDE else choice.right
        return in_words(choice.name, to_json(choice.name, value)) if value is not None else ""

    def _unite(self) -> None:
        if self._pair is None:
            return
        left, right = self._pair
        sides = {choice.name: self.side(choice) or LEFT for choice in choices(left, right)}
        sides = {name: side for name, side in sides.items() if side != "written"}
        self._result = united(left, right, sides, self._written)

    def _changed(self) -> None:
        self._unite()
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, RIGHT_SIDE))
        self.chosen.emit()

    # ------------------------------------------------------------------ Qt

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        choice = self.choice(index.row()) if index.isValid() else None
        if choice is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return label(choice.name) if column == FIELD else self._shown(choice, index)
        if role == Qt.ItemDataRole.AccessibleTextRole and column == FIELD:
            said = self.side(choice) or "to be chosen"
            return f"{label(choice.name)}: {said}. {self.text(index.row(), RESULT)[:SHOWN]}"
        if role == Qt.ItemDataRole.FontRole:
            return self._font(choice, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._color(choice, column)
        return None

    def _shown(self, choice: Choice, index: Index) -> str:
        between = " " if BY_NAME[choice.name].kind == "text" else "; "
        text = between.join(self.text(index.row(), index.column())[:SHOWN].split("\n"))
        side = self.side(choice)
        if index.column() == RESULT:
            return text if side else CHOOSE
        mark = "✓ " if side in (BOTH, SIDES[index.column()]) else ""
        return f"{mark}{text or '–'}"

    def _font(self, choice: Choice, column: int) -> QFont | None:
        font = QFont()
        bold = column == FIELD and (choice.both_say or choice.must)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font if bold else None

    def _color(self, choice: Choice, column: int) -> Any:
        side = self.side(choice)
        if not side:
            return self._theme.color("danger") if column in (FIELD, RESULT) else None
        if column in SIDES and side not in (BOTH, SIDES[column]):
            return self._theme.color("muted")
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("Field", "Left, stays", "Result", "Right, goes")[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        return None


class ComparisonView(QTableView):
    """Left and Right choose a side of the current field, B both, F4 the next clash.

    Signals: asked(str) for a key that is about the pair: "apart" (N), "next" (K).
    """

    asked = Signal(str)

    def __init__(self, model: Comparison) -> None:
        super().__init__()
        self._comparison = model
        self.setModel(model)
        set_up(self, "Fields that differ", (170, 0, 0, 0), LINE)
        self.setWordWrap(True)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.column() in SIDES:
            self._comparison.take(index.row(), SIDES[index.column()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        key = Qt.Key(event.key())
        sides = {Qt.Key.Key_Left: LEFT, Qt.Key.Key_Right: RIGHT, Qt.Key.Key_B: BOTH}
        words = {Qt.Key.Key_N: "apart", Qt.Key.Key_K: "next"}
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in sides and plain:
            self._comparison.take(row, sides[key])
        elif key in words and plain:
            self.asked.emit(words[key])
        elif key == Qt.Key.Key_F4:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.go_to_clash(back=back)
        else:
            super().keyPressEvent(event)

    def go_to_clash(self, *, back: bool = False) -> None:
        """Move to the next (or last) field where both say something, around the end."""
        rows = self._comparison.clashing()
        here = self.currentIndex().row()
        beyond = [row for row in rows if (row < here if back else row > here)]
        order = beyond or rows
        if order:
            self.go_to(order[-1] if back else order[0])

    def go_to(self, row: int) -> None:
        """Move to a field and bring it into view."""
        choose_row(self, row)
        self.scrollTo(self._comparison.index(row, FIELD))
