"""The ground on which the page stands at the width of a phone, a tablet or a desktop."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

WIDTHS = {"phone": 390, "tablet": 768, "desktop": 0}
DESKTOP = 1100
"""A desktop page is laid out at least this wide, and made smaller where the pane is narrower."""
SMALLEST = 0.3


class Stage(QFrame):
    """Centres one widget at a chosen width. `zoomed(factor)` says how small it has to be."""

    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewStage")
        self.setProperty("role", "stage")
        self._child: QWidget | None = None
        self._device = "desktop"
        self._zoom = 0.0
        self.setMinimumSize(200, 160)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Mid)

    def hold(self, child: QWidget) -> None:
        """Put the widget on the stage."""
        self._child = child
        child.setParent(self)
        child.show()
        self._arrange()

    def set_device(self, device: str) -> None:
        """Choose phone, tablet or desktop."""
        self._device = device
        self._arrange()

    def zoom(self) -> float:
        """How large the page is shown, 1 being its own size."""
        return self._zoom

    def _arrange(self) -> None:
        if self._child is None or self.width() < 1:
            return
        room = self.width()
        wanted = WIDTHS[self._device] or max(room, DESKTOP)
        zoom = max(SMALLEST, min(1.0, room / wanted))
        width = min(room, round(wanted * zoom))
        self._child.setGeometry(QRect((room - width) // 2, 0, width, self.height()))
        if abs(zoom - self._zoom) > 0.001:
            self._zoom = zoom
            self.zoomed.emit(zoom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
