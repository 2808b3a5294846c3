"""Opening and locking the inbox for its window: off the GUI thread, one state told at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from curator_app.errors import LOCKED, CuratorError, InboxClosed
from curator_app.inbox.header import KEYRING
from curator_app.inbox.store import Store
from curator_app.services.inbox import Credential, Inbox, State, keyring_is_here
from curator_app.ui.tasks import Tasks

BY_KEYRING = Credential()


class Access(QObject):
    """The inbox of the open library, shut or open.

    Signals: opened(Store); shut(State) with why, also after it was locked; waiting(str) while a
    keyring or a passphrase is at work; failed(error) for what is none of its states.
    """

    opened = Signal(object)
    shut = Signal(object)
    waiting = Signal(str)
    failed = Signal(object)

    def __init__(self, inbox: Inbox, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self.inbox, self.tasks = inbox, tasks
        self._busy = False
        self.by_code = False
        """Whether the recovery code opened it: the keyring has lost the key."""

    @property
    def store(self) -> Store | None:
        """The open inbox."""
        return self.inbox.store if self.inbox.is_open() else None

    def sign(self, who: str) -> None:
        """From now on decisions and notes carry this name."""
        if who:
            self.inbox.who = who
            if self.store is not None:
                self.store.session.who = who

    def begin(self) -> None:
        """Say how things stand; where a keyring has the key, ask it."""
        state = self.inbox.state()
        if state.open:
            self.opened.emit(self.inbox.store)
        elif state.reason == LOCKED and state.protection == KEYRING:
            self.unlock(BY_KEYRING)
        else:
            self.shut.emit(state)

    def unlock(self, given: Credential) -> None:
        """Open it with what was given; one attempt at a time."""
        if self._busy:
            return
        by_keyring = given == BY_KEYRING
        self._busy, self.by_code = True, bool(given.code)
        self.waiting.emit("The keyring is asked for the key…" if by_keyring else "Opening…")
        # On a reader: a keyring may wait half a minute for its owner, and nothing else must.
        self.tasks.read(lambda: self.inbox.unlock(given), self, self._on_open, self._on_failed)

    def create(self, passphrase: str, done: Callable[[str], None],
               failed: Callable[[Exception], None]) -> None:  # fmt: skip
        """Make an inbox and open it; `done` gets the recovery code."""
        self.tasks.read(lambda: self.inbox.create(passphrase=passphrase), self, done, failed)

    def confirm(self, code: str, done: Callable[[object], None],
                failed: Callable[[Exception], None]) -> None:  # fmt: skip
        """The recovery code was written down, and is typed to prove it."""
        self.tasks.read(lambda: self.inbox.vault.confirm(code), self, done, failed)

    def set_aside(self, done: Callable[[object], None],
                  failed: Callable[[Exception], None]) -> None:  # fmt: skip
        """Keep the files of an inbox that nobody can open elsewhere, and make room for another."""
        self.tasks.write(self.inbox.vault.set_aside, self, done, failed)

    def find_keyring(self, done: Callable[[bool], None]) -> None:
        """Whether a keyring is here that can hold the key of a new inbox."""
        self.tasks.read(lambda: keyring_is_here(self.inbox.vault.keyring), self, done)

    def tell_open(self) -> None:
        """It was opened by something else than `unlock`."""
        self._on_open(None)

    def lock(self) -> None:
        """Close it after what is being written; its window has taken every text away by now."""
        # What was queued for the writer before is kept first.
        self.tasks.write(self.inbox.lock, self, self._on_locked)

    def _on_locked(self, _: object) -> None:
        self.shut.emit(self.inbox.state())

    def _on_open(self, _: object) -> None:
        self._busy = False
        if self.inbox.is_open():
            self.opened.emit(self.inbox.store)

    def _on_failed(self, error: Exception) -> None:
        self._busy = False
        known = self.inbox.state()
        if isinstance(error, InboxClosed):
            self.shut.emit(_state(known, error.reason, error))
        elif isinstance(error, CuratorError):
            self.shut.emit(_state(known, known.reason, error))
        else:
            self.shut.emit(known)
            self.failed.emit(error)


def _state(known: State, reason: str, error: CuratorError) -> State:
    """How things stand, with the sentences of an attempt that failed."""
    return State(
        known.exists, False, reason, error.message, error.hint, known.protection, known.keyring,
        known.created, known.confirmed,
    )  # fmt: skip
