"""A message as a proposed change: the proposal window, and going on to the next message in it."""

from __future__ import annotations

from curator_app.services.contributing import Contributing
from curator_app.ui.inbox.commands.sourcing import Sourcing
from curator_app.ui.inbox.proposal_window import ProposalWindow


class Proposing(Sourcing):
    """Commands that lead to the atlas."""

    _proposal: ProposalWindow | None = None
    _decided = ""
    """The contribution after which the next one is waited for."""

    def propose(self) -> None:
        """Build a change of the entry from this message."""
        window, reading = self._window, self._reading()
        store, library = window.access.store, window.library
        if store is None or library is None or reading is None or reading.contribution is None:
            return
        if self._proposal is None:
            work = Contributing(library, store)
            made = ProposalWindow(window.atlas, window.tasks, window.theme, work, window)
            made.deciding.connect(self._on_deciding)
            made.stayed.connect(window.list.show_message)
            made.decided.connect(self._on_decided)
            made.study_wanted.connect(window.study_wanted)
            made.left.connect(self._on_left)
            self._proposal = made
        self._proposal.show()
        self._proposal.show_contribution(reading.row.id)

    def follow(self) -> None:
        """Another message is in view: after a decision it is the next to be worked on."""
        reading, made = self._reading(), self._proposal
        if not self._decided or made is None:
            return
        if reading is not None and reading.row.id != self._decided:
            self._decided = ""
            self.propose()
        elif reading is None and not self._window.list.table.rowCount():
            made.close()

    def _on_deciding(self, n: int, go_on: bool) -> None:
        self._window.list.begin_act([n], stay=not go_on)

    def _on_decided(self, contribution: str, go_on: bool) -> None:
        if go_on:
            self._decided = contribution
            self.follow()

    def _on_left(self) -> None:
        self._proposal, self._decided = None, ""
        self._window.list.focus_list()
