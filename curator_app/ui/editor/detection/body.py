"""The widgets of the detection panel: a head that folds, the texts, the list, the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.catalogue import Catalogue
from curator_app.services.detecting import Texts
from curator_app.ui.editor.box import FieldBox
from curator_app.ui.editor.detection.proposals import Line, ProposalList
from curator_app.ui.editor.detection.source_text import SourceText
from curator_app.ui.editor.flow import FlowLayout
from curator_app.ui.editor.parts import Chooser, badge, button, set_tone, show_text, tool
from curator_app.ui.widgets import PlainLabel

WIDE = 640
LINES, WIDE_LINES = 9, 14


class Answers(QWidget):
    """How a second entry rule joins the first: one key or click. `asked` gives the way."""

    asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.question = PlainLabel("", "strong", self)
        self.buttons: list[QPushButton] = []
        row = QWidget(self)
        flow = FlowLayout(row, 6)
        for way, text, tip in (
            ("all", "A  All of", "Everybody had to meet both"),
            ("any", "O  Any of", "Meeting one was enough"),
            ("unsure", "U  Unsure which", "Two readings of one name"),
            ("instead", "I  Instead", "It replaces what is tagged"),
            ("cancel", "Esc  Leave it", "Nothing is changed"),
        ):
            made = button(text, tip, row)
            made.setObjectName(way)
            made.clicked.connect(self._on_clicked)
            flow.addWidget(made)
            self.buttons.append(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.question)
        layout.addWidget(row)

    def _on_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.asked.emit(sender.objectName())


class Verification(Chooser):
    """How the study verified a definition; Enter and Escape go back to the list (`done`)."""

    done = Signal()
    _open = False

    def showPopup(self) -> None:
        self._open = True
        super().showPopup()

    def hidePopup(self) -> None:
        # Qt also calls this when nothing is open, and while the window is being taken apart.
        was_open, self._open = self._open, False
        super().hidePopup()
        if was_open:
            self.done.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.done.emit()
        else:
            super().keyPressEvent(event)


class Body(QWidget):
    """What the panel shows. `asked` gives the command of a button."""

    asked = Signal(str)

    def __init__(self, catalogue: Catalogue, panel: QWidget) -> None:
        super().__init__(panel)
        self._methods: FieldBox | None = None
        self._by_hand = False
        self.head = QToolButton(self)
        self.count = badge("", parent=self)
        self.text = SourceText(self)
        self.list = ProposalList(self)
        self.nothing = PlainLabel("", "", self)
        self.answers = Answers(self)
        self.said = PlainLabel("", "hint", self)
        self.accept = tool("Accept  ↵", "Accept", "Tag what it says (Enter or A)", self)
        self.reject = tool("Reject  R", "Reject", "It is not so; remembered (R or Delete)", self)
        self.undo = tool("Undo  U", "Undo", "Take the last decision back (U)", self)
        self.task = tool("Full text", "Check the full text", "", self)
        self.rejected = QCheckBox("Show rejected", self)
        self.verification = Verification(self)
        self.verification.setAccessibleName("How the definition was verified")
        checks = [(c.id, c.label, c.help) for c in catalogue.verifications]
        self.verification.offer([("", "Verified: not said  V", ""), *checks])
        self.verification.setToolTip("How the study verified the definition (V)")
        self._inner = QWidget(self)
        self._both = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._lay_out(panel)
        self._connect_signals()
        self.fold(True)

    def _lay_out(self, panel: QWidget) -> None:
        outer = QVBoxLayout(panel)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        self.head.setText("Found in the text")
        self.head.setProperty("role", "fold")
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setAutoRaise(True)
        self.head.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.head.setToolTip("Open or fold (Ctrl+D goes to the proposals)")
        top = QHBoxLayout()
        top.addWidget(self.head)
        top.addStretch(1)
        top.addWidget(self.count)
        layout.addLayout(top)
        layout.addWidget(self._inner)
        self._both.setSpacing(8)
        self._both.addWidget(self.text, 1)
        self._both.addWidget(self.list, 1)
        inner = QVBoxLayout(self._inner)
        inner.setContentsMargins(0, 0, 0, 4)
        inner.setSpacing(6)
        inner.addWidget(self._buttons())
        inner.addWidget(self.nothing)
        inner.addLayout(self._both)
        inner.addWidget(self.said)
        inner.addWidget(self.answers)
        for widget in (self.nothing, self.answers):
            widget.hide()

    def _buttons(self) -> QWidget:
        row = QWidget(self)
        flow = FlowLayout(row, 4)
        self.verification.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for widget in (
            self.accept, self.reject, self.undo, self.task, self.verification, self.rejected,
        ):  # fmt: skip
            flow.addWidget(widget)
        return row

    def _connect_signals(self) -> None:
        self.head.clicked.connect(self._on_head)
        self.rejected.clicked.connect(self._on_rejected)
        for name in ("accept", "reject", "undo", "task"):
            getattr(self, name).clicked.connect(getattr(self, f"_on_{name}"))

    def _on_accept(self) -> None:
        self.asked.emit("accept")

    def _on_reject(self) -> None:
        self.asked.emit("reject")

    def _on_undo(self) -> None:
        self.asked.emit("undo")

    def _on_task(self) -> None:
        self.asked.emit("task")

    def _on_rejected(self) -> None:
        # The click has toggled it already; the command toggles it like its key.
        self.rejected.toggle()
        self.asked.emit("rejected")

    def _on_head(self) -> None:
        self._by_hand = True
        self.fold(self._inner.isVisibleTo(self))

    # --- folding

    def begin(self) -> None:
        """Another entry: nothing is open until there is something to decide."""
        self._by_hand = False
        self.rejected.setChecked(False)
        show_text(self.said, "")
        self.fold(True)

    def settle(self, waiting: bool) -> None:
        """Open by itself when proposals wait, unless the user chose."""
        if waiting and not self._by_hand:
            self.fold(False)

    def unfold(self) -> None:
        """Open it."""
        self.fold(False)

    def is_folded(self) -> bool:
        """Whether only the head is shown."""
        return not self._inner.isVisibleTo(self)

    def fold(self, away: bool) -> None:
        """Show the head only, or everything."""
        self._inner.setVisible(not away)
        self.head.setArrowType(Qt.ArrowType.RightArrow if away else Qt.ArrowType.DownArrow)
        self.head.setAccessibleName(f"Found in the text, {'folded' if away else 'open'}")

    # --- content

    def hold(self, box: FieldBox) -> None:
        """Take the field for pasted methods in, below everything else."""
        self._methods = box
        layout = self._inner.layout()
        if layout is not None:
            layout.addWidget(box)

    def methods_target(self) -> QWidget:
        """Where the methods are pasted."""
        return self._methods.editor.target() if self._methods is not None else self.head

    def set_read_only(self, on: bool) -> None:
        """Whether decisions can be made."""
        for widget in (self.accept, self.reject, self.undo, self.task, self.verification):
            widget.setEnabled(not on)

    def say_count(self, text: str, waiting: int) -> None:
        """How much there is to decide, in the head."""
        self.count.setText(text)
        set_tone(self.count, "info" if waiting else "neutral")

    def show_texts(self, texts: Texts) -> None:
        """The texts that were read."""
        self.text.show_texts(texts)
        self.text.setVisible(bool(texts))

    def show_lines(self, lines: Sequence[Line], rejected: int) -> None:
        """The proposals."""
        self.list.show_lines(lines)
        self.list.setVisible(bool(lines))
        for widget in (self.accept, self.reject, self.verification):
            widget.setVisible(bool(lines))
        self.rejected.setVisible(bool(rejected))
        self.rejected.setText(f"Show rejected ({rejected})  H")
        self.rejected.setToolTip("Rejected proposals can be taken back (H)")
        self._arrange()

    def say_nothing(self, text: str) -> None:
        """What it means that nothing is proposed."""
        show_text(self.nothing, text)

    def say_task(self, left: bool) -> None:
        """Whether the full text is on the list of things to look at."""
        self.task.setText("✓ Full text  T" if left else "Full text  T")
        tip = "On the list: check the full text. Take it off (T)"
        self.task.setToolTip(tip if left else "Leave a task: check the full text (T)")

    def say(self, text: str) -> None:
        """What accepting would do, or what was just done, beneath the list."""
        show_text(self.said, text)

    def ask(self, question: str) -> None:
        """Ask how a second entry rule joins the first; "" takes the question away."""
        self.answers.question.setText(question)
        self.answers.setVisible(bool(question))
        self.list.asking = bool(question)
        self.said.setVisible(not question and bool(self.said.text()))

    # --- room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= WIDE and self.list.isVisibleTo(self)
        direction = QBoxLayout.Direction
        self._both.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        height = self.text.wanted_height(WIDE_LINES if wide else LINES)
        self.text.setFixedHeight(max(height, self.list.maximumHeight()) if wide else height)
        self._both.setAlignment(self.list, Qt.AlignmentFlag.AlignTop)
