"""The parts of the proposal window and where they stand: message, pages, fields, what is saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QMenu, QSplitter, QTabWidget, QVBoxLayout, QWidget

from curator_app import knowledge
from curator_app.domain.catalogue import Catalogue
from curator_app.domain.contribution import DECLINE_REASONS, Contribution
from curator_app.domain.entry import EMPTY
from curator_app.domain.plain_text import visible_line
from curator_app.ui.editor.pane import EditorPane
from curator_app.ui.inbox.message_text import MessageText
from curator_app.ui.inbox.proposal_pages import ComparePane
from curator_app.ui.inbox.proposal_panel import ProposalPanel
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import SPACE, ElidedLabel, NoticeArea, PlainLabel, button, row, rule

TITLE = "Proposed change – Contributions"
PAGES, FIELDS = range(2)
LONGEST_SUBJECT = 200


class ProposalFrame(QDialog):
    """The message on the left; beside it the pages, or the fields with what will be saved."""

    def __init__(self, theme: Theme, catalogue: Catalogue, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle(TITLE)
        self.notices = NoticeArea(theme)
        self.about = ElidedLabel("", "heading")
        self.who = ElidedLabel("", "muted")
        self.message = MessageText(theme)
        self.release_button = button("Release what is selected…")
        self.pages = ComparePane(theme)
        self.editor = EditorPane(knowledge.vocabulary(), catalogue)
        self.panel = ProposalPanel(theme)
        self.tabs = QTabWidget()
        self.reasons = QMenu(self)
        self.decline_button = button("&Decline")
        self.anew_button = button("Begin anew…")
        self.close_button = button("Close")
        self.accept_button = button("Accept")
        self.next_button = button("Accept and next", None, "primary")
        self.next_button.setAutoDefault(False)
        for made, keys in (
            (self.release_button, "Ctrl+Shift+R"),
            (self.accept_button, "Ctrl+Shift+Return"),
            (self.next_button, "Ctrl+Return"),
        ):
            made.setAccessibleDescription(keys)
        for keys, act in (
            ("Alt+1", self.focus_message),
            ("Alt+2", self.show_pages),
            ("Alt+3", self.show_fields),
            ("Alt+4", self.focus_panel),
        ):
            self.add_key(keys, act)
        self.release_button.setToolTip("Let words of the message through [Ctrl+Shift+R]")
        self.accept_button.setToolTip("Save it as a revision and close [Ctrl+Shift+Return]")
        self.next_button.setToolTip("Save it as a revision and go on [Ctrl+Return]")
        self._lay_out()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 0, 12)
        column.setSpacing(SPACE)
        column.addWidget(PlainLabel("The message", "label"))
        column.addWidget(self.message, 1)
        column.addLayout(row(self.release_button, 1))
        proposal = QSplitter(Qt.Orientation.Horizontal)
        proposal.setChildrenCollapsible(False)
        proposal.addWidget(self.editor)
        proposal.addWidget(self.panel)
        proposal.setSizes([540, 400])
        self.tabs.setDocumentMode(True)
        self.tabs.setObjectName("editorTabs")
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName("The pages, or the proposal")
        self.tabs.addTab(self.pages, "What the reader saw")
        self.tabs.addTab(proposal, "The proposal")
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self.tabs)
        splitter.setSizes([330, 950])
        splitter.setStretchFactor(1, 1)
        head = QVBoxLayout()
        head.setContentsMargins(12, 10, 12, 6)
        head.setSpacing(2)
        head.addWidget(self.about)
        head.addWidget(self.who)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notices)
        layout.addLayout(head)
        layout.addWidget(splitter, 1)
        layout.addWidget(rule())
        layout.addLayout(row(self.decline_button, self.anew_button, 1, self.close_button,
                             self.accept_button, self.next_button,
                             margins=(12, 10, 12, 10)))  # fmt: skip
        for reason, words in DECLINE_REASONS.items():
            self.reasons.addAction(words).setData(reason)
        self.decline_button.setMenu(self.reasons)
        self.setMinimumSize(960, 600)
        self.resize(1280, 780)

    def add_key(self, keys: str, act: Callable[[], None]) -> None:
        """Let keys do something, wherever the cursor is."""
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    # ------------------------------------------------------------------ showing

    def show_head(self, item: Contribution, title: str) -> None:
        """Say which message and which study it is."""
        self.about.setText(title or "A study that the atlas does not have yet")
        kind = item.standing.kind.replace("_", " ").capitalize()
        subject = visible_line(item.message.subject.reveal(), LONGEST_SUBJECT)
        parts = (kind, item.pseudonym, item.message.received[:10], subject)
        self.who.setText(" · ".join(part for part in parts if part))
        self.message.show_text(item.message.body)

    def clear_texts(self) -> None:
        """Take every text off every widget."""
        self.message.forget()
        self.editor.show_entry(EMPTY)  # or its fields would keep their texts out of sight
        self.editor.clear()
        self.panel.forget()
        self.about.setText("")
        self.who.setText("")
        for kind in ("about", "kept", "error"):
            self.notices.clear(kind)
        self.pages.say("")

    def go_to_field(self, name: str) -> None:
        """Put the cursor into a field."""
        self.tabs.setCurrentIndex(FIELDS)
        self.editor.focus_field(name)

    def show_pages(self) -> None:
        """Show what the reader saw."""
        self.tabs.setCurrentIndex(PAGES)
        self.pages.focus()

    def show_fields(self) -> None:
        """Show the fields."""
        self.tabs.setCurrentIndex(FIELDS)
        self.editor.focus_first()

    def focus_message(self) -> None:
        """Go to the message."""
        self.message.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_panel(self) -> None:
        """Go to what will be saved."""
        self.tabs.setCurrentIndex(FIELDS)
        target = self.panel.fields if self.panel.fields.isVisible() else self.panel.words
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
