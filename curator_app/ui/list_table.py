"""Tables whose rows are chosen whole: how they are set up, and how a row is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QHeaderView, QTableView

_FLAGS = QItemSelectionModel.SelectionFlag
ONLY_ROW = _FLAGS.ClearAndSelect | _FLAGS.Rows


def set_up(view: QTableView, name: str, widths: Sequence[int], height: int = 30) -> None:
    """Framed lines of one height, in pixels; columns of no width share what room is left."""
    view.setAccessibleName(name)
    view.setProperty("framed", True)
    view.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    view.setTabKeyNavigation(False)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(height)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setAccessibleName(f"Columns of {name[:1].lower()}{name[1:]}")
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width in enumerate(widths):
        if width:
            header.resizeSection(column, width)
        else:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)


def choose_row(view: QTableView, row: int) -> None:
    """Choose this row alone, whatever keys are held: Qt's own `selectRow` toggles it under Ctrl."""
    view.selectionModel().setCurrentIndex(view.model().index(row, 0), ONLY_ROW)
