"""How a line of the list is painted: title over by-line, labels with words in them."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from curator_app.domain.query import EntryRow
from curator_app.ui.entries.columns import BADGES, STUDY, RowTexts
from curator_app.ui.entries.table import DRAFT_ROLE, ROW_ROLE
from curator_app.ui.palettes import Badge
from curator_app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
TALL, CARD = 46, 70
PAD, LABEL_PAD, LABEL_HEIGHT = 8, 6, 18
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def fonts(base: QFont) -> tuple[QFont, QFont]:
    """The fonts of titles and of labels."""
    title, label = QFont(base), QFont(base)
    title.setWeight(QFont.Weight.DemiBold)
    label.setPixelSize(11)
    label.setWeight(QFont.Weight.DemiBold)
    return title, label


def paint_badge(painter: QPainter, at: QRect, colors: Badge, text: str, font: QFont) -> int:
    """Paint a label at the left of `at`, on its middle line; returns where it ends."""
    metrics = QFontMetrics(font)
    room = at.width() - 2 * LABEL_PAD
    if room < metrics.averageCharWidth() * 2:
        return at.left()
    words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    width = metrics.horizontalAdvance(words) + 2 * LABEL_PAD
    top = at.top() + (at.height() - LABEL_HEIGHT) // 2
    frame = QRectF(at.left(), top, width, LABEL_HEIGHT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = QColor(colors.text)
    edge.setAlpha(56)
    painter.setPen(edge)
    painter.setBrush(QColor(colors.ground))
    painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(QColor(colors.text))
    painter.setFont(font)
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, words)
    return int(frame.right())


class EntryDelegate(QStyledItemDelegate):
    """Paints rows of EntryTable: two lines in columns, or three on a card in a narrow list."""

    def __init__(self, theme: Theme, texts: RowTexts, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._texts = theme, texts
        self.cards = False
        self._title_font, self._label_font = fonts(parent.font())

    def row_height(self) -> int:
        """The one height of all lines."""
        return CARD if self.cards else TALL

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        painter.save()
        self._ground(painter, option, index.column() == STUDY)
        if isinstance(row, EntryRow):
            area = option.rect.adjusted(PAD, 0, -PAD, -1)
            if index.column() == STUDY:
                self._study(painter, option, area, row, bool(index.data(DRAFT_ROLE)))
            else:
                self._cell(painter, option, area, row, index.column())
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, first: bool) -> None:
        area: QRect = option.rect
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(area, self._theme.color("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, self._theme.color("alternate"))
        painter.fillRect(area.adjusted(0, area.height() - 1, 0, 0), self._theme.color("border"))
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        if first and (selected or has_focus):
            focused = option.widget is not None and option.widget.hasFocus()
            width = 4 if has_focus and focused else 3
            painter.fillRect(area.left(), area.top(), width, area.height() - 1, self._bar(focused))

    def _bar(self, focused: bool) -> QColor:
        return self._theme.color("focus" if focused else "input_border")

    def _inks(self, option: QStyleOptionViewItem) -> tuple[QColor, QColor]:
        selected = option.state & QStyle.StateFlag.State_Selected
        if selected:
            ink = self._theme.color("selection_text")
            return ink, ink
        return self._theme.color("text"), self._theme.color("muted")

    def _study(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRect,
        row: EntryRow,
        draft: bool,
    ) -> None:
        ink, quiet = self._inks(option)
        lines = 3 if self.cards else 2
        height = (area.height() - 8) // lines
        first = QRect(area.left() + 2, area.top() + 4, area.width() - 2, height)
        second = first.translated(0, height)
        marks = self._texts.marks(row, draft)
        if not self.cards:
            left = self._labels(painter, QRect(first), marks)
            first.setLeft(left)
        self._line(painter, first, row.title or "Untitled", self._title_font, ink)
        byline = self._texts.byline(row)
        if self.cards:
            byline = " · ".join(part for part in (str(row.year or ""), byline) if part)
            badges = self._texts.badges(row) + marks
            self._labels(painter, second.translated(0, height), badges)
        self._line(painter, second, byline, option.font, quiet)

    def _labels(self, painter: QPainter, area: QRect, marks: list[tuple[str, str, str]]) -> int:
        left = area.left()
        for kind, value, words in marks:
            room = QRect(left, area.top(), max(0, area.right() - left), area.height())
            end = paint_badge(
                painter, room, self._theme.scheme.badge(kind, value), words, self._label_font
            )
            if end == left:
                break
            left = end + 6
        return left

    def _cell(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRect,
        row: EntryRow,
        column: int,
    ) -> None:
        text = self._texts.cell(row, column)
        kind = BADGES.get(column)
        if not text:
            self._line(painter, area, "–", option.font, self._inks(option)[1])
        elif kind is None:
            self._line(painter, area, text, option.font, self._inks(option)[0])
        else:
            value = {"evidence": row.evidence_level, "pem": row.pem, "state": row.state}[kind]
            paint_badge(
                painter, area, self._theme.scheme.badge(kind, value), text, self._label_font
            )

    def _line(self, painter: QPainter, area: QRect, text: str, font: QFont, ink: QColor) -> None:
        painter.setFont(font)
        painter.setPen(ink)
        metrics = QFontMetrics(font)
        words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _LEFT, words)


class BadgeDelegate(QStyledItemDelegate):
    """Paints a cell whose model gives a (kind, value, words) label in ROW_ROLE."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = fonts(parent.font())[1]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        label = index.data(ROW_ROLE)
        own = self._inset(option, index)
        painter.fillRect(option.rect, self._ground(option))
        tickable = index.data(Qt.ItemDataRole.CheckStateRole) is not None
        if tickable:
            shown = QStyleOptionViewItem(own)
            self.initStyleOption(shown, index)
            shown.text = ""
            style = shown.widget.style()
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        if label:
            kind, value, words = label
            painter.save()
            area = option.rect.adjusted(32 if tickable else PAD, 0, -4, 0)
            paint_badge(painter, area, self._theme.scheme.badge(kind, value), words, self._font)
            painter.restore()

    def _ground(self, option: QStyleOptionViewItem) -> QColor:
        selected = option.state & QStyle.StateFlag.State_Selected
        return self._theme.color("selection" if selected else "base")

    def _inset(self, option: QStyleOptionViewItem, index: Index) -> QStyleOptionViewItem:
        """The check box keeps its distance from the edge."""
        own = QStyleOptionViewItem(option)
        own.rect = option.rect.adjusted(5, 0, 0, 0)
        return own

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        return super().editorEvent(event, model, self._inset(option, index), index)
