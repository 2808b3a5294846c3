"""What can be done about findings: the quick-fix menu, and a finding explained at length."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget, QWidgetAction

from curator_app.ui.action_table import BY_ID
from curator_app.ui.findings.notes import SEVERITY_WORDS, TONES, Note
from curator_app.ui.messages import Question, shortened
from curator_app.ui.widgets import PlainLabel, restyle

Act = Callable[[Note], None]
SHOWN = 5
WIDTH = 360


class QuickFixes(QMenu):
    """The findings of one place with what can be done about each."""

    def __init__(
        self, notes: Sequence[Note], acts: dict[str, Act], parent: QWidget, *, writable: bool
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Quick fixes")
        self._acts, self._writable = acts, writable
        one = sum(note.proposes for note in notes) == 1
        for note in notes[:SHOWN]:
            if not self.isEmpty():
                self.addSeparator()
            self._head(note)
            if note.proposes:
                self._offer("apply_fix", note, note.proposal(), keyed=one, writes=True)
            self._offer(
                "dismiss", note, "Dismiss with a reason…", keyed=len(notes) == 1, writes=True
            )
            self._offer("explain", note, "Explain…", keyed=len(notes) == 1)
        self.addSeparator()
        self._offer("findings", notes[0], "Show in the findings panel", keyed=False)

    def _head(self, note: Note) -> None:
        label = PlainLabel(note.says, "finding")
        label.setMinimumWidth(WIDTH)
        label.setMaximumWidth(WIDTH)
        label.setContentsMargins(12, 6, 12, 4)
        restyle(label, "tone", TONES[note.finding.severity])
        made = QWidgetAction(self)
        made.setDefaultWidget(label)
        made.setText(note.says)
        made.setEnabled(False)
        self.addAction(made)

    def _offer(
        self, name: str, note: Note, words: str, *, keyed: bool, writes: bool = False
    ) -> None:
        act = self._acts[name]
        made = self.addAction(shortened(words, 70).replace("&", "&&"), lambda: act(note))
        made.setEnabled(self._writable or not writes)
        if keyed:
            # Only to be read: the window's own command has the key.
            made.setShortcut(QKeySequence(BY_ID[name].keys[0]))
            made.setShortcutVisibleInContextMenu(True)
            made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)


def explain(note: Note, acts: dict[str, Act], parent: QWidget, *, writable: bool) -> Question:
    """A finding with the reason for its rule; it can be mended or dismissed from there."""
    finding, rule = note.finding, note.rule
    parts = [
        f"“{finding.sentence}”" if finding.span and finding.sentence else "",
        finding.suggestion,
        f"Why: {note.why()}",
    ]
    title = f"{SEVERITY_WORDS[finding.severity]}: {rule.title}"
    question = Question(parent, title, finding.message, "\n\n".join(filter(None, parts)))
    if writable and note.proposes:
        question.offer(shortened(note.proposal(), 50), lambda: acts["apply_fix"](note), "primary")
    if writable:
        question.offer("Dismiss…", lambda: acts["dismiss"](note))
    close = question.addButton(QMessageBox.StandardButton.Close)
    question.setEscapeButton(close)
    if question.defaultButton() is None:
        question.setDefaultButton(close)
    question.open()
    return question
