"""Triage: one decision for all that is selected, one step of undo, and on to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from curator_app.domain.changes import Changes
from curator_app.domain.contribution import (
    ACCEPTED,
    ADD_TAGS,
    DECLINE_REASONS,
    DECLINED,
    DROP_TAGS,
    DUPLICATE,
    KINDS,
    NEEDS_INFORMATION,
    NEW,
    SPAM,
)
from curator_app.domain.private import Private
from curator_app.domain.retention import iso
from curator_app.inbox.store import Store
from curator_app.services import triage
from curator_app.services.contributing import Contributing
from curator_app.services.triage import named
from curator_app.ui.inbox import words
from curator_app.ui.inbox.commands.part import Part

_QUESTIONS: Mapping[str, str] = {
    ACCEPTED: "Accept {}",
    DECLINED: "Decline {}",
    NEEDS_INFORMATION: "Ask for information on {}",
    DUPLICATE: "Mark {} as duplicate",
    SPAM: "Mark {} as spam",
    NEW: "Reopen {}",
}


class Deciding(Part):
    """Commands that decide."""

    def accept(self) -> None:
        """Accept and go on."""
        self._decide(ACCEPTED)

    def accept_stay(self) -> None:
        """Accept and stay."""
        self._decide(ACCEPTED, stay=True)

    def decline(self, *, stay: bool = False) -> None:
        """Ask for the reason, and decline."""
        from curator_app.ui.inbox.choosers import Choice

        ns = self._chosen()
        if ns:
            reasons = [(words_, reason) for reason, words_ in DECLINE_REASONS.items()]
            dialog = Choice("Decline", "Declined because", reasons, self._window)
            dialog.chosen.connect(partial(self._on_reason, ns, stay))
            self._open(dialog)

    def _on_reason(self, ns: Sequence[int], stay: bool, reason: str) -> None:
        self._decide(DECLINED, stay=stay, ns=ns, reason=reason)

    def decline_stay(self) -> None:
        """The same, and stay."""
        self.decline(stay=True)

    def needs_information(self) -> None:
        """Something is to be asked; go on."""
        self._decide(NEEDS_INFORMATION)

    def needs_information_stay(self) -> None:
        """Something is to be asked; stay."""
        self._decide(NEEDS_INFORMATION, stay=True)

    def spam(self) -> None:
        """Spam; go on."""
        self._decide(SPAM)

    def spam_stay(self) -> None:
        """Spam; stay."""
        self._decide(SPAM, stay=True)

    def reopen(self) -> None:
        """Bring it back among the new."""
        self._decide(NEW, stay=True, snoozed_until="", duplicate_of="")

    def duplicate(self, *, stay: bool = False) -> None:
        """Ask which message says the same, and mark it."""
        from curator_app.ui.inbox.duplicate_dialog import DuplicateDialog

        ns, store = self._chosen(), self._window.access.store
        if store is None or not ns:
            return
        window = self._window
        dialog = DuplicateDialog(window.tasks, window.theme, store, ns, self._reading(), window)
        dialog.chosen.connect(partial(self._on_duplicate_of, ns, stay))
        self._open(dialog)

    def _on_duplicate_of(self, ns: Sequence[int], stay: bool, found: str) -> None:
        self._decide(DUPLICATE, stay=stay, ns=ns, duplicate_of=found)

    def duplicate_stay(self) -> None:
        """The same, and stay."""
        self.duplicate(stay=True)

    def snooze(self, *, stay: bool = False) -> None:
        """Ask until when, and put it off."""
        from curator_app.ui.inbox.choosers import SnoozeDialog

        ns = self._chosen()
        if ns:
            dialog = SnoozeDialog(self._window)
            dialog.chosen.connect(partial(self._snooze, ns, stay))
            self._open(dialog)

    def snooze_stay(self) -> None:
        """The same, and stay."""
        self.snooze(stay=True)

    def _snooze(self, ns: Sequence[int], stay: bool, day: date) -> None:
        morning = datetime(day.year, day.month, day.day, 5).astimezone()
        until = {"snoozed_until": iso(morning)}
        self._change(ns, until, f"Snoozed {{}} until {day.isoformat()}", "Snooze {}", stay=stay)

    # ------------------------------------------------------------------ who, what, which

    def claim(self) -> None:
        """Assign it to whoever works here."""
        store = self._window.access.store
        if store is not None:
            self._assign(self._chosen(), store.session.who)

    def assign(self) -> None:
        """Ask who works on it."""
        from curator_app.ui.inbox.choosers import AssignDialog

        ns, store = self._chosen(), self._window.access.store
        if ns and store is not None:
            dialog = AssignDialog(store.session.who, self._window)
            dialog.chosen.connect(partial(self._assign, ns))
            self._open(dialog)

    def _assign(self, ns: Sequence[int], who: str) -> None:
        done = f"Assigned {{}} to {who}" if who else "Assigned {} to nobody"
        self._change(ns, {"assigned_to": who}, done, "Assign {}", stay=True)

    def tag(self) -> None:
        """Put tags on, take tags off."""
        ns, window = self._chosen(), self._window
        if not ns:
            return

        def ask(store: Store) -> tuple[list[str], list[tuple[str, ...]]]:
            return store.tags(), [standing.tags for standing in store.standings(ns).values()]

        window.work.read(ask, partial(self._ask_tags, ns))

    def _ask_tags(self, ns: list[int], found: tuple[list[str], list[tuple[str, ...]]]) -> None:
        from curator_app.ui.inbox.tag_dialog import TagDialog

        dialog = TagDialog(*found, self._window)
        dialog.chosen.connect(partial(self._tag, ns))
        self._open(dialog)

    def _tag(self, ns: Sequence[int], added: Sequence[str], dropped: Sequence[str]) -> None:
        changes = {ADD_TAGS: tuple(added), DROP_TAGS: tuple(dropped)}
        self._change(ns, changes, "Changed the tags of {}", "Change the tags of {}", stay=True)

    def unread(self) -> None:
        """Unread when all were read, else read."""
        ns = self._chosen()
        rows = self._window.list.table.known(ns)
        wanted = not any(row.unread for row in rows)
        self._window.reader.leave_unread()
        done = "Marked {} as unread" if wanted else "Marked {} as read"
        self._change(ns, {"unread": wanted}, done, done.replace("Marked", "Mark"), stay=True)

    def kind(self, number: int) -> None:
        """It is of this kind."""
        kind = KINDS[number]
        done = f"Called {{}} “{words.KINDS[kind]}”"
        self._change(self._chosen(), {"kind": kind}, done, "Change the kind of {}", stay=True)

    # ------------------------------------------------------------------ notes

    def note(self) -> None:
        """Write a note."""
        from curator_app.ui.inbox.choosers import NoteDialog

        reading = self._reading()
        if reading is None:
            return
        found = reading.row.id

        def keep(text: Private) -> None:
            self._window.work.write(lambda store: store.letters.add_note(found, text))

        dialog = NoteDialog(self._window)
        dialog.written.connect(keep)
        self._open(dialog)

    # ------------------------------------------------------------------ doing it

    def _decide(
        self, state: str, *, stay: bool = False, ns: Sequence[int] | None = None, **values: Any
    ) -> None:
        chosen = self._chosen() if ns is None else ns

        def work(store: Store) -> Changes:
            return triage.decide(store, chosen, state, **values)

        self._act(chosen, work, _QUESTIONS[state], stay=stay)

    def _change(
        self, ns: Sequence[int], changes: Mapping[str, Any], done: str, ask: str, *, stay: bool
    ) -> None:
        def work(store: Store) -> Changes:
            return store.change(ns, changes, named(done, len(ns)))

        self._act(ns, work, ask, stay=stay)

    def _act(
        self, ns: Sequence[int], work: Callable[[Store], Changes], ask: str, *, stay: bool
    ) -> None:
        if not ns:
            return

        def act() -> None:
            self._window.list.begin_act(ns, stay=stay)
            self._window.work.write(work)

        self._sure(len(ns), ask, act)

    # ------------------------------------------------------------------ undo

    def undo(self) -> None:
        """Take back the last step of triage, with the revision that it made, and show it."""
        self._step(lambda both: both.undo(), lambda store: store.undo())

    def redo(self) -> None:
        """Repeat what was undone last."""
        self._step(lambda both: both.redo(), lambda store: store.redo())

    def _step(
        self, both: Callable[[Contributing], Changes], alone: Callable[[Store], Changes]
    ) -> None:
        window, store = self._window, self._window.access.store
        if store is None:
            return
        if window.library is None:
            window.work.write(alone, self._on_step)
            return
        # It may write to the atlas, which has its one writer elsewhere.
        work = Contributing(window.library, store)
        window.atlas.write(lambda: both(work), window, self._on_step, window.failed)

    def _on_step(self, changes: Changes) -> None:
        if changes.contributions:
            self._window.list.show_message(min(changes.contributions))
