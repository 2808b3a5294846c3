"""Selecting is not copying: on X11 whatever is selected can be pasted elsewhere at once."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

_SELECTION = QClipboard.Mode.Selection


class SelectionGuard(QObject):
    """Takes back what a field of this window, or of a dialog over it, put into the selection."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        QGuiApplication.clipboard().changed.connect(self._on_changed)

    def _on_changed(self, mode: QClipboard.Mode) -> None:
        clipboard = QGuiApplication.clipboard()
        ours = mode == _SELECTION and clipboard.ownsSelection() and self._is_ours()
        if ours and clipboard.text(_SELECTION):
            clipboard.clear(_SELECTION)

    def _is_ours(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and (
            focused is self._window or self._window.isAncestorOf(focused) or self._over(focused)
        )

    def _over(self, widget: QWidget) -> bool:
        """Whether it is in a dialog that belongs to the window."""
        parent: QObject | None = widget.window()
        while parent is not None and parent is not self._window:
            parent = parent.parent()
        return parent is self._window
