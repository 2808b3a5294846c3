"""How a row of the criteria tree is painted: the group's rule, the definition, its PEM role."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from curator_app.ui.palettes import DARK, LIGHT, Badge, Scheme

ROW = Qt.ItemDataRole.UserRole + 1
HEIGHT = 30
PAD = 8


@dataclass(frozen=True)
class Row:
    """What one row says: `main` first, `aside` paler, `mark` as a badge on the right."""

    main: str
    aside: str = ""
    mark: str = ""
    tone: str = "neutral"
    group: bool = False


def scheme(palette: QPalette) -> Scheme:
    """The colour scheme in force, told by the palette."""
    return DARK if palette.color(QPalette.ColorRole.Base).lightness() < 128 else LIGHT


class RowPainter(QStyledItemDelegate):
    """Paints `Row` values."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(120, HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(ROW)
        if not isinstance(row, Row):
            super().paint(painter, option, index)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = scheme(option.palette)
        area = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(area, QColor(colors.tokens["selection"]))
        text = QColor(colors.tokens["selection_text" if selected else "text"])
        muted = text if selected else QColor(colors.tokens["muted"])
        right = self._mark(painter, option.font, area, row, colors)
        left = area.left() + PAD
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        if row.group:
            left = _pill(painter, bold, left, area, row.main, colors.badges["evidence.E1"])
        else:
            left = _text(painter, bold, left, right, area, row.main, text)
        _text(painter, option.font, left + PAD, right, area, row.aside, muted)
        painter.restore()

    def _mark(
        self, painter: QPainter, font: QFont, area: QRectF, row: Row, colors: Scheme
    ) -> float:
        if not row.mark:
            return area.right() - PAD
        small = QFont(font)
        small.setWeight(QFont.Weight.DemiBold)
        width = QFontMetrics(small).horizontalAdvance(row.mark) + 2 * PAD
        start = area.right() - PAD - width
        _pill(painter, small, start, area, row.mark, colors.badge("pem", row.tone))
        return start - PAD


def _pill(
    painter: QPainter, font: QFont, left: float, area: QRectF, text: str, colors: Badge
) -> float:
    """Paint a badge; returns where it ends."""
    metrics = QFontMetrics(font)
    height = metrics.height() + 4
    width = metrics.horizontalAdvance(text) + 2 * PAD
    box = QRectF(left, area.center().y() - height / 2 + 0.5, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colors.ground))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(colors.text))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return box.right()


def _text(
    painter: QPainter,
    font: QFont,
    left: float,
    right: float,
    area: QRectF,
    text: str,
    color: QColor,
) -> float:
    """Paint one line, cut where the room ends; returns where it ends."""
    room = right - left
    if not text or room < 12:
        return left
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))
    painter.setFont(font)
    painter.setPen(color)
    box = QRectF(left, area.top(), room, area.height())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    return left + metrics.horizontalAdvance(shown)
