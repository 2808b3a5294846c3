"""What of the inbox may reach the clipboard, and how.

Selecting is not copying: on X11 whatever is selected can be pasted elsewhere at once. What is
copied on purpose is marked as programs that keep passwords do it, so that whatever writes down a
history of the clipboard leaves it out.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QStringListModel
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

_SELECTION = QClipboard.Mode.Selection
UNKEPT = (
    ("x-kde-passwordManagerHint", b"secret"),
    (
        'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"',
        b"1",
    ),
)
"""The mark by which histories of the clipboard leave something out: on Linux, on Windows."""


def put(text: str) -> None:
    """Put a text on the clipboard, for no history."""
    # A QMimeData that Python makes is destroyed after Python has ended where the clipboard is the
    # program's own, and that ends in a crash: Qt has to make it, and a model does so on a wish.
    model = QStringListModel([""])
    data = model.mimeData([model.index(0)])
    for name in data.formats():
        data.removeFormat(name)
    data.setText(text)
    for name, value in UNKEPT:
        data.setData(name, value)
    QGuiApplication.clipboard().setMimeData(data)


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
