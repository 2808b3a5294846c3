"""What the sources need of whatever keeps the messages: the encrypted store, or a test's list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from curator_app.domain.contribution import Incoming


class Keeper(Protocol):
    """Keeps messages for good, and a bookmark for each place that messages come from."""

    def add(self, messages: Sequence[Incoming]) -> Sequence[bool]:
        """Keep all of them in one transaction, durable when this returns.

        For each whether it is new. False means that it is known: the same account and SHA-256
        came before, were it from another mailbox or under another UID, or was erased since.
        """
        ...

    def cursor(self, account: str, place: str) -> str:
        """The bookmark last set for a mailbox or feed of an account, "" when there is none."""
        ...

    def set_cursor(self, account: str, place: str, value: str) -> None:
        """Set a bookmark, durable when this returns."""
        ...
