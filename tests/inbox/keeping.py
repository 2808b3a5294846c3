"""A keeper that a test can look into: what the store promises, in a list."""

from __future__ import annotations

from collections.abc import Sequence

from curator_app.domain.contribution import Incoming


class ListKeeper:
    """Keeps by account and SHA-256, each once."""

    def __init__(self) -> None:
        self.kept: list[Incoming] = []
        self.cursors: dict[tuple[str, str], str] = {}

    def add(self, messages: Sequence[Incoming]) -> list[bool]:
        new: list[bool] = []
        for message in messages:
            known = {(one.origin.account, one.origin.digest) for one in self.kept}
            new.append((message.origin.account, message.origin.digest) not in known)
            if new[-1]:
                self.kept.append(message)
        return new

    def cursor(self, account: str, place: str) -> str:
        return self.cursors.get((account, place), "")

    def set_cursor(self, account: str, place: str, value: str) -> None:
        self.cursors[account, place] = value

    def raws(self) -> list[bytes]:
        """What was kept, in order of its bytes."""
        return sorted(message.raw for message in self.kept)
