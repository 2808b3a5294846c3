"""The findings panel: the entry, the selection or the whole library, below list and editor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from curator_app.ui.findings import empty
from curator_app.ui.findings.head import FindingsHead
from curator_app.ui.findings.reading import LIBRARY, Reading
from curator_app.ui.findings.table import FindingsTable, FindingsView
from curator_app.ui.tasks import Ticket
from curator_app.ui.theme import Theme, plain_tip
from curator_app.ui.widgets import EmptyState, PlainLabel, button, row

if TYPE_CHECKING:
    from curator_app.domain.checks.finding import Key
    from curator_app.domain.checks.rules import Rule
    from curator_app.services.overview import Line, View

AT_ONCE = 5_000
"""So many findings can be decided about in one step."""
LOOKED_AT = 500
_TIPS = {
    "go": "Open the entry at this place [Enter]",
    "apply": "Write what is proposed [Alt+Enter]",
    "dismiss": "Say why it does not hold [Ctrl+Shift+D]",
    "back": "Open the dismissed findings again",
    "explain": "What it means, and why there is such a rule [Ctrl+Shift+E]",
}


class FindingsPanel(QWidget):
    """Shows what a Reading reads.

    Signals: opened(Line) to go to a finding; applied(lines), dismissed(lines), taken_back(lines),
    explained(Line) for the buttons; closed() when the panel is to be hidden.
    """

    opened = Signal(object)
    applied = Signal(object)
    dismissed = Signal(object)
    taken_back = Signal(object)
    explained = Signal(object)
    closed = Signal()

    def __init__(self, reading: Reading, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Findings")
        self._reading = reading
        self._writable = False
        self._sort = "severity"
        self.head = FindingsHead(theme)
        self.table = FindingsTable(self)
        self.view = FindingsView(self.table, theme)
        self.empty = EmptyState(theme, "info", "")
        self.check_button = self.empty.offer(button("Check the library", self.check, "primary"))
        self._make_foot()
        self._lay_out()
        self._connect_signals()
        self._on_shown(None, {})

    # ------------------------------------------------------------------ building

    def _make_foot(self) -> None:
        self.words = PlainLabel("", "muted", wrap=False)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the check")
        self.bar.setMaximumWidth(220)
        self.stop_button = button("Stop", self._reading.stop)
        self.buttons: dict[str, QPushButton] = {
            "go": button("Go to", self._on_go),
            "apply": button("Apply", self.apply),
            "dismiss": button("Dismiss…", self.dismiss),
            "back": button("Take back", self._on_back),
            "explain": button("Explain…", self.explain),
        }
        for name, made in self.buttons.items():
            plain_tip(made, _TIPS[name])
        for widget in (self.bar, self.stop_button):
            widget.hide()

    def _lay_out(self) -> None:
        foot = row(self.words, self.bar, self.stop_button, 1, *self.buttons.values())
        foot.setContentsMargins(12, 4, 12, 6)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)

    def _connect_signals(self) -> None:
        self.head.scope_chosen.connect(self.show_scope)
        self.head.narrowed.connect(self._narrow)
        self.head.closed.connect(self.closed)
        self.view.opened.connect(self._on_go)
        self.view.sort_asked.connect(self._on_sort)
        self.view.selectionModel().selectionChanged.connect(self._on_selection)
        self._reading.shown.connect(self._on_shown)
        self._reading.began.connect(self._on_began)
        self._reading.ended.connect(self._on_ended)

    # ------------------------------------------------------------------ what the window asks for

    def set_writable(self, writable: bool) -> None:
        """Whether anything can be decided here."""
        self._writable = writable
        self._on_selection()

    def show_scope(self, scope: str) -> None:
        """Show the findings of the entry, the selection or the library."""
        self.head.choose_scope(scope)
        self._reading.set_scope(scope)
        if scope == LIBRARY and not self._reading.known() and not self._reading.busy():
            self._reading.check()

    def check(self) -> None:
        """Check the whole library."""
        self.head.choose_scope(LIBRARY)
        self._reading.set_scope(LIBRARY)
        self._reading.check()

    def has_focus(self) -> bool:
        """Whether the keyboard is here."""
        here = self.window().focusWidget()
        return here is not None and self.isAncestorOf(here)

    def focus(self) -> None:
        """Take the keyboard."""
        if not self.table.rowCount():
            self.head.scopes[self._reading.scope].setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.view.selectionModel().hasSelection():
            self.view.selectRow(max(0, self.view.currentIndex().row()))

    def go_to_key(self, entry_id: str, key: Key) -> None:
        """Make a finding of an entry the current one."""
        for number in range(self.table.rowCount()):
            line = self.table.line(number)
            if line is not None and (line.id, line.key) == (entry_id, key):
                self.view.selectRow(number)
                return

    def apply(self) -> None:
        """Apply the proposals of the selected findings."""
        lines = [line for line in self._chosen() if line.proposes]
        if lines and not self.head.dismissed.isChecked():
            self.applied.emit(lines)

    def dismiss(self) -> None:
        """Dismiss the selected findings."""
        lines = self._chosen()
        if lines and not self.head.dismissed.isChecked():
            self.dismissed.emit(lines)

    def explain(self) -> None:
        """Explain the selected finding."""
        lines = self.view.selected_lines(2)
        if len(lines) == 1:
            self.explained.emit(lines[0])

    # ------------------------------------------------------------------ inside

    def _chosen(self) -> list[Line]:
        """The selected findings, when something can be decided about them."""
        if not self._writable:
            return []
        lines = self.view.selected_lines(AT_ONCE + 1)
        if len(lines) > AT_ONCE:
            self.words.setText(f"Select at most {AT_ONCE:,} findings for one step.")
            return []
        return lines

    def _on_go(self) -> None:
        line = self.table.line(self.view.currentIndex().row())
        if line is not None:
            self.opened.emit(line)

    def _on_back(self) -> None:
        lines = self._chosen()
        if lines:
            self.taken_back.emit(lines)

    def _on_sort(self, sort: str) -> None:
        self._sort = sort
        self._narrow()

    def _narrow(self) -> None:
        self._reading.narrow(*self.head.narrowing(), self._sort)

    def _on_shown(self, view: View | None, rules: Mapping[str, Rule]) -> None:
        self.view.show_view(view, rules)
        self.head.show_counts(view, self.table.title)
        self.words.setText(empty.count(view))
        some = view is not None and bool(view.order)
        if not some:
            self.empty.say(*empty.words(self._reading.scope, view, self.head.narrowing()[2]))
        asking = self._reading.scope == LIBRARY and view is None
        self.check_button.setVisible(asking and not self._reading.busy())
        self._stack.setCurrentWidget(self.view if some else self.empty)
        self._on_selection()

    def _on_selection(self) -> None:
        lines = self.view.selected_lines(LOOKED_AT)
        done = self.head.dismissed.isChecked()
        decided = self._writable and bool(lines)
        allowed = {
            "go": bool(lines),
            "apply": self._writable and any(line.proposes for line in lines),
            "dismiss": decided,
            "back": decided,
            "explain": len(lines) == 1,
        }
        for name, made in self.buttons.items():
            made.setEnabled(allowed[name])
            made.setVisible(name in ("go", "explain") or (name == "back") == done)

    def _on_began(self, ticket: Ticket) -> None:
        ticket.progressed.connect(self._on_progress)
        self.check_button.hide()

    def _on_progress(self, done: int, total: int) -> None:
        if not self._reading.busy():
            return
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        self.words.setText(f"Checked {done:,} of {total:,} entries")
        self.bar.show()
        self.stop_button.show()
        if not self._reading.known():
            self.empty.say("Checking…", "You can go on working meanwhile.")

    def _on_ended(self, error: Exception | None) -> None:
        self.bar.hide()
        self.stop_button.hide()
        if error is not None and not self._reading.known():
            self.words.setText("")
            self.empty.say("Stopped", "What was checked is remembered: it goes on from there.")
            self.check_button.setVisible(self._reading.scope == LIBRARY)

    def sizeHint(self) -> QSize:
        return QSize(900, 240)
