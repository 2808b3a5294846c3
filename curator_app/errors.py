"""What can go wrong, as sentences: what happened, what was kept, what to do."""

from __future__ import annotations

from dataclasses import dataclass


class CuratorError(Exception):
    """A failure the user can act on; `str(error)` is the sentence, `hint` what to do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def sentence(self) -> str:
        """The message and the hint as one line."""
        return f"{self.message} {self.hint}".strip()


class BadValue(CuratorError):
    """A value that a field cannot hold; nothing was changed."""

    def __init__(self, field: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.field = field


class BadFile(CuratorError):
    """A file that cannot be read as what it should be; nothing was changed."""


class NotFound(CuratorError):
    """No such entry, revision or file."""


class ReadOnly(CuratorError):
    """The library is open for reading only."""


class Busy(CuratorError):
    """Another window or command holds the library."""


class LibraryUnusable(CuratorError):
    """The database is newer, foreign, damaged or none at all; it was left as it is."""


class DiskTrouble(CuratorError):
    """The disk is full, gone or refuses writing; what was acknowledged before is safe."""


class NetworkTrouble(CuratorError):
    """A server could not be reached or did not do what it should; nothing was lost."""


class Offline(NetworkTrouble):
    """There is no way to the server: no such name is known, or nothing answers at its address."""


class LoginRefused(NetworkTrouble):
    """A server knows no such user, password or token; it was asked once and not again."""


class Cancelled(CuratorError):
    """The user stopped a long task; nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__("Stopped. Nothing was changed.")


@dataclass(frozen=True)
class FieldConflict:
    """One field that was changed in two places: values as JSON values."""

    field: str
    base: object
    mine: object
    theirs: object


class StaleEdit(CuratorError):
    """The entry was saved elsewhere since this edit began; nothing was overwritten."""

    def __init__(self, slug: str, conflicts: tuple[FieldConflict, ...]) -> None:
        names = ", ".join(conflict.field for conflict in conflicts) or "no field that you changed"
        super().__init__(
            f"{slug} was saved elsewhere since you opened it ({names}). Your text was kept here.",
            "Compare the two versions field by field and save again.",
        )
        self.slug = slug
        self.conflicts = conflicts


class KeyringTrouble(CuratorError):
    """The keyring gave no answer; `reason` is one of the KEYRING reasons. Nothing was changed."""

    def __init__(self, reason: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.reason = reason


NO_INBOX, LOCKED, NO_KEYRING, DENIED, SLOW, GONE = (
    "no_inbox",
    "locked",
    "no_keyring",
    "denied",
    "slow",
    "gone",
)
MISSING, BACKEND_CHANGED, WRONG, DAMAGED, NEWER, ELSEWHERE = (
    "missing",
    "backend_changed",
    "wrong",
    "damaged",
    "newer",
    "elsewhere",
)
KEYRING = frozenset({LOCKED, NO_KEYRING, DENIED, SLOW, GONE})


class InboxClosed(CuratorError):
    """The private inbox cannot be opened now; its files are as they were, the atlas works.

    `reason` tells the cases apart: no inbox yet, the KEYRING reasons, the key missing, another
    keyring than before, a wrong key, damaged files, a newer version, open elsewhere.
    """

    def __init__(self, reason: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.reason = reason
