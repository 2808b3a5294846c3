"""What every group of commands works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from curator_app.services.library import Library
    from curator_app.ui.window import MainWindow


class Part(QObject):
    """Commands of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @property
    def _library(self) -> Library | None:
        return self._window.library
