"""The head of the editor: which study this is, and how it stands."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.entry import Entry
from curator_app.domain.vocabulary import Vocabulary
from curator_app.ui.editor.flow import FlowLayout
from curator_app.ui.editor.parts import Chooser, badge, set_tone, show_text
from curator_app.ui.editor.pem import badge_words
from curator_app.ui.editor.task_lines import TaskLines
from curator_app.ui.theme import plain_tip
from curator_app.ui.widgets import PlainLabel


class Header(QFrame):
    """Title, address, badges, state. `state_chosen` gives the id the user chose."""

    state_chosen = Signal(str)

    def __init__(
        self, vocabulary: Vocabulary, catalogue: Catalogue, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("editorHeader")
        self._vocabulary = vocabulary
        self._catalogue = catalogue
        self.title = PlainLabel("", "title", self)
        self.slug = PlainLabel("", "hint", self)
        self.evidence = badge("", parent=self)
        self.pem = badge("", parent=self)
        self.notice = badge("", "bad", parent=self)
        self.approval = badge("", parent=self)
        self.approval.hide()
        self.dirty = badge("Unsaved changes", "warn", self)
        self.saved = PlainLabel("", "hint", self)
        self.saved.setWordWrap(False)
        self.problem = PlainLabel("", "error", self)
        self.problem.hide()
        self.tasks = TaskLines(self)
        self.state = Chooser(self)
        terms = vocabulary.terms("state")
        self.state.offer([(term.id, term.label, term.help) for term in terms])
        self.state.setObjectName("field.state")
        self.state.setAccessibleName("State")
        self.state.chosen.connect(self._on_state)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 8)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.slug, 1)
        row.addWidget(self.state)
        layout.addLayout(row)
        badges = QWidget(self)
        flow = FlowLayout(badges, 6)
        for widget in (self.evidence, self.pem, self.notice, self.approval, self.dirty, self.saved):
            flow.addWidget(widget)
        layout.addWidget(badges)
        layout.addWidget(self.problem)
        layout.addWidget(self.tasks)

    def _on_state(self) -> None:
        self.state_chosen.emit(self.state.id())

    def show_entry(self, entry: Entry) -> None:
        """Show how an entry stands now."""
        self.title.setText(entry.title or "Untitled study")
        self.tasks.show_tasks(entry.tasks)
        self.slug.setText(entry.slug or "The address is made when it is first saved")
        show_text(self.evidence, self._vocabulary.label("evidence_level", entry.evidence_level))
        set_tone(self.evidence, f"evidence.{entry.evidence_level}")
        self.pem.setText(badge_words(self._catalogue, entry.pem.status))
        set_tone(self.pem, f"pem.{entry.pem.status}")
        status = entry.retraction.status
        shown = status if status != "none" else ""
        show_text(self.notice, self._vocabulary.label("retraction_status", shown) if shown else "")
        self.state.show_id(entry.state)

    def show_standing(self, *, dirty: bool, version: int, saved_at: str) -> None:
        """Show whether there is something to save."""
        self.dirty.setVisible(dirty)
        text = f"Version {version}" if version else "Not saved yet"
        self.saved.setText(f"{text}, saved {saved_at}" if version and saved_at else text)

    def show_approval(self, words: str, tone: str, tip: str) -> None:
        """Say whether the page was approved and still is what was approved; "" takes it away."""
        show_text(self.approval, words)
        set_tone(self.approval, tone or "neutral")
        plain_tip(self.approval, tip)

    def show_problem(self, sentence: str) -> None:
        """Say why it cannot be saved; "" takes it away."""
        show_text(self.problem, f"⚠ {sentence}" if sentence else "")
