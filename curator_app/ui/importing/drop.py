"""Where files are dropped, chosen, or text is pasted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from curator_app.ui import icons
from curator_app.ui.importing import words
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button, restyle, row


def files_in(data: QMimeData) -> list[Path]:
    """The files that were dropped or copied."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class DropPlace(QFrame):
    """Signals: dropped(list of Path), texted(str) for text that was dropped."""

    dropped = Signal(object)
    texted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "drop")
        self.setAcceptDrops(True)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = button("Choose files…", kind="primary")
        self.paste_button = button("&Paste text")
        heading = PlainLabel("Drop files here", "heading")
        text = PlainLabel(words.readable(), "muted")
        promise = PlainLabel("Nothing is added before you have seen the plan and agreed.", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(48, 24, 48, 24)
        layout.setSpacing(8)
        layout.addStretch(1)
        layout.addWidget(self._picture)
        for label in (heading, text, promise):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addSpacing(8)
        layout.addLayout(row(1, self.button, self.paste_button, 1))
        layout.addStretch(1)
        self._tint()
        theme.switched.connect(self._tint)

    def _tint(self) -> None:
        color = self._theme.scheme.tokens["accent"]
        self._picture.setPixmap(icons.pixmap("drop", color, 48))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            restyle(self, "active", True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        restyle(self, "active", False)

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self, "active", False)
        event.acceptProposedAction()
        found = files_in(event.mimeData())
        if found:
            self.dropped.emit(found)
        elif event.mimeData().text().strip():
            self.texted.emit(event.mimeData().text())
