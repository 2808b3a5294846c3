"""Carrying out what a reviewer decided about a proposal, and what may come back instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from curator_app.errors import StaleEdit
from curator_app.services.contributing import Contributing, Proposal
from curator_app.ui.opening import resolved
from curator_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from curator_app.domain.changes import Changes


class Deciding(QObject):
    """One decision at a time: on the library's writer thread, or on the inbox's.

    Signals: begun(n) before it is carried out, decided(id) when it is done, refused(error) when
    nothing was saved; rebased(Proposal) when it was joined with what somebody saved meanwhile, and
    is being saved so.
    """

    begun = Signal(int)
    decided = Signal(str)
    refused = Signal(object)
    rebased = Signal(object)

    def __init__(self, atlas: Tasks, inbox: Tasks, work: Contributing, window: QWidget) -> None:
        super().__init__(window)
        self._atlas, self._inbox, self._work, self._window = atlas, inbox, work, window
        self.busy = False

    def accept(self, proposal: Proposal, n: int) -> None:
        """Save the proposal and close its contribution, which stands in row `n`."""
        work = self._work
        self.busy = True
        self.begun.emit(n)

        def accepted(_: Changes) -> None:
            self._done(proposal.contribution)

        def failed(error: Exception) -> None:
            self.busy = False
            if isinstance(error, StaleEdit):
                self._choose(proposal, n, error)
            else:
                self.refused.emit(error)

        self._atlas.write(lambda: work.accept(proposal), self, accepted, failed)

    def decline(self, contribution: str, n: int, reason: str) -> None:
        """Decline it and throw away what was begun."""
        work = self._work
        self.busy = True
        self.begun.emit(n)

        def declined(_: Changes) -> None:
            self._done(contribution)

        def failed(error: Exception) -> None:
            self.busy = False
            self.refused.emit(error)

        self._inbox.write(lambda: work.decline([n], reason), self, declined, failed)

    def _done(self, contribution: str) -> None:
        """What was begun is not needed any more; what is still being kept of it comes before."""
        work = self._work
        self._inbox.write(lambda: work.drop(contribution), self)
        self.busy = False
        self.decided.emit(contribution)

    def _choose(self, proposal: Proposal, n: int, error: StaleEdit) -> None:
        """The entry was saved meanwhile: the reviewer decides field by field."""
        from curator_app.ui.editor.conflicts import ConflictDialog

        library = self._work.library
        taken = {name: getattr(proposal.edited, name) for name in proposal.fields}
        mine = proposal.base.with_(**taken)

        def chosen(values: Mapping[str, object]) -> None:
            joined = resolved(library, mine, values)
            now = library.entry_by_id(joined.id)
            changed = replace(proposal, base=now, edited=joined)
            self.rebased.emit(changed)
            self.accept(changed, n)

        def later() -> None:
            self.refused.emit(error)

        dialog = ConflictDialog(error, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.resolved.connect(chosen)
        dialog.rejected.connect(later)
        dialog.open()
