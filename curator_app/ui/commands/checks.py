"""Commands of the Checks menu: from finding to finding, mending, dismissing, explaining."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from curator_app.domain.checks.finding import Key
from curator_app.ui.commands.entry import EntryCommands
from curator_app.ui.findings.dismiss_dialog import DismissDialog
from curator_app.ui.findings.menu import Act, QuickFixes, explain
from curator_app.ui.findings.notes import Note
from curator_app.ui.findings.panel import FindingsPanel
from curator_app.ui.findings.reading import ENTRY

if TYPE_CHECKING:
    from curator_app.ui.editor.entry_notes import EntryNotes

NOTHING = "There is no finding here. F4 goes to the next one of the entry."


class CheckCommands(EntryCommands):
    """What is done about findings at the cursor; in the panel, about those selected there."""

    def next_finding(self) -> None:
        """Go to the entry's next finding."""
        self._step(1)

    def previous_finding(self) -> None:
        """Go to the one before."""
        self._step(-1)

    def quick_fix(self) -> None:
        """Offer what can be done about the findings at the cursor."""
        notes = self._notes()
        if notes is not None:
            self.offer_fixes(notes.here(), notes.point())

    def offer_fixes(self, notes: Sequence[Note], point: QPoint) -> None:
        """Open the menu of quick fixes at a point of the screen."""
        if not notes:
            self._window.messages.say(NOTHING)
            return
        menu = QuickFixes(notes, self._acts(), self._window, writable=self._writable())
        menu.popup(point)

    def apply_fix(self) -> None:
        """Write what is proposed; where there are several proposals, offer them."""
        if self._panel.has_focus():
            self._panel.apply()
            return
        notes = self._notes()
        if notes is None:
            return
        here = notes.here()
        proposed = [note for note in here if note.proposes]
        if len(proposed) == 1:
            self._apply(proposed[0])
        elif proposed:
            self.offer_fixes(proposed, notes.point())
        else:
            words = "Nothing is proposed here" if here else NOTHING
            self._window.messages.say(f"{words}: see Explain." if here else words)

    def dismiss(self) -> None:
        """Ask why the finding at the cursor does not hold."""
        if self._panel.has_focus():
            self._panel.dismiss()
            return
        notes = self._notes()
        if notes is None:
            return
        here = notes.here()
        if len(here) == 1:
            self._ask_reason(here[0])
        else:
            self.offer_fixes(here, notes.point())

    def explain(self) -> None:
        """Say at length what the finding at the cursor means."""
        if self._panel.has_focus():
            self._panel.explain()
            return
        notes = self._notes()
        if notes is None:
            return
        here = notes.here()
        if len(here) == 1:
            self._explain(here[0])
        else:
            self.offer_fixes(here, notes.point())

    # ------------------------------------------------------------------ inside

    @property
    def _panel(self) -> FindingsPanel:
        return self._window.checking.panel

    def _notes(self) -> EntryNotes | None:
        """The findings of the open entry."""
        return self._window.desk.editor().notes if self._window.desk.entry() else None

    def _writable(self) -> bool:
        return self._library is not None and not self._library.read_only

    def _acts(self) -> dict[str, Act]:
        return {
            "apply_fix": self._apply,
            "dismiss": self._ask_reason,
            "explain": self._explain,
            "findings": self._show_in_panel,
        }

    def _step(self, by: int) -> None:
        notes = self._notes()
        found = notes.step(by) if notes is not None else None
        if found is None:
            self._window.messages.say("The checks have nothing to say about this entry.")
            return
        note, number, count = found
        self._window.messages.say(f"{number} of {count}. {note.says}")

    def _apply(self, note: Note) -> None:
        notes = self._notes()
        if notes is not None and notes.apply(note):
            self._window.messages.say(f"Done: {note.proposal()}.")
        else:
            self._window.messages.say("The words have changed meanwhile, so nothing was replaced.")

    def _ask_reason(self, note: Note) -> None:
        dialog = DismissDialog([note], self._window)
        dialog.reasoned.connect(partial(self._dismiss, note))
        dialog.open()

    def _dismiss(self, note: Note, reason: str) -> None:
        self._dismiss_here([note.finding.key], reason)

    def _dismiss_here(self, keys: Sequence[Key], reason: str) -> None:
        from curator_app.services import deciding

        notes, library = self._notes(), self._library
        if notes is not None and library is not None:
            notes.dismiss(keys, reason, library.who, deciding.now())
            self._window.messages.say("Dismissed. The reason is saved with the entry.")

    def _explain(self, note: Note) -> None:
        explain(note, self._acts(), self._window, writable=self._writable())

    def _show_in_panel(self, note: Note) -> None:
        entry, panel = self._window.desk.entry(), self._panel
        if panel.isHidden():
            self._window.actions_["findings"].trigger()
        panel.show_scope(ENTRY)
        if entry is not None:
            panel.go_to_key(entry.id, note.finding.key)
        panel.focus()
