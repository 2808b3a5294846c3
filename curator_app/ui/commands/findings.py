"""Commands of the findings panel: showing it, and deciding about what is selected there.

What is decided about the open entry is an edit of it; elsewhere it is saved at once, as one step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from curator_app.domain.changes import Changes
from curator_app.domain.checks.finding import Finding, Key
from curator_app.ui.commands.checks import CheckCommands
from curator_app.ui.findings.dismiss_dialog import DismissDialog
from curator_app.ui.findings.menu import Act, explain
from curator_app.ui.findings.notes import Note
from curator_app.ui.findings.panel import FindingsPanel

if TYPE_CHECKING:
    from curator_app.services.library import Library
    from curator_app.services.overview import Line

Others = Mapping[str, Sequence[Key]]


class FindingsCommands(CheckCommands):
    """What the panel asks for."""

    def serve(self, panel: FindingsPanel) -> None:
        """Carry out what is asked there."""
        panel.opened.connect(self.go_to_line)
        panel.applied.connect(self.apply_lines)
        panel.dismissed.connect(self.dismiss_lines)
        panel.taken_back.connect(self.take_back_lines)
        panel.explained.connect(self.explain_line)
        panel.closed.connect(self.findings)

    def findings(self) -> None:
        """Show or hide the panel of findings."""
        panel = self._panel
        hide = not panel.isHidden()
        if hide and panel.has_focus():
            self._window.list.focus_list()
        panel.setVisible(not hide)
        self._window.checking.follow_selection()
        self._window.update_actions()

    def focus_findings(self) -> None:
        """Show the panel and go to it."""
        if self._panel.isHidden():
            self.findings()
        self._panel.focus()

    def check_library(self) -> None:
        """List what the checks say of the whole library."""
        if self._panel.isHidden():
            self.findings()
        self._panel.check()

    def go_to_line(self, line: Line) -> None:
        """Open the entry of a finding with the cursor at its words."""
        library, window = self._library, self._window
        if library is None:
            return
        window.checking.want(line.id, line.key)
        if not self._is_open(line.id):
            entry = library.entry_by_id(line.id)
            self.show_in_list(entry)
            window.desk.open(entry)
        window.desk.editor().focus_field(line.field)
        window.checking.reveal()

    def apply_lines(self, lines: Sequence[Line]) -> None:
        """Apply what is proposed."""
        from curator_app.services import deciding

        mine, others = self._parted(lines)
        notes = self._notes()
        for key in mine:
            note = notes.of_key(key) if notes is not None else None
            if note is not None:
                self._apply(note)
        self._decide(lambda library: deciding.apply(library, others), others)

    def dismiss_lines(self, lines: Sequence[Line]) -> None:
        """Ask for a reason, then dismiss."""
        dialog = DismissDialog(self._notes_of(lines), self._window)
        dialog.reasoned.connect(partial(self._dismiss_lines, lines))
        dialog.open()

    def _dismiss_lines(self, lines: Sequence[Line], reason: str) -> None:
        from curator_app.services import deciding

        mine, others = self._parted(lines)
        if mine:
            self._dismiss_here(mine, reason)
        self._decide(lambda library: deciding.dismiss(library, others, reason), others)

    def take_back_lines(self, lines: Sequence[Line]) -> None:
        """Open dismissed findings again."""
        from curator_app.services import deciding

        mine, others = self._parted(lines)
        notes = self._notes()
        if mine and notes is not None:
            notes.take_back(mine)
            self._window.messages.say("Open again. It is saved with the entry.")
        self._decide(lambda library: deciding.take_back(library, others), others)

    def explain_line(self, line: Line) -> None:
        """Say at length what a finding of the panel means."""
        acts: dict[str, Act] = {
            "apply_fix": lambda _: self.apply_lines([line]),
            "dismiss": lambda _: self.dismiss_lines([line]),
        }
        writable = self._writable() and line.done is None
        for note in self._notes_of([line]):
            explain(note, acts, self._window, writable=writable)

    # ------------------------------------------------------------------ inside

    def _is_open(self, entry_id: str) -> bool:
        now = self._window.desk.entry()
        return now is not None and now.id == entry_id

    def _parted(self, lines: Sequence[Line]) -> tuple[list[Key], Others]:
        """The findings of the open entry, and the others by entry."""
        mine = [line.key for line in lines if self._is_open(line.id)]
        others: dict[str, list[Key]] = {}
        for line in lines:
            if not self._is_open(line.id):
                others.setdefault(line.id, []).append(line.key)
        return mine, others

    def _decide(self, work: Callable[[Library], Changes], others: Others) -> None:
        library = self._library
        if library is not None and others:
            self._window.tasks.write(lambda: work(library), self, self._on_changed_many)

    def _notes_of(self, lines: Sequence[Line]) -> list[Note]:
        """Lines as notes; of the open entry those that the editor shows."""
        made: list[Note] = []
        for line in lines:
            notes = self._notes() if self._is_open(line.id) else None
            known = notes.of_key(line.key) if notes is not None else None
            rule = self._panel.table.rule(line.rule)
            if known is None and rule is not None:
                about = (line.rule, line.severity, line.field, line.message)
                known = Note(Finding(*about, None, "", rule.suggestion, rule.version), rule)
            if known is not None:
                made.append(known)
        return made
