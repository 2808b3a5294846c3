"""Loading a contribution for the proposal window, and rendering its pages, off the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from curator_app.services.contributing import Contributing, Opened, Proposal
from curator_app.ui.inbox.proposal_pages import Compared, compared
from curator_app.ui.tasks import Latest, Tasks

Loaded = tuple[Opened, Proposal | None]


class Opening(QObject):
    """One contribution at a time; of those asked for meanwhile the last one counts.

    Signals: opened(Opened, Proposal | None) with what was begun about it, rendered(Opened,
    Compared), failed(error).
    """

    opened = Signal(object, object)
    rendered = Signal(object, object)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, work: Contributing, window: QWidget) -> None:
        super().__init__(window)
        self._tasks, self._work = tasks, work
        self._question = Latest(tasks, self)
        self._question.on_failed(self.failed.emit)

    def open(self, contribution: str) -> None:
        """Load this contribution, beside the entry that somebody chose for it before."""
        work = self._work

        def load() -> Loaded:
            opened, kept = work.open(contribution), work.kept(contribution)
            if kept is not None and kept.base.version and kept.base.id != opened.entry.id:
                opened = work.open_for(contribution, work.library.entry_by_id(kept.base.id).slug)
            return opened, kept

        self._question.ask(load, self._on_loaded)

    def open_for(self, contribution: str, slug: str) -> None:
        """Load it beside another entry, with nothing begun."""
        work = self._work
        self._question.ask(lambda: (work.open_for(contribution, slug), None), self._on_loaded)

    def forget(self) -> None:
        """Drop what is being loaded."""
        self._question.forget()

    def render(self, opened: Opened) -> None:
        """Render the page as the reader saw it, and as it is now."""
        library = self._work.library
        self._tasks.read(
            lambda: (opened, compared(library, opened)), self, self._on_rendered, self.failed.emit
        )

    def _on_loaded(self, loaded: Loaded) -> None:
        self.opened.emit(*loaded)

    def _on_rendered(self, answer: tuple[Opened, Compared | None]) -> None:
        self.rendered.emit(*answer)
