"""A contribution as a proposed change of its entry, from opening to the decision."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from curator_app.domain.entry import Entry
from curator_app.domain.private import Private
from curator_app.domain.repeating import Repeat
from curator_app.services.contributing import Contributing, Opened, Proposal, TooClose
from curator_app.ui.inbox.proposal_asking import ChoosingStudy, Releasing
from curator_app.ui.inbox.proposal_deciding import Deciding
from curator_app.ui.inbox.proposal_frame import FIELDS, PAGES, ProposalFrame
from curator_app.ui.inbox.proposal_pages import Compared, compared
from curator_app.ui.inbox.proposal_state import ProposalState
from curator_app.ui.messages import Question, sentence_of
from curator_app.ui.tasks import Latest, Tasks
from curator_app.ui.theme import Theme

LOOK_AFTER = 250
"""Milliseconds of rest before the proposal is compared with the message."""
REPEATS = "Not accepted yet: the proposal repeats the message, as listed beside the fields."
Loaded = tuple[Opened, Proposal | None]


class ProposalWindow(ProposalFrame):
    """Works on one contribution after the other.

    Signals: decided(id, bool) when one was accepted or declined, with whether to go on to the
    next; study_wanted(slug) to show an entry in the main window.
    """

    decided = Signal(str, bool)
    study_wanted = Signal(str)

    def __init__(
        self, tasks: Tasks, theme: Theme, work: Contributing, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, work.library.catalogue, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tasks, self._theme, self._work = tasks, theme, work
        self.state: ProposalState | None = None
        self._go_on = False
        self.deciding = Deciding(tasks, work, self)
        self.releasing = Releasing(self)
        self.choosing = ChoosingStudy(tasks, theme, work.library, self)
        self._question = Latest(tasks, self)
        self._question.on_failed(self._on_not_opened)
        self._look = QTimer(self, singleShot=True, interval=LOOK_AFTER)
        self._look.timeout.connect(self._show_state)
        self._connect()
        self._refresh()

    def _connect(self) -> None:
        self.editor.edited.connect(self._on_edited)
        self.editor.draft_due.connect(self._on_draft_due)
        self.editor.save_requested.connect(self._on_ready)
        self.panel.taken.connect(self._on_taken)
        self.panel.words_edited.connect(self._on_words)
        self.panel.field_asked.connect(self.go_to_field)
        self.panel.release_asked.connect(self._on_release_asked)
        self.panel.release_dropped.connect(self._on_release_dropped)
        self.pages.link_activated.connect(self.study_wanted)
        self.message.selectionChanged.connect(self._refresh)
        self.deciding.decided.connect(self._on_decided)
        self.deciding.refused.connect(self._on_refused)
        self.deciding.rebased.connect(self._on_rebased)
        self.releasing.released.connect(self._on_released)
        self.choosing.chosen.connect(self.choose_study)
        self.reasons.triggered.connect(self._on_reason)
        for made, act in (
            (self.release_button, self.release_selected),
            (self.anew_button, self._on_anew),
            (self.close_button, self._on_close),
            (self.accept_button, self.accept_and_close),
            (self.next_button, self.accept_and_next),
        ):
            made.clicked.connect(act)
        for keys, act in (
            ("Ctrl+Return", self.accept_and_next),
            ("Ctrl+Enter", self.accept_and_next),
            ("Ctrl+Shift+Return", self.accept_and_close),
            ("Ctrl+Shift+R", self.release_selected),
            ("Alt+1", self.focus_message),
            ("Alt+2", self.show_pages),
            ("Alt+3", self.show_fields),
            ("Alt+4", self.focus_panel),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # ------------------------------------------------------------------ opening

    def show_contribution(self, contribution: str) -> None:
        """Work on this contribution; what was begun about the one before is kept."""
        self._leave()
        work = self._work

        def load() -> Loaded:
            opened, kept = work.open(contribution), work.kept(contribution)
            if kept is not None and kept.base.version and kept.base.id != opened.entry.id:
                opened = work.open_for(contribution, work.library.entry_by_id(kept.base.id).slug)
            return opened, kept

        self._question.ask(load, self._on_opened)

    def choose_study(self, slug: str) -> None:
        """Make it a change of this entry."""
        state, work = self.state, self._work
        if state is not None:
            id_ = state.id
            self._question.ask(lambda: (work.open_for(id_, slug), None), self._on_opened)

    def _on_opened(self, loaded: Loaded) -> None:
        opened, kept = loaded
        self.notices.clear("about")
        self.state = state = ProposalState(opened, kept)
        self.show_head(opened.contribution, opened.entry.title)
        self.editor.show_entry(state.base, state.edited)
        self.editor.set_read_only(self._work.library.read_only)
        self._show_state()
        if opened.about:
            actions = [("Choose a study…", self.choosing.ask)]
            words = f"{opened.about} What you fill in becomes a new entry."
            self.notices.show_notice("about", "info", words, actions)
        if kept is not None:
            words = "What you had begun is here again."
            self.notices.show_notice("kept", "info", words, [("Begin anew…", self._on_anew)])
        self._compare(state)

    def _compare(self, state: ProposalState) -> None:
        opened, library = state.opened, self._work.library
        if opened.seen.entry is None:
            self.pages.say("There is no page to compare", opened.seen.sentence)
            self.show_fields()
            return
        self.pages.say("Rendering the pages…")
        self.tabs.setCurrentIndex(FIELDS if state.is_begun() else PAGES)
        self._tasks.read(
            lambda: (opened, compared(library, opened)), self, self._on_compared, self._on_refused
        )

    def _on_compared(self, answer: tuple[Opened, Compared | None]) -> None:
        opened, found = answer
        if self.state is not None and self.state.opened is opened and found is not None:
            self.pages.show_pages(found, opened)

    def _on_not_opened(self, error: Exception) -> None:
        self._leave()
        self.notices.show_notice("error", "error", sentence_of(error))

    # ------------------------------------------------------------------ building the proposal

    def _on_edited(self, entry: Entry) -> None:
        if self.state is not None:
            self.state.edited = entry
            self._look.start()

    def _on_taken(self, name: str, taken: bool) -> None:
        if self.state is not None:
            self.state.take(name, taken=taken)
            self._changed()

    def _on_words(self, text: str) -> None:
        if self.state is not None:
            self.state.words = text
            self._look.start()

    def _changed(self) -> None:
        self._show_state()
        self._keep()

    def _show_state(self) -> None:
        if self.state is not None:
            self.panel.show_state(self.state, self.state.repeats())
        self._refresh()

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
            self._tasks.write(lambda: work.drop(state.id), self)

    # ------------------------------------------------------------------ keeping

    def _on_draft_due(self, entry: Entry) -> None:
        if self.state is not None and entry.id == self.state.edited.id:
            self._keep()

    def _keep(self) -> None:
        """Keep what was built, encrypted, with its contribution."""
        state, work = self.state, self._work
        if state is not None and state.is_begun() and not self.deciding.busy:
            proposal = state.proposal()
            self._tasks.write(lambda: work.keep(proposal), self, None, self._on_refused)

    def shut(self) -> None:
        """The inbox is about to be locked: keep what was built at once, and show nothing more."""
        state, self.state = self.state, None
        if state is not None and state.is_begun():
            self._work.keep(state.proposal())
        self.close()

    def _leave(self) -> None:
        """Keep what was built, then take it off the screen."""
        self._keep()
        self.state = None
        self._look.stop()
        self._question.forget()
        self.clear_texts()
        self._refresh()

    # ------------------------------------------------------------------ deciding

    def accept_and_next(self) -> None:
        """Accept, and go on to the next contribution."""
        self._accept(go_on=True)

    def accept_and_close(self) -> None:
        """Accept, and close."""
        self._accept(go_on=False)

    def _accept(self, *, go_on: bool) -> None:
        if self.next_button.isEnabled():
            self._go_on = go_on
            if not self.editor.request_save():
                self.show_fields()

    def _on_ready(self) -> None:
        """Every field is valid: look once more, then accept."""
        state = self.state
        if state is None or self.deciding.busy:
            return
        if not state.taken():
            self._refuse("Nothing is changed yet: change a field, or decline.")
        elif state.repeats():
            self._refuse(REPEATS)
        else:
            self.deciding.accept(state.proposal())
            self._refresh()

    def _on_reason(self, chosen: QAction) -> None:
        if self.state is not None:
            self._go_on = True
            n = self.state.opened.contribution.n
            self.deciding.decline(self.state.id, n, str(chosen.data()))
            self._refresh()

    def _on_rebased(self, proposal: Proposal) -> None:
        if self.state is not None:
            self.state.base, self.state.edited = proposal.base, proposal.edited
            self.editor.show_entry(proposal.base, proposal.edited)

    def _on_decided(self, contribution: str) -> None:
        self.state = None
        self._leave()
        self.decided.emit(contribution, self._go_on)
        if not self._go_on:
            self.close()

    def _on_refused(self, error: Exception) -> None:
        self._show_state()
        if isinstance(error, TooClose):
            self._refuse(REPEATS)
        else:
            self.notices.show_notice("error", "error", sentence_of(error))

    def _refuse(self, sentence: str) -> None:
        self.notices.show_notice("error", "warn", sentence)
        self.tabs.setCurrentIndex(FIELDS)
        self._show_state()

    def _refresh(self) -> None:
        state = self.state
        free = state is not None and not self.deciding.busy
        may = free and not self._work.library.read_only
        self.accept_button.setEnabled(may)
        self.next_button.setEnabled(may)
        self.decline_button.setEnabled(free)
        self.anew_button.setEnabled(free and state is not None and state.is_begun())
        self.release_button.setEnabled(free and self.message.textCursor().hasSelection())
        self.tabs.setEnabled(state is not None)

    # ------------------------------------------------------------------ Qt

    def _on_close(self) -> None:
        self.close()

    def reject(self) -> None:
        """Esc closes; what was built is kept."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave()
        event.accept()
