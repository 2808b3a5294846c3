"""The floor of starting: an empty main window with an empty table, nothing else."""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView


class Painted(QObject):
    """Says when the table was first painted."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self.say)
        return False

    def say(self) -> None:
        """Report, then wait to be told to quit."""
        print(json.dumps({"at": time.monotonic(), "cpu": time.process_time()}), flush=True)
        sys.stdin.readline()
        QApplication.quit()


def main() -> int:
    """Show the window until told to quit."""
    app = QApplication(sys.argv[:1])
    window, table, painted = QMainWindow(), QTableView(), Painted()
    table.setModel(QStandardItemModel(0, 5, table))
    window.setCentralWidget(table)
    window.resize(1280, 780)
    table.viewport().installEventFilter(painted)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
