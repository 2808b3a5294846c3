"""What the main window remembers of itself: size, panes, order, columns, the open entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSize

if TYPE_CHECKING:
    from curator_app.ui.window import MainWindow

SIZE = QSize(1280, 780)
WIDE = 1600


def state(window: MainWindow) -> dict[str, Any]:
    """The layout as JSON."""
    geometry = window.saveGeometry().toBase64().data()
    entry = window.desk.entry()
    return {
        "geometry": bytes(geometry).decode(),
        "splitter": window.splitter.sizes(),
        "filters": not window.filters.isHidden(),
        "preview": window.preview.is_shown(),
        "findings": not window.checking.panel.isHidden(),
        "rows": window.rows.sizes() if not window.checking.panel.isHidden() else [],
        "groups": window.filters.layout_state(),
        "list": window.list.layout_state(),
        "entry": entry.slug if entry is not None and entry.version else "",
    }


def restore(window: MainWindow) -> None:
    """Bring back what `state` gave; what is missing or damaged has its default."""
    known = window.settings.layout
    geometry = known.get("geometry")
    if not isinstance(geometry, str) or not window.restoreGeometry(
        QByteArray.fromBase64(geometry.encode())
    ):
        window.resize(SIZE)
    window.filters.setVisible(bool(known.get("filters", True)))
    window.preview.set_shown(bool(known.get("preview", window.width() >= WIDE)))
    sizes = known.get("splitter")
    if isinstance(sizes, list) and len(sizes) == window.splitter.count():
        window.splitter.setSizes([size if isinstance(size, int) else 0 for size in sizes])
    else:
        preview = window.preview.is_shown()
        window.splitter.setSizes(first_sizes(window.width(), preview=preview))
    window.checking.panel.setVisible(bool(known.get("findings", False)))
    rows = known.get("rows")
    if isinstance(rows, list) and len(rows) == window.rows.count():
        window.rows.setSizes([size if isinstance(size, int) else 0 for size in rows])
    groups = known.get("groups")
    if isinstance(groups, list):
        window.filters.restore_layout(groups)
    columns = known.get("list")
    window.list.restore_layout(columns if isinstance(columns, dict) else {})


def first_sizes(width: int, *, preview: bool) -> list[int]:
    """How the panes share the window before the user moves them."""
    filters = 212 if width < WIDE else 224
    right = int(width * 0.27) if preview else 0
    rest = width - filters - right
    listed = int(rest * (0.5 if preview else 0.44))
    return [filters, listed, rest - listed, right]
