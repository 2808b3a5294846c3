"""The files that came with a message: listed by name and size, saved one by one when asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from curator_app.domain.contribution import Attachment
from curator_app.ui.inbox import words
from curator_app.ui.widgets import ElidedLabel, PlainLabel, button

SHOWN = 6


class Attachments(QWidget):
    """Signals: save_asked(Attachment)."""

    save_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._files: Sequence[Attachment] = ()
        self.heading = PlainLabel("", "strong", wrap=False)
        self._lines: list[tuple[QWidget, ElidedLabel, QPushButton]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 4, 16, 4)
        self._layout.setSpacing(2)
        self._layout.addWidget(self.heading)
        for place in range(SHOWN):
            self._layout.addWidget(self._line(place))

    def _line(self, place: int) -> QWidget:
        made = QWidget()
        label, save = ElidedLabel(), button("Save…", kind="quiet")
        label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        save.clicked.connect(partial(self._on_save, place))
        layout = QHBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label, 1)
        layout.addWidget(save)
        self._lines.append((made, label, save))
        return made

    def _on_save(self, place: int, _checked: bool = False) -> None:
        self.save_asked.emit(self._files[place])

    def show_files(self, files: Sequence[Attachment]) -> None:
        """List these."""
        self._files = files
        number = len(files)
        more = f", the first {SHOWN} are listed" if number > SHOWN else ""
        self.heading.setText(f"{words.files(number)} attached{more}" if number else "")
        self.setVisible(bool(number))
        for place, (line, label, save) in enumerate(self._lines):
            line.setVisible(place < number)
            if place < number:
                name = words.shown(files[place].name, 120)
                label.setText(
                    f"{name} · {files[place].media_type} · {words.size(files[place].size)}"
                )
                save.setAccessibleName(f"Save {words.files(1)}, number {place + 1}")
            else:
                label.setText("")
