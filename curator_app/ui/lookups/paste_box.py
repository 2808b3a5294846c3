"""Where identifiers are pasted: what was recognised is marked, and what was not is explained."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from curator_app.domain.checks.placing import utf16
from curator_app.domain.pasted import Identifier, Pasted, identifiers_in, wanted
from curator_app.ui.outcome_table import Line, OutcomeTable, OutcomeView
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel

REST_MS = 150
MOST_MARKED = 500
EXAMPLE = "10.1016/S0140-6736(96)91337-3\nPMID: 8941012\nhttps://pubmed.ncbi.nlm.nih.gov/8941012/"
KINDS = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID"}


class PasteBox(QWidget):
    """Signals: changed() when other identifiers are in it."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._whole = ""
        self._pieces: list[Pasted] = []
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("Identifiers")
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(EXAMPLE)
        self.summary = PlainLabel("", "muted")
        self.model = OutcomeTable(("Kind", "In the text", "What is looked up", "Line"), self)
        self.view = OutcomeView(self.model, theme, "What was recognised", (104, 0, 430, 60))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.text, 2)
        layout.addWidget(self.summary)
        layout.addWidget(self.view, 3)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._read)
        self.text.textChanged.connect(self._rest.start)
        theme.switched.connect(self._mark)
        self._read()

    def identifiers(self) -> list[Identifier]:
        """What is to be looked up, each once; what was just typed too."""
        if self._rest.isActive():
            self._rest.stop()
            self._read()
        return wanted(self._pieces)

    def _read(self) -> None:
        self._whole = self.text.toPlainText()
        self._pieces = identifiers_in(self._whole)
        known = len(wanted(self._pieces))
        odd = len(self._pieces) - known
        words = "Nothing was recognised yet." if not known else f"{known:,} recognised."
        self.summary.setText(f"{words} {odd:,} left out: see why." if odd else words)
        self.model.show_lines(_lines(self._whole, self._pieces), set())
        self.view.setVisible(bool(self._pieces))
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        selections: list[QTextEdit.ExtraSelection] = []
        at = place = 0
        for piece in self._pieces[:MOST_MARKED]:
            cursor = self.text.textCursor()
            # From one to the next, so that a long text is gone through once.
            place += utf16(self._whole[at : piece.start], piece.start - at)
            cursor.setPosition(place)
            place += utf16(self._whole[piece.start : piece.end], piece.end - piece.start)
            cursor.setPosition(place, QTextCursor.MoveMode.KeepAnchor)
            at = piece.end
            selection = QTextEdit.ExtraSelection()
            selection.cursor = cursor  # pyright: ignore[reportAttributeAccessIssue]
            selection.format = self._form(piece)  # pyright: ignore[reportAttributeAccessIssue]
            selections.append(selection)
        self.text.setExtraSelections(selections)

    def _form(self, piece: Pasted) -> QTextCharFormat:
        tokens, form = self._theme.scheme.tokens, QTextCharFormat()
        if piece.identifier is not None:
            form.setBackground(QColor(tokens["added_ground"]))
            form.setForeground(QColor(tokens["added_text"]))
        else:
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(QColor(tokens["error_text"]))
        return form


def _lines(whole: str, pieces: Sequence[Pasted]) -> list[Line]:
    found: list[Line] = []
    at, where = 0, 1
    for number, piece in enumerate(pieces):
        where += whole.count("\n", at, piece.start)
        at = piece.start
        found.append(_line(number, piece, str(where)))
    return found


def _line(number: int, piece: Pasted, where: str) -> Line:
    identifier = piece.identifier
    text = " ".join(piece.text.split())
    if identifier is None:
        return Line(number, "refused", "Left out", text, piece.reason, where)
    return Line(number, "new", KINDS[identifier.kind], text, str(identifier), where)
