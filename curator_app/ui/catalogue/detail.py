"""One definition in full: what it asks for, how PEM stands in it, how this library reads it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from curator_app.domain.catalogue import CaseDefinition, Catalogue
from curator_app.ui.catalogue import words
from curator_app.ui.editor.browser import ROLE_TONES, ROLE_WORDS
from curator_app.ui.editor.parts import Chooser, badge, set_tone, show_text
from curator_app.ui.widgets import PlainLabel, button, row


class Identifier(QWidget):
    """A DOI or PMID that can be copied. Signals: copied(sentence)."""

    copied = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.text = PlainLabel("", wrap=False)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_button = button("Copy", self._on_copy, "quiet")
        self.copy_button.setAccessibleName(f"Copy the {name}")
        self.setLayout(row(PlainLabel(name, "muted", wrap=False), self.text, self.copy_button, 1))

    def show_value(self, value: str) -> None:
        """Show an identifier, or nothing."""
        self.text.setText(value)
        self.setVisible(bool(value))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.text())
        self.copied.emit(f"Copied {self._name} {self.text.text()}.")


class PolicyCard(QFrame):
    """How the library reads a contested definition. Signals: chosen(id, reading)."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._id = ""
        self.reading = Chooser()
        self.reading.offer(words.offers())
        self.reading.setAccessibleName("This library reads it as")
        self.state = PlainLabel("", "hint")
        heading = PlainLabel("Contested: this library reads it as", "strong", wrap=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(6)
        layout.addLayout(row(heading, self.reading, 1))
        layout.addWidget(self.state)
        self.reading.chosen.connect(self._on_chosen)

    def show_reading(self, item: CaseDefinition, catalogue: Catalogue, drafted: str) -> None:
        """Show the reading in force, or the one chosen and not yet in force."""
        self._id = item.id
        self.setVisible(item.contested)
        if not item.contested:
            return
        now = catalogue.reading(item)
        self.reading.show_id(drafted or now)
        policy = f"Policy {catalogue.policy_version} reads it as “{words.READING_LABELS[now]}”"
        if drafted:
            self.state.setText(f"{policy}. Your choice is not yet in force.")
        else:
            self.state.setText(f"{policy}. Nothing changes before you have seen what would change.")

    def _on_chosen(self) -> None:
        self.chosen.emit(self._id, self.reading.id())


class Detail(QScrollArea):
    """Signals: chosen(id, reading) of the policy, entries_asked(id), told(sentence)."""

    chosen = Signal(str, str)
    entries_asked = Signal(str)
    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._item: CaseDefinition | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.name = PlainLabel("", "title")
        self.label = PlainLabel("", "muted")
        self.role = badge("")
        self.sentence = PlainLabel("")
        self.note = PlainLabel("")
        self.policy = PolicyCard()
        self.citation = PlainLabel("")
        self.doi, self.pmid = Identifier("DOI"), Identifier("PMID")
        self.used = PlainLabel("", wrap=False)
        self.entries_button = button("Show entries", self._on_entries)
        self._facts = QFormLayout()
        self._lay_out()
        self.policy.chosen.connect(self.chosen)
        for identifier in (self.doi, self.pmid):
            identifier.copied.connect(self.told)

    def _lay_out(self) -> None:
        body = QWidget()
        body.setProperty("role", "clear")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 4, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.name)
        layout.addWidget(self.label)
        layout.addLayout(row(self.used, self.entries_button, 1))
        layout.addSpacing(4)
        layout.addWidget(self.policy)
        layout.addWidget(PlainLabel("The part of PEM", "section"))
        layout.addLayout(row(self.role, 1))
        layout.addWidget(self.sentence)
        layout.addWidget(self.note)
        layout.addSpacing(4)
        layout.addWidget(PlainLabel("Source", "section"))
        layout.addWidget(self.citation)
        layout.addWidget(self.doi)
        layout.addWidget(self.pmid)
        layout.addSpacing(4)
        layout.addWidget(PlainLabel("The definition", "section"))
        self._facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._facts.setVerticalSpacing(6)
        self._facts.setHorizontalSpacing(16)
        layout.addLayout(self._facts)
        layout.addStretch(1)
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse
        for text in (self.name, self.label, self.sentence, self.note, self.citation):
            text.setTextInteractionFlags(selectable)
        self.setWidget(body)

    def show_definition(self, item: CaseDefinition, catalogue: Catalogue, drafted: str) -> None:
        """Show a definition with how the library reads it."""
        if item is not self._item:
            self.verticalScrollBar().setValue(0)
            self._fill_facts(item)
        self._item = item
        self.name.setText(item.short_name)
        show_text(self.label, item.label if item.label != item.short_name else "")
        self.role.setText(ROLE_WORDS[item.pem_class])
        set_tone(self.role, ROLE_TONES[item.pem_class])
        self.sentence.setText(words.ROLE_SENTENCES[item.pem_class])
        show_text(self.note, item.note)
        self.policy.show_reading(item, catalogue, drafted)
        self.citation.setText(item.citation or "No source is given.")
        self.doi.show_value(item.doi)
        self.pmid.show_value(item.pmid)

    def show_use(self, number: int | None) -> None:
        """Say how many entries are tagged with it; None while that is being counted."""
        self.used.setText("" if number is None else words.used_by(number))
        self.entries_button.setVisible(bool(number))

    def _fill_facts(self, item: CaseDefinition) -> None:
        while self._facts.rowCount():
            self._facts.removeRow(0)
        for name, text in words.facts(item):
            value: QLabel = PlainLabel(text)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setAccessibleName(name)
            caption = PlainLabel(name, "muted", wrap=False)
            caption.setAlignment(Qt.AlignmentFlag.AlignTop)
            self._facts.addRow(caption, value)

    def _on_entries(self) -> None:
        if self._item is not None:
            self.entries_asked.emit(self._item.id)

    def set_read_only(self, on: bool) -> None:
        """Whether the policy can be looked at only."""
        self.policy.reading.setEnabled(not on)
