"""Finding duplicates in the whole library: the pairs with their reasons, and what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from curator_app.domain.changes import Changes
from curator_app.domain.duplicates.facts import told_apart
from curator_app.domain.duplicates.judging import LIKELY, SURE
from curator_app.services.duplicates import (
    Found,
    Likeness,
    ask_again,
    find_duplicates,
    keep_apart,
)
from curator_app.services.library import Library
from curator_app.ui.duplicates.merge_window import MergeWindow
from curator_app.ui.duplicates.sure import SureWindow
from curator_app.ui.duplicates.words import APART, LABELS, about, lines, summary
from curator_app.ui.outcome_table import Line, OutcomeBar, OutcomeTable, OutcomeView
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel, button, row


class DuplicatesWindow(StepWindow):
    """A list of pairs, and of those that were told apart; Enter opens one side by side."""

    def __init__(self, tasks: Tasks, theme: Theme, library: Library, parent: QWidget) -> None:
        super().__init__(tasks, theme, parent, "Duplicates")
        self._library = library
        self._found = Found(0, (), ())
        self._pairs: list[Likeness] = []
        self._apart: list[Likeness] = []
        self._told = ""
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
        self.apart_button = button("&Not a duplicate", lambda: self._decide(keep_apart))
        self.ask_button = button("&Ask again", lambda: self._decide(ask_again))
        self.open_button = button("&Compare…", self._on_open, "primary")
        self._build()
        self.view.opened.connect(self._on_opened)
        self.view.selectionModel().selectionChanged.connect(self._on_selected)
        self.bar.chosen.connect(self._on_narrowed)
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
        for made in (self.apart_button, self.ask_button, self.open_button):
            self.right.addWidget(made)

    def step_changed(self) -> None:
        step = self.stack.currentWidget()
        listing, writable = step is self.listing, not self._library.read_only
        for made in (self.open_button, self.sure_button):
            made.setVisible(listing)
        self.apart_button.setVisible(listing and not self._told)
        self.ask_button.setVisible(listing and bool(self._told))
        self.again_button.setVisible(self.ticket is None)
        sure = any(pair.match.level == SURE for pair in self._pairs)
        self.sure_button.setEnabled(sure and writable)
        chosen = self._chosen() is not None
        self.open_button.setEnabled(chosen)
        for made in (self.apart_button, self.ask_button):
            made.setEnabled(chosen and writable)

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
        self._show(list(found.pairs), list(found.apart))

    def _on_failed(self, error: Exception) -> None:
        self.fail(self.failed_step, error)
        self.again_button.setFocus()

    def _show(self, pairs: list[Likeness], apart: list[Likeness], at: int = 0) -> None:
        self._pairs, self._apart = pairs, apart
        outcome = self._told or self.model.outcome
        levels = [pair.match.level for pair in pairs]
        counts = {SURE: levels.count(SURE), LIKELY: levels.count(LIKELY), APART: len(apart)}
        self.bar.show_counts(
            [("", "All", len(pairs))] + [(name, LABELS[name], n) for name, n in counts.items()]
        )
        if not counts.get(outcome):
            outcome = "" if pairs or not apart else APART
        pressed = self.bar.button(outcome)
        if pressed is not None:
            pressed.setChecked(True)
        said = summary(self._found.entries, len(pairs), len(apart))
        self.count.setText(said)
        self.none.say("No duplicates", said)
        self._fill(outcome, at)
        self.end(self.listing if pairs or apart else self.none)
        (self.view if pairs or apart else self.close_button).setFocus()

    def _fill(self, outcome: str, at: int = 0) -> None:
        """List the pairs that are to be decided, or those that were told apart."""
        self._told = APART if outcome == APART else ""
        self.model.show_lines(lines(self._listed(), self._told), set())
        self.model.narrow(outcome)
        if self.model.rowCount():
            self.view.selectRow(min(at, self.model.rowCount() - 1))

    def _on_narrowed(self, outcome: str) -> None:
        self._fill(outcome)
        self.step_changed()

    def _listed(self) -> list[Likeness]:
        return self._apart if self._told else self._pairs

    def _on_selected(self) -> None:
        line = self._chosen()
        self.about.setText(about(self._listed()[line.place]) if line else "")
        if self.stack.currentWidget() is self.listing:
            self.step_changed()

    def _chosen(self) -> Line | None:
        return self.model.line(self.view.currentIndex().row())

    # ------------------------------------------------------------------ deciding

    def _on_opened(self, line: Line) -> None:
        places = [self.model.line(row) for row in range(self.model.rowCount())]
        shown = [item.place for item in places if item is not None]
        pairs = [self._listed()[place] for place in shown]
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
        """Put the pair where it belongs now; others of an entry that is gone go with it."""
        at = self.view.currentIndex().row()
        library = self._library

        def now() -> tuple[set[str], bool]:
            pair = [library.entry_by_id(facts.key) for facts in (settled.left, settled.right)]
            return {entry.id for entry in pair if entry.removed}, told_apart(*pair)

        def show(found: tuple[set[str], bool]) -> None:
            removed, apart = found
            parts = [[p for p in part if p is not settled] for part in (self._pairs, self._apart)]
            parts[apart].insert(0, settled)
            pairs, told = (
                [p for p in part if not removed & {p.left.key, p.right.key}] for part in parts
            )
            self._show(pairs, told, at)

        self.tasks.read(now, self, show)

    def _decide(self, decide: Callable[[Library, str, str], Changes]) -> None:
        """Tell the chosen pair apart, or ask about it again."""
        line = self._chosen()
        if line is None:
            return
        library, pair = self._library, self._listed()[line.place]

        def done(_changes: Changes) -> None:
            self._on_settled(pair)

        self.tasks.write(lambda: decide(library, pair.left.key, pair.right.key), self, done)

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
