"""Reading what the checks say for the panel: one entry, the selected ones, the whole library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from curator_app.domain.changes import Changes
from curator_app.errors import Cancelled
from curator_app.ui.tasks import Latest, Tasks, Ticket

if TYPE_CHECKING:
    from curator_app.domain.checks.rules import Rule
    from curator_app.services.inspecting import Inspector, Report
    from curator_app.services.library import Library
    from curator_app.services.overview import Overview, View

ENTRY, SELECTION, LIBRARY = "entry", "selection", "library"
REST_MS = 250
MANY = 500
"""From so many changed entries on, the whole library is gone through (what is known is kept)."""


class Reading(QObject):
    """What the panel shows, read on reader threads; one check at a time.

    Signals: shown(View, Rules) with the lines of the scope, None while there are none;
    began(Ticket) when a long check starts, ended(error or None) when it is over.
    """

    shown = Signal(object, object)
    began = Signal(object)
    ended = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._library: Library | None = None
        self._inspector: Inspector | None = None
        self.scope = ENTRY
        self._narrowing: tuple[Any, ...] = ()
        self._overviews: dict[str, Overview] = {}
        self._selection: list[int] = []
        self._ticket: Ticket | None = None
        self._due: set[str] = set()
        self._all_due = self._selection_due = False
        self._view = Latest(tasks, self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._go)

    # ------------------------------------------------------------------ what is asked

    def set_library(self, library: Library | None) -> None:
        """Read this library."""
        self.stop()
        self._library, self._inspector, self._ticket = library, None, None
        self._overviews.clear()
        self._selection, self._due = [], set()
        self._all_due = self._selection_due = False
        self._show()

    def set_scope(self, scope: str) -> None:
        """Show one entry, the selection or the library (checked only when `check` says so)."""
        self.scope = scope
        self._selection_due = self._selection_due or scope == SELECTION
        self._show()
        self._rest.start(0)

    def narrow(self, *narrowing: Any) -> None:
        """Show only some lines: the parts of a Narrowing."""
        self._narrowing = narrowing
        self._show()

    def check(self) -> None:
        """Check the whole library, or go on where it was stopped."""
        self._all_due = True
        self._rest.start(0)

    def known(self) -> bool:
        """Whether the scope has been read."""
        return self.scope in self._overviews

    def busy(self) -> bool:
        """Whether a long check runs."""
        return self._ticket is not None

    def stop(self) -> None:
        """Stop what runs."""
        if self._ticket is not None:
            self._ticket.cancel()

    def show_entry(self, report: Report | None) -> None:
        """What was found in the open entry as it stands in the editor."""
        if report is None:
            self._overviews.pop(ENTRY, None)
        else:
            from curator_app.services.overview import Overview

            self._overviews[ENTRY] = Overview([report])
        if self.scope == ENTRY:
            self._show()

    def select(self, numbers: Sequence[int]) -> None:
        """These entries are selected in the list now."""
        self._selection, self._selection_due = list(numbers), True
        if self.scope == SELECTION:
            self._rest.start(REST_MS)

    def apply(self, changes: Changes) -> None:
        """Something was saved, or the rules changed: what is known is brought up to date."""
        self._selection_due = True
        if LIBRARY in self._overviews:
            self._due |= changes.entries
            unsaid = changes.structure and not changes.entries
            self._all_due |= unsaid or changes.rules or len(self._due) > MANY
        self._rest.start(REST_MS)

    # ------------------------------------------------------------------ inside

    def _go(self) -> None:
        """Begin the next check that is due, unless one runs."""
        if self._library is None or self._ticket is not None:
            return
        if self._all_due:
            self._all_due, self._due = False, set()
            self._read(LIBRARY, self._read_all)
        elif self._due and LIBRARY in self._overviews:
            due, self._due = self._due, set()
            self._read(LIBRARY, lambda library, ticket: self._read_again(library, due))
        elif self._selection_due and self.scope == SELECTION:
            numbers, self._selection_due = self._selection, False
            if not numbers:
                self._overviews.pop(SELECTION, None)
                self._show()
                return
            self._read(SELECTION, lambda library, ticket: self._some(library, numbers, ticket))

    def _read(self, scope: str, work: Callable[[Library, Ticket], Overview]) -> None:
        library = self._library
        if library is None:
            return
        ticket = Ticket(self)
        self._ticket = ticket
        self.began.emit(ticket)

        def done(overview: Overview) -> None:
            if self._library is library:
                self._overviews[scope] = overview
                self._end(None)
                self._show()

        def failed(error: Exception) -> None:
            if self._library is library:
                self._end(error)

        self._tasks.read(lambda: work(library, ticket), self, done, failed)

    def _end(self, error: Exception | None) -> None:
        self._ticket = None
        self.ended.emit(error)
        if error is not None and not isinstance(error, Cancelled):
            self._tasks.failed.emit(error)
        self._rest.start(0)

    def _read_all(self, library: Library, ticket: Ticket) -> Overview:
        from curator_app.services.overview import Overview

        return Overview(self._made(library).all(ticket.report, ticket.cancelled))

    def _read_again(self, library: Library, changed: Iterable[str]) -> Overview:
        overview = self._overviews[LIBRARY]
        overview.replace(changed, self._made(library).again(changed, overview.linked()))
        return overview

    def _some(self, library: Library, numbers: Sequence[int], ticket: Ticket) -> Overview:
        from curator_app.services.overview import Overview

        return Overview(self._made(library).some(numbers, ticket.report, ticket.cancelled))

    def _made(self, library: Library) -> Inspector:
        if self._inspector is None or self._inspector.library is not library:
            from curator_app.services.inspecting import Inspector

            self._inspector = Inspector(library)
        return self._inspector

    def _show(self) -> None:
        overview, library = self._overviews.get(self.scope), self._library
        if overview is None or library is None:
            self._view.forget()
            self.shown.emit(None, {})
            return
        narrowing = self._narrowing

        def work() -> tuple[View, Mapping[str, Rule]]:
            from curator_app.services.overview import Narrowing

            return overview.view(Narrowing(*narrowing)), library.engine().by_id

        self._view.ask(work, self._on_view)

    def _on_view(self, answer: tuple[View, Mapping[str, Rule]]) -> None:
        self.shown.emit(*answer)
