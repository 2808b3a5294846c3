"""One section of the editor: fields in rows, built when it is first shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from curator_app.ui.editor.box import FieldBox
from curator_app.ui.editor.parts import focusable

MARGIN = 16
TWO_COLUMNS = 460
# Each field ends in a line for what the checks say, which keeps it apart from the next.
ROW_GAP = 2
# Fields whose values need more room than their neighbours'.
LONG = frozenset({"doi"})
Aside = tuple[QWidget, QWidget]
"""What stands beside the fields: above all, and below all where the window is narrow."""


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
        self._grid = QGridLayout()
        self._head: QWidget | None = None
        self._parts: tuple[QWidget, QWidget, QWidget] | None = None
        self._body = QWidget(self)
        self._body.setObjectName("editorBody")
        self._layout = QVBoxLayout(self._body)
        self._layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._layout.setSpacing(ROW_GAP)
        self.setWidget(self._body)

    def head(self, widget: QWidget) -> None:
        """What stands above the rows of fields."""
        self._head = widget

    def lay_out(
        self, rows: Sequence[Sequence[str]], boxes: Mapping[str, FieldBox], aside: Aside | None
    ) -> None:
        """Set the fields in rows; what is aside stands on the right where there is room."""
        self.boxes = dict(boxes)
        main = QWidget(self._body) if aside else self._body
        column = self._layout
        if aside:
            column = QVBoxLayout(main)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(ROW_GAP)
            self._grid.setSpacing(MARGIN)
            self._layout.addLayout(self._grid)
            self._parts = (main, *aside)
        if self._head is not None:
            column.addWidget(self._head)
            column.addSpacing(4)
        for names in rows:
            row = QHBoxLayout()
            row.setSpacing(MARGIN)
            for name in names:
                row.addWidget(boxes[name], 2 if name in LONG else 1)
            column.addLayout(row)
            if len(names) > 1:
                self._rows.append(row)
        self._layout.addStretch(1)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        direction = QBoxLayout.Direction
        width = self.viewport().width()
        for row in self._rows:
            wide = width >= TWO_COLUMNS
            row.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        if self._parts is None:
            return
        main, above, below = self._parts
        top = Qt.AlignmentFlag.AlignTop
        if width >= 2 * TWO_COLUMNS:
            self._grid.addWidget(main, 0, 0, 2, 1, top)
            self._grid.addWidget(above, 0, 1, top)
            self._grid.addWidget(below, 1, 1, top)
            self._stretch(3, 2)
        else:
            self._grid.addWidget(above, 0, 0)
            self._grid.addWidget(main, 1, 0)
            self._grid.addWidget(below, 2, 0)
            self._stretch(1, 0)

    def _stretch(self, first: int, second: int) -> None:
        self._grid.setColumnStretch(0, first)
        self._grid.setColumnStretch(1, second)
        self._grid.setRowStretch(1, 1)

    def ends(self) -> tuple[QWidget | None, QWidget | None]:
        """The first and the last widget that Tab reaches."""
        found = focusable(self._body)
        return (found[0], found[-1]) if found else (None, None)

    def focusNextPrevChild(self, forward: bool) -> bool:
        here = QApplication.focusWidget()
        if here is None or not here.isVisible():
            # Qt looks for another place because the section is being hidden, not because of Tab.
            return super().focusNextPrevChild(forward)
        first, last = self.ends()
        if here is (last if forward else first):
            self.passed.emit(1 if forward else -1)
            return True
        return super().focusNextPrevChild(forward)
