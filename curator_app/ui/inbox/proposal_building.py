"""Building a proposal: every change, every release, kept encrypted while it is built."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from curator_app.domain.entry import Entry
from curator_app.domain.private import Private
from curator_app.domain.repeating import Repeat
from curator_app.services.contributing import Contributing
from curator_app.ui.inbox.proposal_asking import Releasing
from curator_app.ui.inbox.proposal_frame import ProposalFrame
from curator_app.ui.inbox.proposal_looking import Looking
from curator_app.ui.inbox.proposal_state import ProposalState
from curator_app.ui.messages import Question, sentence_of
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme


class ProposalBuilding(ProposalFrame):
    """What the reviewer builds, in `state`; None while no contribution is in view."""

    def __init__(
        self, inbox: Tasks, theme: Theme, work: Contributing, parent: QWidget | None
    ) -> None:
        super().__init__(theme, work.library.catalogue, parent)
        self._inbox, self._work = inbox, work
        self.state: ProposalState | None = None
        self.looking = Looking(inbox, self)
        self.releasing = Releasing(self)
        self.editor.edited.connect(self._on_edited)
        self.editor.draft_due.connect(self._on_draft_due)
        self.panel.taken.connect(self._on_taken)
        self.panel.words_edited.connect(self._on_words)
        self.panel.field_asked.connect(self.go_to_field)
        self.panel.release_asked.connect(self._on_release_asked)
        self.panel.release_dropped.connect(self._on_release_dropped)
        self.message.selectionChanged.connect(self._refresh)
        self.looking.due.connect(self._show_state)
        self.looking.found.connect(self._on_looked)
        self.releasing.released.connect(self._on_released)
        self.release_button.clicked.connect(self.release_selected)
        self.anew_button.clicked.connect(self._on_anew)
        self.add_key("Ctrl+Shift+R", self.release_selected)

    def is_free(self) -> bool:
        """Whether something is in view and nothing is being decided about it."""
        return self.state is not None

    def _refresh(self) -> None:
        state = self.state
        free = self.is_free()
        may = free and not self._work.library.read_only
        self.accept_button.setEnabled(may)
        self.next_button.setEnabled(may)
        self.decline_button.setEnabled(free)
        self.anew_button.setEnabled(free and state is not None and state.is_begun())
        self.release_button.setEnabled(free and self.message.textCursor().hasSelection())
        self.tabs.setEnabled(state is not None)

    def _on_edited(self, entry: Entry) -> None:
        if self.state is not None:
            self.state.edited = entry
            self.looking.soon()

    def _on_taken(self, name: str, taken: bool) -> None:
        if self.state is not None:
            self.state.take(name, taken=taken)
            self._changed()

    def _on_words(self, text: str) -> None:
        if self.state is not None:
            self.state.words = text
            self.looking.soon()

    def _changed(self) -> None:
        self._show_state()
        self._keep()

    def _show_state(self) -> None:
        """Show the changes at once, and what of the message is in them when that is known."""
        state = self.state
        if state is not None:
            self.panel.show_state(state)
            self.looking.look(state)
        self._refresh()

    def _on_looked(self, found: Sequence[Repeat]) -> None:
        if self.state is not None:
            self.panel.show_warnings(found, self.state.released)

    def release_selected(self) -> None:
        """Ask to release what is selected in the message."""
        cursor = self.message.textCursor()
        if self.state is not None and cursor.hasSelection():
            text = Private(cursor.selectedText().replace("\u2029", " "))
            self.releasing.ask(self.state, text)

    def _on_release_asked(self, repeat: Repeat) -> None:
        if self.state is not None:
            self.releasing.ask(self.state, repeat.text, repeat.field)

    def _on_released(self, field: str) -> None:
        if self.state is None:
            return
        if field:
            self.editor.show_entry(self.state.base, self.state.edited)
            self.go_to_field(field)
        self._changed()

    def _on_release_dropped(self, field: str, text: Private) -> None:
        if self.state is not None:
            self.state.take_back(field, text)
            self._changed()

    def _on_anew(self) -> None:
        question = Question(self, "Begin anew", "Throw away what you built of this proposal?")
        question.offer("Throw it away", self._begin_anew, "danger")
        question.ask()

    def _begin_anew(self) -> None:
        state, work = self.state, self._work
        if state is not None:
            state.begin_anew()
            self.notices.clear("kept")
            self.editor.show_entry(state.base)
            self._show_state()
            self._inbox.write(lambda: work.drop(state.id), self)

    # ------------------------------------------------------------------ keeping

    def _on_draft_due(self, entry: Entry) -> None:
        if self.state is not None and entry.id == self.state.edited.id:
            self._keep()

    def _keep(self) -> None:
        """Keep what was built, encrypted, with its contribution."""
        state, work = self.state, self._work
        if state is not None and state.is_begun() and self.is_free():
            proposal = state.proposal()
            self._inbox.write(lambda: work.keep(proposal), self, None, self._on_not_kept)

    def _on_not_kept(self, error: Exception) -> None:
        self.notices.show_notice("error", "error", sentence_of(error))
