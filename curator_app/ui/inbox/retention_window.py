"""Periods and erasing: what goes today and in the coming weeks, run by hand, and how long it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.inbox_query import InboxRow
from curator_app.domain.retention import LONGEST, SHORTEST, USUAL, Periods
from curator_app.inbox.forgetting import Day, Preview, Proof
from curator_app.services.triage import counted
from curator_app.ui.editor.parts import plain_tip
from curator_app.ui.inbox import erase_words, words
from curator_app.ui.inbox.erase_words import ASKED_ABOVE, WORD
from curator_app.ui.inbox.lines import ShortLine, ShortList
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button

if TYPE_CHECKING:
    from curator_app.inbox.store import Store

AHEAD, LISTED = 60, 50
"""Days that are looked ahead; messages that are listed of those that wait for a person."""
PERIODS = {
    "waiting": ("Undecided: ask after", "Nothing undecided goes by itself."),
    "handled": ("Accepted, declined, duplicates: keep", "Counted from the decision."),
    "spam": ("Spam: keep", "Counted from the decision."),
    "contact": ("Addresses, raw mails and files: keep", "They go before the text does."),
    "keys_backups": ("Copies of the keys: keep", "After so long an erasure holds in every copy."),
    "texts_backups": ("Copies of the texts: keep", "Without the keys they tell nothing."),
    "tombstones": ("Remember what was erased", "So that no mailbox or copy brings it back."),
    "audit": ("Log of who did what: keep", "It holds nothing of what was written."),
}
Found = tuple[Preview, list[Day], list[InboxRow], Periods, bool]


class RetentionWindow(StepWindow):
    """Signals: erased(list of row numbers), message_asked(n)."""

    erased = Signal(object)
    message_asked = Signal(int)

    def __init__(self, tasks: Tasks, theme: Theme, store: Store, parent: QWidget) -> None:
        super().__init__(tasks, theme, parent, "Periods and erasing")
        self._store = store
        self._preview, self._periods = Preview(""), USUAL
        self.today = PlainLabel("", "heading")
        self.clock = QCheckBox("The date of this machine is right")
        self.by_itself = QCheckBox("Let what is due go by itself, once a day")
        self.asks = ShortList("Wait for your decision", "Nothing waits for your decision.")
        self.days = QListWidget()
        self.days.setAccessibleName("The coming weeks")
        self.days.setProperty("framed", True)
        self.ask = PlainLabel(f"Type {WORD} to go on:", wrap=False)
        self.typed = QLineEdit()
        self.typed.setAccessibleName(f"Type {WORD} to go on")
        self.spins = {name: self._spin(name) for name in PERIODS}
        self.run_button = button("Erase what is due", self._on_run, "danger")
        self.keep_button = button("Keep these periods", self._on_keep)
        self.page = QWidget()
        self._build()
        self.left.addWidget(self.keep_button)
        self.right.addWidget(self.run_button)
        self.asks.asked.connect(self._on_asked)
        self.typed.textChanged.connect(self.step_changed)
        self.clock.toggled.connect(self.step_changed)
        self.by_itself.toggled.connect(self._on_by_itself)
        self.resize(860, 560)
        self._read()

    def _spin(self, name: str) -> QSpinBox:
        made = QSpinBox()
        made.setRange(SHORTEST, LONGEST)
        made.setSuffix(" days")
        made.lineEdit().setTextMargins(6, 0, 0, 0)
        made.setAccessibleName(PERIODS[name][0])
        made.setToolTip(plain_tip(PERIODS[name][1]))
        made.valueChanged.connect(self.step_changed)
        return made

    def _build(self) -> None:
        left, right = QVBoxLayout(), QFormLayout()
        left.setSpacing(8)
        for part in (self.today, self.clock, self.ask, self.typed, self.by_itself, self.asks):
            left.addWidget(part)
        left.addWidget(PlainLabel(f"The coming {AHEAD} days", "strong"))
        left.addWidget(self.days, 1)
        right.setVerticalSpacing(4)
        right.addRow(PlainLabel("How long things are kept", "heading"))
        for name, (label, why) in PERIODS.items():
            right.addRow(label, self.spins[name])
            right.addRow(PlainLabel(why, "small"))
        layout = QHBoxLayout(self.page)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(24)
        layout.addLayout(left, 1)
        layout.addLayout(right)
        self.stack.addWidget(self.page)

    # ------------------------------------------------------------------ reading

    def _read(self) -> None:
        store = self._store

        def work() -> Found:
            preview = store.forgetting.preview()
            asks = store.rows(preview.asks[:LISTED])
            coming, by_itself = store.forgetting.coming(AHEAD), store.choices.runs_by_itself()
            return preview, coming, asks, store.choices.periods(), by_itself

        self.begin("Looking what is due…")
        self.stop_button.hide()
        self.tasks.read(work, self, self._on_found, self._on_failed)

    def _on_found(self, found: Found) -> None:
        preview, days, asks, periods, by_itself = found
        self.by_itself.blockSignals(True)
        self.by_itself.setChecked(by_itself)
        self.by_itself.blockSignals(False)
        self._preview = preview
        lines = [
            f"{counted(len(preview.erase))} to be erased today." if preview.erase else "",
            f"{counted(len(preview.thin))} to lose address, raw mail and files today."
            if preview.thin
            else "",
        ]
        due = "\n".join(line for line in lines if line) or "Nothing is due today."
        self.today.setText(f"{due}\n{preview.jump}" if preview.jump else due)
        self.clock.setVisible(bool(preview.jump))
        self.asks.show_lines(
            [ShortLine(f"{words.day(row.received)} · {words.subject(row)}", row.n) for row in asks],
            len(preview.asks),
        )
        self.days.clear()
        self.days.addItems([erase_words.coming(day) for day in days])
        for name, spin in self.spins.items():
            spin.blockSignals(True)
            spin.setValue(getattr(periods, name))
            spin.blockSignals(False)
        self._periods = periods
        self.end(self.page)

    def step_changed(self) -> None:
        shown = self.stack.currentWidget() is self.page
        number = len(self._preview.erase)
        much = number > ASKED_ABOVE
        for part in (self.ask, self.typed):
            part.setVisible(much)
        self.run_button.setVisible(shown)
        self.keep_button.setVisible(shown)
        due = bool(self._preview.erase or self._preview.thin)
        typed = not much or self.typed.text().strip() == WORD
        sure = not self._preview.jump or self.clock.isChecked()
        self.run_button.setEnabled(due and typed and sure)
        self.keep_button.setEnabled(shown and bool(self._changed()))

    def _changed(self) -> dict[str, int]:
        if self.stack.currentWidget() is not self.page:
            return {}
        now = {name: spin.value() for name, spin in self.spins.items()}
        return {name: days for name, days in now.items() if days != getattr(self._periods, name)}

    # ------------------------------------------------------------------ doing

    def _on_keep(self) -> None:
        store, changed = self._store, self._changed()
        self.tasks.write(
            lambda: store.choices.set_periods(changed), self, self._on_kept, self._on_failed
        )

    def _on_by_itself(self, wanted: bool) -> None:
        store = self._store
        self.tasks.write(lambda: store.choices.set_runs_by_itself(wanted), self, None)

    def _on_kept(self, _: object) -> None:
        self._read()
        self.notices.show_notice("kept", "good", "The periods were kept; every date follows them.")
        self.erased.emit([])

    def _on_run(self) -> None:
        store, preview, sure = self._store, self._preview, self.clock.isChecked()

        def done(proof: Proof) -> None:
            self.typed.setText("")
            self._read()
            self.notices.show_notice("done", "good", erase_words.report(proof))
            self.erased.emit(list(preview.erase))

        self.begin("Erasing…")
        self.stop_button.hide()
        self.tasks.write(
            lambda: store.forgetting.run(preview, clock_is_right=sure),
            self,
            done,
            self._on_failed,
        )

    def _on_failed(self, error: Exception) -> None:
        self.fail(self.page, error)

    def _on_asked(self, n: object) -> None:
        if isinstance(n, int):
            self.accept()
            self.message_asked.emit(n)

    def done(self, result: int) -> None:
        self.asks.show_lines([])
        super().done(result)
