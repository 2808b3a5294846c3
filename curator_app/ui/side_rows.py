"""The rows of a side panel: values with their counts under headings."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from curator_app.ui.theme import Theme

KEY_ROLE = Qt.ItemDataRole.UserRole
COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT, GROUP_HEIGHT = 24, 30
Index = QModelIndex | QPersistentModelIndex


class SideRows(QStyledItemDelegate):
    """Paints a value with its count at the right, and a group as a heading.

    A row without a check box is chosen by being selected, and shows it.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        is_group = not index.parent().isValid()
        return QSize(0, GROUP_HEIGHT if is_group else ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        count = index.data(COUNT_ROLE)
        area = QRect(option.rect)
        words = "" if count is None else f"{count:,}"
        room = option.fontMetrics.horizontalAdvance(words) + 14
        own = QStyleOptionViewItem(option)
        own.rect = area.adjusted(0, 0, -room if words else 0, 0)
        if self._marked(option, index):
            painter.fillRect(area, self._theme.color("selection"))
        own.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected)
        super().paint(painter, own, index)
        if words:
            painter.save()
            painter.setPen(self._theme.color("muted" if count else "disabled"))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(area.adjusted(0, 0, -8, 0), right, words)
            painter.restore()

    def _marked(self, option: QStyleOptionViewItem, index: Index) -> bool:
        if option.state & QStyle.StateFlag.State_HasFocus and option.widget.hasFocus():
            return True
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        return chosen and index.data(Qt.ItemDataRole.CheckStateRole) is None
