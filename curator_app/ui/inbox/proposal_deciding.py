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
    """One decision at a time, on the writer thread.

    Signals: decided(id) when it is done; refused(error) when nothing was saved; rebased(Proposal)
    when it was joined with what somebody saved meanwhile, and is being saved so.
    """

    decided = Signal(str)
    refused = Signal(object)
    rebased = Signal(object)

    def __init__(self, tasks: Tasks, work: Contributing, window: QWidget) -> None:
        super().__init__(window)
        self._tasks, self._work, self._window = tasks, work, window
        self.busy = False

    def accept(self, proposal: Proposal) -> None:
        """Save the proposal and close its contribution."""
        work = self._work
        self.busy = True

        def accepted(_: Changes) -> None:
            self._done(proposal.contribution)

        def failed(error: Exception) -> None:
            self.busy = False
            if isinstance(error, StaleEdit):
                self._choose(proposal, error)
            else:
                self.refused.emit(error)

        self._tasks.write(lambda: work.accept(proposal), self, accepted, failed)

    def decline(self, contribution: str, n: int, reason: str) -> None:
        """Decline it and throw away what was begun."""
        work = self._work
        self.busy = True

        def act() -> Changes:
            changes = work.decline([n], reason)
            work.drop(contribution)
            return changes

        def declined(_: Changes) -> None:
            self._done(contribution)

        def failed(error: Exception) -> None:
            self.busy = False
            self.refused.emit(error)

        self._tasks.write(act, self, declined, failed)

    def _done(self, contribution: str) -> None:
        self.busy = False
        self.decided.emit(contribution)

    def _choose(self, proposal: Proposal, error: StaleEdit) -> None:
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
            self.accept(changed)

        def later() -> None:
            self.refused.emit(error)

        dialog = ConflictDialog(error, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.resolved.connect(chosen)
        dialog.rejected.connect(later)
        dialog.open()
