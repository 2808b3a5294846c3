"""What came of trying an account: one line for each step, as it is done."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from curator_app.services.sources import Step
from curator_app.ui import icons
from curator_app.ui.tasks import Ticket
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel


class Trial(Ticket):
    """A try that is running. Signals: stepped(Step), on the GUI thread."""

    stepped = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.bad = False

    def tell(self, step: Step) -> None:
        """Report a step; called on the worker."""
        self.bad |= not step.good
        if shiboken6.isValid(self):
            self.stepped.emit(step)


class TrialPanel(QFrame):
    """The steps under the form; hidden until something was tried."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "card")
        self.setAccessibleName("What came of the test")
        self.words = PlainLabel("", "strong")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        layout.addWidget(self.words)
        layout.addLayout(self._lines)
        self.hide()

    def begin(self) -> None:
        """Start with no lines."""
        self._clear()
        self.words.setText("Testing the connection…")
        self.show()

    def add(self, step: Step) -> None:
        """Another step was done."""
        mark = PlainLabel(wrap=False)
        token = "good_text" if step.good else "error_text"
        icon = icons.pixmap("good" if step.good else "error", self._theme.scheme.tokens[token], 16)
        mark.setPixmap(icon)
        mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        mark.setContentsMargins(0, 1, 0, 0)
        words = f"{step.text} {step.hint}".strip()
        text = PlainLabel(words, "" if step.good else "error")
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(mark)
        layout.addWidget(text, 1)
        self._lines.addWidget(line)

    def end(self, *, bad: bool, stopped: bool = False) -> None:
        """Sum it up."""
        if stopped:
            self.words.setText("The test was stopped.")
        else:
            self.words.setText("It does not work yet." if bad else "The account works.")

    def forget(self) -> None:
        """The fields were changed: what was tried before says nothing about them."""
        self._clear()
        self.hide()

    def lines(self) -> list[str]:
        """What the steps say."""
        found: list[str] = []
        for place in range(self._lines.count()):
            item = self._lines.itemAt(place)
            line = item.widget() if item is not None else None
            found += [label.text() for label in line.findChildren(PlainLabel)] if line else []
        return [text for text in found if text]

    def _clear(self) -> None:
        while self._lines.count():
            item = self._lines.takeAt(0)
            line = item.widget() if item is not None else None
            if line is not None:
                line.hide()
                line.deleteLater()
