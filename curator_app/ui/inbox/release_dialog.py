"""Releasing words of a message for publication: which words, into which field, on what ground."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.fields import label
from curator_app.domain.private import Private
from curator_app.domain.repeating import FORM, GROUNDS, MAILED, NOTE, PAPER, Release
from curator_app.ui.inbox.message_text import PrivateText
from curator_app.ui.inbox.proposal_state import QUOTABLE
from curator_app.ui.widgets import PlainLabel, button, row

_OFFERS = {
    FORM: "The reader agreed in the form",
    MAILED: "The reader agreed by mail",
    PAPER: "They are no words of the reader's: the paper, or the page, has them",
}


class ReleaseDialog(QDialog):
    """Asks before anything of a message may be published.

    Signals: released(Release). With a field given the words stand there already.
    """

    released = Signal(object)

    def __init__(self, text: Private, field: str, consent: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Release words of the message")
        self.text = PrivateText()
        self.text.setPlainText(text.reveal())
        self.text.setAccessibleName("Words to be released")
        self.text.setTabChangesFocus(True)
        self.text.setReadOnly(bool(field))
        self.text.setMaximumHeight(140)
        self.field = QComboBox()
        for name in (field,) if field else QUOTABLE:
            self.field.addItem("Your note" if name == NOTE else label(name), name)
        self.field.setEnabled(not field)
        self.field.setAccessibleName("Field")
        self.grounds = QButtonGroup(self)
        self._choices: dict[str, QRadioButton] = {}
        self.release_button = button("Release them", self._on_release, "primary")
        self._lay_out(consent)
        self.text.textChanged.connect(self._refresh)
        self.grounds.idToggled.connect(self._on_toggled)
        self.text.setFocus()
        self._refresh()

    def _lay_out(self, consent: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel(
            "What you release can be read by everybody once the entry is published. The history"
            " notes that words were released, where, and why; not what the message says."
        ))  # fmt: skip
        layout.addWidget(self.text)
        where = PlainLabel("Into the field", "label", wrap=False)
        where.setBuddy(self.field)
        line = row(where, self.field)
        line.setStretch(1, 1)
        layout.addLayout(line)
        layout.addWidget(PlainLabel("They may be published because", "label"))
        for number, (ground, words) in enumerate(_OFFERS.items()):
            choice = QRadioButton(words)
            self._choices[ground] = choice
            self.grounds.addButton(choice, number)
            layout.addWidget(choice)
            if ground == FORM:
                choice.setEnabled(bool(consent))
                said = f"The form says: {consent}" if consent else "The form recorded no consent."
                layout.addWidget(PlainLabel(said, "hint"))
        layout.addLayout(row(1, button("Cancel", self.reject), self.release_button))
        self.setMinimumWidth(520)

    def choose(self, ground: str) -> None:
        """Choose a ground."""
        self._choices[ground].setChecked(True)

    def _on_toggled(self, _number: int, _on: bool) -> None:
        self._refresh()

    def _refresh(self) -> None:
        ready = self.grounds.checkedId() >= 0 and bool(self.text.toPlainText().strip())
        self.release_button.setEnabled(ready)

    def _on_release(self) -> None:
        ground = list(GROUNDS)[self.grounds.checkedId()]
        text = Private(" ".join(self.text.toPlainText().split()))
        self.released.emit(Release(str(self.field.currentData()), text, ground))
        self.accept()
