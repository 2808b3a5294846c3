"""Approving entries in the window, and how the open one stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from curator_app.domain.changes import Changes
from curator_app.domain.decisions import Approval
from curator_app.domain.entry import Entry
from curator_app.ui.messages import confirm
from curator_app.ui.tasks import Latest

if TYPE_CHECKING:
    from curator_app.services.library import Library
    from curator_app.ui.window import MainWindow

REST_MS = 300


class Approvals(QObject):
    """Approves the open entry or the selected ones, and keeps the editor's head up to date."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._waiting = ""
        self._entry: Entry | None = None
        self._question = Latest(window.tasks, self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask)
        desk = window.desk
        desk.shown.connect(self._on_shown)
        desk.typed.connect(self._on_typed)
        desk.saved.connect(self._on_saved)
        window.tasks.changed.connect(self._on_changed)

    @property
    def _library(self) -> Library | None:
        return self._window.library

    # ------------------------------------------------------------------ approving

    def approve(self) -> None:
        """Approve the selected entries when there are several, else the open one."""
        selected = [row.id for row in self._window.list.selected_rows()]
        entry = self._window.desk.entry()
        if len(selected) > 1:
            self._approve_many(selected)
        elif entry is not None and self._window.desk.is_dirty():
            self._waiting = entry.id
            self._window.desk.save()
        elif entry is not None and entry.version:
            self._approve([entry.id])

    def _approve_many(self, ids: Sequence[str]) -> None:
        count = f"{len(ids):,} entries"
        confirm(
            self._window,
            "Approve",
            f"Have you read these {count}, and are their pages ready?",
            f"Approve {count}",
            lambda: self._approve(ids),
            more="All are approved or none. One undo takes all of it back.",
        )

    def _approve(self, ids: Sequence[str]) -> None:
        from curator_app.services import approving

        library = self._library
        if library is not None:
            self._window.tasks.write(
                lambda: approving.approve(library, ids), self, self._on_approved
            )

    def _on_saved(self, changes: Changes) -> None:
        """Approve what was saved for it; a save that failed never comes here."""
        waiting, self._waiting = self._waiting, ""
        entry = self._window.desk.entry()
        if waiting and entry is not None and entry.id == waiting:
            self._approve([waiting])

    def _on_approved(self, changes: Changes) -> None:
        self._window.messages.say(changes.message)

    # ------------------------------------------------------------------ how it stands

    def _on_shown(self, entry: Entry | None) -> None:
        if entry is None or self._entry is None or entry.id != self._entry.id:
            self._waiting = ""
        self._entry = entry
        if entry is None or entry.approval is None:
            self._rest.stop()
            self._question.forget()
            self._tell("", "")
        else:
            self._ask()

    def _on_typed(self, entry: Entry) -> None:
        self._waiting = ""
        self._entry = entry
        if entry.approval is not None:
            self._rest.start()

    def _on_changed(self, _changes: Changes, _initiator: object) -> None:
        """Another entry may be a related study of this one."""
        if self._entry is not None and self._entry.approval is not None:
            self._rest.start()

    def _ask(self) -> None:
        library, entry = self._library, self._entry
        if library is None or entry is None:
            return
        from curator_app.services import approving

        def told(standing: str) -> None:
            approval = entry.approval
            if approval is None:
                return
            if standing == approving.APPROVED:
                self._tell(f"Approved by {approval.who}, {day(approval)}", "good")
            else:
                self._tell("Changed since approved", "warn")

        self._question.ask(lambda: approving.standing(library, entry), told)

    def _tell(self, words: str, tone: str) -> None:
        entry = self._entry
        if entry is None:
            return
        approval = entry.approval
        tip = ""
        if words and approval is not None:
            tip = f"{approval.who} read the page and approved it on {approval.at[:10]}."
        self._window.desk.editor().header.show_approval(words, tone, tip)


def day(approval: Approval) -> str:
    """The day of an approval as a person says it, with the year when it is not this one."""
    try:
        at = dt.datetime.fromisoformat(approval.at).astimezone()
    except ValueError:
        return approval.at
    year = "" if at.year == dt.datetime.now().astimezone().year else f" {at.year}"
    return f"{at.day} {at:%b}{year}"
