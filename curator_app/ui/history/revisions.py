"""The revisions of an entry as a table, newest first."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from curator_app.domain.contributed import contribution_in, words_in
from curator_app.domain.fields import label
from curator_app.domain.revision import Revision

Index = QModelIndex | QPersistentModelIndex
HEADINGS = ("", "When", "Who", "What")
ORIGIN_WORDS = {
    "edit": "Edited",
    "import": "Imported",
    "lookup": "Looked up",
    "refresh": "Refreshed from its source",
    "retractions": "Checked for a retraction",
    "bulk": "Changed with others",
    "merge": "Merged",
    "contribution": "From a contribution",
    "restore": "Restored",
    "policy": "Policy changed",
    "publish": "Published",
}
_SHOWN_FIELDS = 3
SHORT_ID = 8
_ROOT = QModelIndex()


def local_time(at: str) -> str:
    """A stored moment in this machine's time, to the minute."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at


def fields_of(revision: Revision) -> str:
    """The fields that a revision changed, the first few by name."""
    names = [label(name) for name in revision.changes]
    shown = ", ".join(names[:_SHOWN_FIELDS])
    more = len(names) - _SHOWN_FIELDS
    return f"{shown} and {more} more" if more > 0 else shown


def story(revision: Revision) -> str:
    """Why and what, in one line."""
    origin = "Created" if revision.number == 1 else ORIGIN_WORDS.get(revision.origin, "")
    if revision.number == 1 and revision.origin in ("import", "lookup"):
        origin = ORIGIN_WORDS[revision.origin]
    said = revision.note
    if named := contribution_in(revision.origin, revision.note):
        made = "Created from" if revision.number == 1 else "From"
        origin, said = f"{made} contribution {named[:SHORT_ID]}", words_in(revision.note)
    return f"{origin}: {said}" if said else origin


class Revisions(QAbstractTableModel):
    """Rows are revisions, the newest on top."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._revisions: list[Revision] = []

    def show_revisions(self, revisions: Sequence[Revision]) -> None:
        """Show these, given oldest first."""
        self.beginResetModel()
        self._revisions = list(reversed(revisions))
        self.endResetModel()

    def revision(self, line: int) -> Revision | None:
        """The revision on a line."""
        return self._revisions[line] if 0 <= line < len(self._revisions) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._revisions)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        revision = self.revision(index.row()) if index.isValid() else None
        if revision is None:
            return None
        when, what = local_time(revision.at), story(revision)
        if role == Qt.ItemDataRole.DisplayRole:
            return (str(revision.number), when, revision.who, what)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"<p>{html.escape(what)}</p>"
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            number = revision.number
            return f"Revision {number}, {when}, {revision.who}, {what}, {fields_of(revision)}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return HEADINGS[section] or "Number"
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        return None
