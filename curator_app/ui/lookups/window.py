"""Add by identifier: paste, look at what was recognised, look up, agree to a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from curator_app.domain.pasted import Identifier
from curator_app.domain.plain_text import counted
from curator_app.services.looking_up import LookedUp, LookUps, Waiting
from curator_app.ui.lookups.paste_box import PasteBox
from curator_app.ui.messages import confirm
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button

HEADING = "Paste DOIs, PMIDs, PMCIDs or the addresses of papers."
PROMISE = (
    "PubMed is asked first, then Crossref and Europe PMC, and only when you press the button."
    " Nothing is added before you have seen the plan and agreed."
)
_SHOWN_REASONS = 3


class LookUpWindow(StepWindow):
    """Signals: found(LookedUp) with a plan; settings_asked().

    `make` gives the look-ups of the library; it may ask the keyring, so a worker calls it.
    """

    found = Signal(object)
    settings_asked = Signal()

    def __init__(
        self, tasks: Tasks, theme: Theme, make: Callable[[], LookUps], parent: QWidget
    ) -> None:
        super().__init__(tasks, theme, parent, "Add by identifier")
        self._make = make
        self._waiting: list[Waiting] = []
        self.box = PasteBox(theme)
        self.settings_button = button("Settings…", self.settings_asked.emit)
        self.look_up_button = button("Look up", self._on_look_up, "primary")
        self.look_up_button.setToolTip("Ask for what is recognised [Ctrl+Enter]")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):  # Enter alone begins a line in the box
            QShortcut(QKeySequence(keys), self, self.look_up_button.click)
        self._build()
        self.box.changed.connect(self.step_changed)
        self.end(self.pasting)
        self.box.text.setFocus()
        self.read_queue()

    def _build(self) -> None:
        self.pasting = QWidget()
        layout = QVBoxLayout(self.pasting)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel(HEADING, "heading"))
        layout.addWidget(PlainLabel(PROMISE, "muted"))
        layout.addWidget(self.box, 1)
        self.stack.addWidget(self.pasting)
        self.left.addWidget(self.settings_button)
        self.right.addWidget(self.look_up_button)
        self.resize(860, 620)

    def step_changed(self) -> None:
        pasting = self.stack.currentWidget() is self.pasting
        number = len(self.box.identifiers()) if pasting else 0
        self.look_up_button.setVisible(pasting)
        self.look_up_button.setEnabled(number > 0)
        self.look_up_button.setText(f"Look up {number:,}" if number else "Look up")
        self.settings_button.setVisible(pasting)
        self.close_button.setText("Cancel")

    # ------------------------------------------------------------------ the queue

    def read_queue(self) -> None:
        """Say what waits from earlier."""
        make = self._make
        self.tasks.read(lambda: make().waiting(), self, self._on_queue)

    def _on_queue(self, waiting: list[Waiting]) -> None:
        self._waiting = waiting
        if not waiting:
            self.notices.clear("waiting")
            return
        one = len(waiting) == 1
        count = "1 identifier waits" if one else f"{len(waiting):,} identifiers wait"
        text = f"{count} for an answer: {', '.join(str(w.identifier) for w in waiting[:3])}"
        text += " and others." if len(waiting) > 3 else "."
        self.notices.show_notice(
            "waiting", "info", text,
            [("Look it up now" if one else "Look them up now", self._on_again),
             ("Forget it…" if one else "Forget them…", self._on_forget)],
            closable=False,
        )  # fmt: skip

    def _on_again(self) -> None:
        self.look_up([one.identifier for one in self._waiting])

    def _on_forget(self) -> None:
        what = counted(len(self._waiting), "identifier")
        confirm(self, "Forget", f"Forget {what} that got no answer?", "Forget", self._forget,
                more="Nothing in the library is changed.", danger=True)  # fmt: skip

    def _forget(self) -> None:
        make, these = self._make, [one.identifier for one in self._waiting]
        self.tasks.read(lambda: make().done(these), self, self._on_forgotten)

    def _on_forgotten(self, _nothing: object) -> None:
        self.read_queue()

    # ------------------------------------------------------------------ looking up

    def _on_look_up(self) -> None:
        self.look_up(self.box.identifiers())

    def look_up(self, identifiers: Sequence[Identifier]) -> None:
        """Ask the services about these."""
        if not identifiers or self.ticket is not None:
            return
        make, these = self._make, list(identifiers)
        ticket = self.begin(f"Looking up {counted(len(these), 'identifier')}…")

        def work() -> LookedUp:
            return make().look_up(these, ticket.report, ticket.cancelled)

        self.tasks.read(work, self, self._on_looked_up, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.fail(self.pasting, error)

    def _on_looked_up(self, looked_up: LookedUp) -> None:
        self.end(self.pasting)
        if looked_up.plan is None:
            self.notices.show_notice("error", "error", unanswered(looked_up.waiting))
            self.box.text.setFocus()
            self.read_queue()
        else:
            self.found.emit(looked_up)
            self.accept()


def unanswered(waiting: Sequence[Waiting]) -> str:
    """What got no answer and why, and that it waits."""
    reasons: dict[str, int] = {}
    for one in waiting:
        reasons[one.reason] = reasons.get(one.reason, 0) + 1
    said = " ".join(list(reasons)[:_SHOWN_REASONS])
    what = counted(len(waiting), "identifier")
    return f"{what} got no answer and will wait for the next time. {said}"
