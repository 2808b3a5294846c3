"""Finding duplicates in the whole library: the pairs with their reasons, and what to do."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from curator_app.domain.changes import Changes
from curator_app.domain.duplicates.judging import LIKELY, SURE
from curator_app.services.duplicates import Found, Likeness, find_duplicates, keep_apart
from curator_app.services.library import Library
from curator_app.ui.duplicates.merge_window import MergeWindow
from curator_app.ui.duplicates.sure import SureWindow
from curator_app.ui.duplicates.words import about, lines, summary
from curator_app.ui.outcome_table import Line, OutcomeBar, OutcomeTable, OutcomeView
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel, button, row


class DuplicatesWindow(StepWindow):
    """A list of pairs; Enter opens one side by side."""

    def __init__(self, tasks: Tasks, theme: Theme, library: Library, parent: QWidget) -> None:
        super().__init__(tasks, theme, parent, "Duplicates")
        self._library = library
        self._found = Found(0, (), ())
        self._pairs: list[Likeness] = []
        self.model = OutcomeTable(("How sure", "Study", "Why", "Entries"), self)
        self.view = OutcomeView(self.model, theme, "Pairs of entries", (92, 0, 380, 270))
        self.view.opens = True
        self.bar = OutcomeBar()
        self.count = PlainLabel("", "muted", wrap=False)
        self.about = PlainLabel("")
        self.none = EmptyState(theme, "good", "No duplicates")
        self.failed_step = EmptyState(theme, "search", "The look was stopped")
        self.sure_button = button("Merge the &sure ones…", self._on_sure)
        self.again_button = button("&Look again", self.look)
        self.apart_button = button("&Not a duplicate", self._on_apart)
        self.open_button = button("&Compare…", self._on_open, "primary")
        self._build()
        self.view.opened.connect(self._on_opened)
        self.view.selectionModel().selectionChanged.connect(self._on_selected)
        self.bar.chosen.connect(self.model.narrow)
        tasks.changed.connect(self._on_changed)
        self.resize(1120, 640)
        self.look()

    def _build(self) -> None:
        self.listing = QWidget()
        head = row(self.bar, self.count)
        head.setStretch(0, 1)
        layout = QVBoxLayout(self.listing)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.about)
        for step in (self.listing, self.none, self.failed_step):
            self.stack.addWidget(step)
        for made in (self.sure_button, self.again_button):
            self.left.addWidget(made)
        for made in (self.apart_button, self.open_button):
            self.right.addWidget(made)

    def step_changed(self) -> None:
        step = self.stack.currentWidget()
        listing, writable = step is self.listing, not self._library.read_only
        for made in (self.apart_button, self.open_button, self.sure_button):
            made.setVisible(listing)
        self.again_button.setVisible(self.ticket is None)
        sure = any(pair.match.level == SURE for pair in self._pairs)
        self.sure_button.setEnabled(sure and writable)
        chosen = self._chosen() is not None
        self.open_button.setEnabled(chosen)
        self.apart_button.setEnabled(chosen and writable)

    def pairs(self) -> list[Likeness]:
        """The pairs that are left to decide."""
        return list(self._pairs)

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The ids of what is surely one study."""
        return self._found.groups

    # ------------------------------------------------------------------ looking

    def look(self) -> None:
        """Look through the whole library, on a reader."""
        library = self._library
        self.notices.clear("changed")
        ticket = self.begin("Looking for entries that are one study…")
        self.tasks.read(
            lambda: find_duplicates(library, ticket.report, ticket.cancelled),
            self,
            self._on_found,
            self._on_failed,
        )

    def _on_found(self, found: Found) -> None:
        self._found = found
        self._show(list(found.pairs))

    def _on_failed(self, error: Exception) -> None:
        self.fail(self.failed_step, error)
        self.again_button.setFocus()

    def _show(self, pairs: list[Likeness], at: int = 0) -> None:
        self._pairs = pairs
        outcome = self.model.outcome
        self.model.show_lines(lines(pairs), set())
        levels = [pair.match.level for pair in pairs]
        self.bar.show_counts(
            [
                ("", "All", len(pairs)),
                (SURE, "Sure", levels.count(SURE)),
                (LIKELY, "Likely", levels.count(LIKELY)),
            ]
        )
        narrowed = self.bar.button(outcome)
        if outcome and narrowed is not None and narrowed.isEnabled():
            narrowed.setChecked(True)
            self.model.narrow(outcome)
        self.count.setText(summary(self._found, len(pairs)))
        self.none.say("No duplicates", summary(self._found, 0))
        self.end(self.listing if pairs else self.none)
        if pairs:
            self.view.selectRow(min(at, self.model.rowCount() - 1))
            self.view.setFocus()
        else:
            self.close_button.setFocus()

    def _on_selected(self) -> None:
        line = self._chosen()
        self.about.setText(about(self._pairs[line.place]) if line else "")
        if self.stack.currentWidget() is self.listing:
            self.step_changed()

    def _chosen(self) -> Line | None:
        return self.model.line(self.view.currentIndex().row())

    # ------------------------------------------------------------------ deciding

    def _on_opened(self, line: Line) -> None:
        places = [self.model.line(row) for row in range(self.model.rowCount())]
        shown = [item.place for item in places if item is not None]
        pairs = [self._pairs[place] for place in shown]
        window = MergeWindow(
            self.tasks, self.theme, self._library, pairs, shown.index(line.place), self
        )
        window.settled.connect(self._on_settled)
        window.open()

    def _on_open(self) -> None:
        line = self._chosen()
        if line is not None:
            self._on_opened(line)

    def _on_settled(self, settled: Likeness) -> None:
        """Take the pair off the list, and others of an entry that is gone."""
        at = self.view.currentIndex().row()
        library, pairs = self._library, [pair for pair in self._pairs if pair is not settled]
        ids = {settled.left.key, settled.right.key}

        def gone() -> set[str]:
            return {id_ for id_ in ids if library.entry_by_id(id_).removed}

        def show(removed: set[str]) -> None:
            left = [p for p in pairs if not removed & {p.left.key, p.right.key}]
            self._show(left, at)

        self.tasks.read(gone, self, show)

    def _on_apart(self) -> None:
        line = self._chosen()
        if line is None:
            return
        library, pair = self._library, self._pairs[line.place]

        def work() -> Changes:
            return keep_apart(library, pair.left.key, pair.right.key)

        def done(_changes: Changes) -> None:
            self._on_settled(pair)

        self.tasks.write(work, self, done)

    def _on_sure(self) -> None:
        window = SureWindow(self.tasks, self.theme, self._library, self._found.groups, self)
        window.finished.connect(self.look)
        window.open()

    def _on_changed(self, changes: Changes, initiator: object) -> None:
        own = initiator is self or isinstance(initiator, MergeWindow | SureWindow)
        if own or self.ticket is not None or not (changes.entries or changes.structure):
            return
        again = [("Look again", self.look)]
        self.notices.show_notice("changed", "info", "Entries have changed since this look.", again)
