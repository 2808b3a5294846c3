"""A contribution as a proposed change of its entry, from opening to the decision."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QWidget

from curator_app.services.contributing import Contributing, Opened, Proposal, TooClose
from curator_app.ui.inbox.proposal_asking import ChoosingStudy
from curator_app.ui.inbox.proposal_building import ProposalBuilding
from curator_app.ui.inbox.proposal_deciding import Deciding
from curator_app.ui.inbox.proposal_frame import FIELDS, PAGES
from curator_app.ui.inbox.proposal_opening import Opening
from curator_app.ui.inbox.proposal_pages import Compared
from curator_app.ui.inbox.proposal_state import ProposalState
from curator_app.ui.messages import sentence_of
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme

REPEATS = "Not accepted yet: the proposal repeats the message, as listed beside the fields."


class ProposalWindow(ProposalBuilding):
    """Works on one contribution after the other; `atlas` writes to the library, `inbox` keeps.

    Signals: deciding(n, bool) before the one in this row is accepted or declined, decided(id, bool)
    afterwards, both with whether to go on to the next; stayed(n) when nothing came of it; left()
    when it closes; study_wanted(slug) to show an entry in the main window.
    """

    deciding = Signal(int, bool)
    decided = Signal(str, bool)
    stayed = Signal(int)
    left = Signal()
    study_wanted = Signal(str)

    def __init__(
        self,
        atlas: Tasks,
        inbox: Tasks,
        theme: Theme,
        work: Contributing,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(inbox, theme, work, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._go_on = False
        self._begun = 0
        self.decisions = Deciding(atlas, inbox, work, self)
        self.choosing = ChoosingStudy(inbox, theme, work.library, self)
        self.opening = Opening(inbox, work, self)
        self._connect()
        self._refresh()

    def _connect(self) -> None:
        self.editor.save_requested.connect(self._on_ready)
        self.pages.link_activated.connect(self.study_wanted)
        self.opening.opened.connect(self._on_opened)
        self.opening.rendered.connect(self._on_rendered)
        self.opening.failed.connect(self._on_not_opened)
        self.decisions.begun.connect(self._on_begun)
        self.decisions.decided.connect(self._on_decided)
        self.decisions.refused.connect(self._on_refused)
        self.decisions.rebased.connect(self._on_rebased)
        self.choosing.chosen.connect(self.choose_study)
        self.reasons.triggered.connect(self._on_reason)
        for made, act in (
            (self.close_button, self._on_close),
            (self.accept_button, self.accept_and_close),
            (self.next_button, self.accept_and_next),
        ):
            made.clicked.connect(act)
        for keys, act in (
            ("Ctrl+Return", self.accept_and_next),
            ("Ctrl+Enter", self.accept_and_next),
            ("Ctrl+Shift+Return", self.accept_and_close),
        ):
            self.add_key(keys, act)

    # ------------------------------------------------------------------ opening

    def show_contribution(self, contribution: str) -> None:
        """Work on this contribution; what was begun about the one before is kept."""
        self._leave()
        self.opening.open(contribution)

    def choose_study(self, slug: str) -> None:
        """Make it a change of this entry."""
        if self.state is not None:
            self.opening.open_for(self.state.id, slug)

    def _on_opened(self, opened: Opened, kept: Proposal | None) -> None:
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
        opened = state.opened
        if opened.seen.entry is None:
            self.pages.say("There is no page to compare", opened.seen.sentence)
            self.show_fields()
            return
        self.pages.say("Rendering the pages…")
        self.tabs.setCurrentIndex(FIELDS if state.is_begun() else PAGES)
        self.opening.render(opened)

    def _on_rendered(self, opened: Opened, found: Compared | None) -> None:
        if self.state is not None and self.state.opened is opened and found is not None:
            self.pages.show_pages(found, opened)

    def _on_not_opened(self, error: Exception) -> None:
        if self.state is None:
            self._leave()
        self.notices.show_notice("error", "error", sentence_of(error))

    # ------------------------------------------------------------------ leaving

    def _leave(self) -> None:
        """Keep what was built, then take it off the screen."""
        self._keep()
        self.state = None
        self.looking.forget()
        self.opening.forget()
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
        if state is None or not self.is_free():
            return
        if not state.taken():
            self._refuse("Nothing is changed yet: change a field, or decline.")
        else:
            self.decisions.accept(state.proposal(), state.opened.contribution.n)
            self._refresh()

    def _on_reason(self, chosen: QAction) -> None:
        if self.state is not None:
            self._go_on = True
            n = self.state.opened.contribution.n
            self.decisions.decline(self.state.id, n, str(chosen.data()))
            self._refresh()

    def _on_begun(self, n: int) -> None:
        self._begun = n
        self.deciding.emit(n, self._go_on)

    def _on_rebased(self, proposal: Proposal) -> None:
        if self.state is not None:
            self.state.base, self.state.edited = proposal.base, proposal.edited
            self.editor.show_entry(proposal.base, proposal.edited)

    def _on_decided(self, contribution: str) -> None:
        self.state, self._begun = None, 0
        self._leave()
        self.decided.emit(contribution, self._go_on)
        if not self._go_on:
            self.close()

    def _on_refused(self, error: Exception) -> None:
        if self._begun:
            self.stayed.emit(self._begun)
            self._begun = 0
        self._show_state()
        if isinstance(error, TooClose):
            self._refuse(REPEATS)
        else:
            self.notices.show_notice("error", "error", sentence_of(error))

    def _refuse(self, sentence: str) -> None:
        self.notices.show_notice("error", "warn", sentence)
        self.tabs.setCurrentIndex(FIELDS)
        self._show_state()

    def is_free(self) -> bool:
        return self.state is not None and not self.decisions.busy

    # ------------------------------------------------------------------ Qt

    def _on_close(self) -> None:
        self.close()

    def reject(self) -> None:
        """Esc closes; what was built is kept."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave()
        self.left.emit()
        event.accept()
