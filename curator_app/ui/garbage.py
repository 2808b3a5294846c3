"""Python's garbage collector, kept on the GUI thread.

Left to itself it runs on whichever thread happens to allocate. When that is a worker, a widget in
a reference cycle is destroyed there, and Qt crashes; so it is run from a timer instead.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL = 1_000


class GuiThreadCollector(QObject):
    """Collects garbage when Python would have, but on the thread of its parent."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        # Modules and their functions stay to the end. There are ten times as many of them as of
        # anything else, and the window stood still while each was looked at again.
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self.collect_if_due)
        self._timer.start()

    def collect_if_due(self) -> int:
        """Collect the oldest generation that is due; returns it, or -1 when none is."""
        due = [
            n
            for n, (have, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if have > most
        ]
        if not due:
            return -1
        gc.collect(due[-1])
        return due[-1]

    @staticmethod
    def keep_on(app: QObject) -> GuiThreadCollector:
        """The one collector of the application."""
        return app.findChild(GuiThreadCollector) or GuiThreadCollector(app)
