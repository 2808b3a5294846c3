"""What the contributions window remembers of itself: its size and its panes, nothing it showed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSize

if TYPE_CHECKING:
    from curator_app.ui.inbox.window import InboxWindow

SIZE = QSize(1240, 780)
SIDE, LIST = 190, 340


def state(window: InboxWindow) -> dict[str, Any]:
    """The layout as JSON."""
    geometry = window.saveGeometry().toBase64().data()
    return {"geometry": bytes(geometry).decode(), "splitter": window.splitter.sizes()}


def restore(window: InboxWindow) -> None:
    """Bring back what `state` gave; what is missing or damaged has its default."""
    geometry = window.known.get("geometry")
    if not isinstance(geometry, str) or not window.restoreGeometry(
        QByteArray.fromBase64(geometry.encode())
    ):
        window.resize(SIZE)
    sizes = window.known.get("splitter")
    if isinstance(sizes, list) and len(sizes) == window.splitter.count():
        window.splitter.setSizes([size if isinstance(size, int) else 0 for size in sizes])
    else:
        window.splitter.setSizes([SIDE, LIST, window.width() - SIDE - LIST])
