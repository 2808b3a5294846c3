"""The proposals as a list that is worked by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from curator_app.domain.detection import Proposal
from curator_app.ui.editor.tree_paint import scheme

LINE = Qt.ItemDataRole.UserRole + 1
HEIGHT = 46
MOST_ROWS = 5
PAD = 8
Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()

KEYS = {
    Qt.Key.Key_Return: "accept",
    Qt.Key.Key_Enter: "accept",
    Qt.Key.Key_A: "accept",
    Qt.Key.Key_R: "reject",
    Qt.Key.Key_Delete: "reject",
    Qt.Key.Key_U: "undo",
    Qt.Key.Key_V: "verify",
    Qt.Key.Key_T: "task",
    Qt.Key.Key_H: "rejected",
}
"""What a key asks for on the list."""
ANSWERS = {
    Qt.Key.Key_A: "all",
    Qt.Key.Key_O: "any",
    Qt.Key.Key_U: "unsure",
    Qt.Key.Key_I: "instead",
    Qt.Key.Key_Escape: "cancel",
}
"""What a key says while it is asked how two entry rules are joined."""


@dataclass(frozen=True)
class Line:
    """One proposal on screen: a mark for its standing, what, as which part, where, how sure."""

    item: Proposal
    mark: str
    title: str
    role: str
    pen: Qt.PenStyle
    aside: str
    sure: str
    spoken: str


class Lines(QAbstractListModel):
    """The lines of one reading."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines; where only marks changed, the list stays where it is."""
        if [line.item for line in lines] == [line.item for line in self.lines]:
            self.lines = list(lines)
            if lines:
                self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken
        return line.title if role == Qt.ItemDataRole.DisplayRole else None


class ProposalList(QListView):
    """Signals: pointed() when another proposal is under the cursor, asked(str) for a command:
    accept, reject, undo, verify, task, rejected, or a letter that answers a question."""

    pointed = Signal()
    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = Lines(self)
        self.asking = False
        self.setModel(self.lines)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setProperty("framed", True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Proposals")
        self.setAccessibleDescription(
            "Enter accepts, R rejects, U undoes, V says how it was verified, T leaves a task, "
            "H shows what was rejected."
        )
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these proposals; the cursor stays on its proposal, or goes to one near it."""
        before, row = self.current(), self.currentIndex().row()
        self.lines.show_lines(lines)
        items = [line.item for line in lines]
        if before in items:
            self.point(items.index(before))
        elif items:
            self.point(min(max(row, 0), len(items) - 1))
        rows = min(max(len(lines), 1), MOST_ROWS)
        self.setFixedHeight(rows * HEIGHT + 2 * self.frameWidth() + 4)

    def current(self) -> Proposal | None:
        """The proposal under the cursor."""
        row = self.currentIndex().row()
        return self.lines.lines[row].item if 0 <= row < len(self.lines.lines) else None

    def point(self, row: int) -> None:
        """Put the cursor on a proposal."""
        self.setCurrentIndex(self.lines.index(row))

    def _on_current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.pointed.emit()

    def event(self, event: QEvent) -> bool:
        # Delete and the letters are ours here, whatever the window makes of them elsewhere.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.command(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def command(self, event: QKeyEvent) -> str:
        """What a key asks for; "" for keys that are none of ours."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return ""
        return (ANSWERS if self.asking else KEYS).get(Qt.Key(event.key()), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = self.command(event)
        if command:
            self.asked.emit(command)
        elif self.asking and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here, not the beginning of a name."""


class _Painter(QStyledItemDelegate):
    """Two lines: the standing and what; below, the part it plays over its line, and where."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE)
        tokens = scheme(option.palette).tokens
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        area = QRectF(option.rect)
        if selected:
            painter.fillRect(area, QColor(tokens["selection"]))
        done = bool(line.mark in "✓✕")
        text = QColor(tokens["selection_text" if selected else "muted" if done else "text"])
        muted = QColor(tokens["selection_text" if selected else "muted"])
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        top = QRectF(area.left() + PAD, area.top() + 4, area.width() - 2 * PAD, 19)
        low = QRectF(top.left() + 22, top.bottom(), top.width() - 22, 18)
        _draw(painter, bold, top, line.mark, text)
        width = QFontMetrics(option.font).horizontalAdvance(line.sure)
        _draw(painter, option.font, top, line.sure, muted, right=True)
        _draw(painter, bold, top.adjusted(22, 0, -width - PAD, 0), line.title, text)
        end = _draw(painter, option.font, low, line.role, muted)
        painter.setPen(QPen(QColor(tokens["accent"]), 1.5, line.pen))
        base = low.bottom() - 1
        painter.drawLine(int(low.left()), int(base), int(end), int(base))
        rest = low.adjusted(end - low.left() + PAD, 0, 0, 0)
        _draw(painter, option.font, rest, line.aside, muted)
        painter.restore()


def _draw(
    painter: QPainter, font: QFont, box: QRectF, text: str, color: QColor, *, right: bool = False
) -> float:
    """One line, cut where the room ends; returns where it ends."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.setFont(font)
    painter.setPen(color)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | side, shown)
    return box.left() + metrics.horizontalAdvance(shown)
