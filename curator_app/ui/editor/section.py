"""One section of the editor: fields in rows, built when it is first shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from curator_app.ui.editor.fields import FieldBox
from curator_app.ui.editor.parts import focusable

MARGIN = 16
TWO_COLUMNS = 460


class Section(QScrollArea):
    """Scrolls its fields. `passed` fires with +1 or -1 when Tab leaves at the end or the top."""

    passed = Signal(int)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("editorSection")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.boxes: dict[str, FieldBox] = {}
        self._rows: list[QBoxLayout] = []
        self._body = QWidget(self)
        self._body.setObjectName("editorBody")
        self._layout = QVBoxLayout(self._body)
        self._layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._layout.setSpacing(14)
        self.setWidget(self._body)

    def lay_out(
        self, rows: Sequence[Sequence[str]], boxes: Mapping[str, FieldBox], beside: QWidget | None
    ) -> None:
        """Set the fields in rows; `beside` stands on the right where there is room."""
        self.boxes = dict(boxes)
        column = self._layout
        if beside is not None:
            column = QVBoxLayout()
            column.setSpacing(14)
            pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
            pair.setSpacing(MARGIN)
            pair.addLayout(column, 3)
            pair.addWidget(beside, 2, Qt.AlignmentFlag.AlignTop)
            self._layout.addLayout(pair)
            self._pair: QBoxLayout | None = pair
        else:
            self._pair = None
        for names in rows:
            row = QHBoxLayout()
            row.setSpacing(MARGIN)
            for name in names:
                row.addWidget(boxes[name], 1)
            column.addLayout(row)
            if len(names) > 1:
                self._rows.append(row)
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        width = self.viewport().width()
        wide = width >= TWO_COLUMNS
        for row in self._rows:
            row.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        if self.boxes and self._pair is not None:
            side_by_side = width >= 2 * TWO_COLUMNS
            self._pair.setDirection(
                direction.LeftToRight if side_by_side else direction.TopToBottom
            )

    def ends(self) -> tuple[QWidget | None, QWidget | None]:
        """The first and the last widget that Tab reaches."""
        found = focusable(self._body)
        return (found[0], found[-1]) if found else (None, None)

    def focusNextPrevChild(self, forward: bool) -> bool:
        first, last = self.ends()
        if QApplication.focusWidget() is (last if forward else first):
            self.passed.emit(1 if forward else -1)
            return True
        return super().focusNextPrevChild(forward)
