"""How a message is painted in the list: sender and day, what it is about, labels with words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from curator_app.domain.inbox_query import InboxRow
from curator_app.ui.entries.delegate import fonts, paint_badge
from curator_app.ui.inbox import words
from curator_app.ui.inbox.table import ROW_ROLE
from curator_app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
HEIGHT = 74
PAD, DOT = 20, 7
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class MessageDelegate(QStyledItemDelegate):
    """Paints lines of InboxTable, all of one height; what is unread is bold and has a dot."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._strong, self._label = fonts(parent.font())
        self._strong.setWeight(QFont.Weight.Bold)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        painter.save()
        self._ground(painter, option)
        area = option.rect.adjusted(PAD, 6, -10, -7)
        if isinstance(row, InboxRow):
            self._message(painter, option, area, row)
        else:
            self._blank(painter, area)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        area: QRect = option.rect
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(area, self._theme.color("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, self._theme.color("alternate"))
        painter.fillRect(area.adjusted(0, area.height() - 1, 0, 0), self._theme.color("border"))
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        if selected or has_focus:
            focused = option.widget is not None and option.widget.hasFocus()
            width = 4 if has_focus and focused else 3
            color = self._theme.color("focus" if focused else "input_border")
            painter.fillRect(area.left(), area.top(), width, area.height() - 1, color)

    def _blank(self, painter: QPainter, area: QRect) -> None:
        """A line whose text is being decrypted."""
        color = self._theme.color("pressed")
        for place, part in enumerate((3, 2)):
            width = area.width() * part // 5
            painter.fillRect(area.left(), area.top() + 4 + place * 20, width, 9, color)

    def _message(
        self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, row: InboxRow
    ) -> None:
        ink, quiet = self._inks(option)
        height = area.height() // 3
        lines = [area.adjusted(0, i * height, 0, 0) for i in range(3)]
        for line in lines:
            line.setHeight(height)
        strong = self._strong if row.unread else option.font
        if row.unread:
            self._dot(painter, lines[0])
        when = words.short_time(row.received)
        painter.setFont(option.font)
        painter.setPen(quiet)
        painter.drawText(lines[0], _RIGHT, when)
        used = QFontMetrics(option.font).horizontalAdvance(when) + 10
        self._line(painter, lines[0].adjusted(0, 0, -used, 0), row.pseudonym, strong, ink)
        self._line(painter, lines[1], words.subject(row), strong, ink)
        self._last(painter, option, lines[2], row, quiet)

    def _last(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRect,
        row: InboxRow,
        ink: QColor,
    ) -> None:
        left = area.left()
        for kind, value, text in words.marks(row):
            room = QRect(left, area.top(), max(0, area.right() - left), area.height())
            colors = self._theme.scheme.badge(kind, value)
            end = paint_badge(painter, room, colors, text, self._label)
            if end == left:
                return
            left = end + 6
        extras = words.extras(row) or row.slug
        self._line(painter, area.adjusted(left - area.left(), 0, 0, 0), extras, option.font, ink)

    def _dot(self, painter: QPainter, line: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent"))
        painter.drawEllipse(line.left() - 13, line.center().y() - DOT // 2 + 1, DOT, DOT)

    def _inks(self, option: QStyleOptionViewItem) -> tuple[QColor, QColor]:
        if option.state & QStyle.StateFlag.State_Selected:
            ink = self._theme.color("selection_text")
            return ink, ink
        return self._theme.color("text"), self._theme.color("muted")

    def _line(self, painter: QPainter, area: QRect, text: str, font: QFont, ink: QColor) -> None:
        if area.width() <= 0:
            return
        painter.setFont(font)
        painter.setPen(ink)
        words_ = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _LEFT | Qt.TextFlag.TextSingleLine, words_)
