"""What came of taking messages in: the count of each outcome, and the sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from curator_app.domain.contribution import Incoming
from curator_app.inbox.keeper import Keeper


@dataclass
class Taken:
    """Counts that add up: `seen` = `new` + `known` + `unreadable` + `left`.

    `unreadable` were kept as they came, `left` are still where they were, and `problems` says why.
    No sentence quotes a message. `refused` when a server wanted another password.
    """

    new: int = 0
    known: int = 0
    unreadable: int = 0
    left: int = 0
    refused: bool = False
    problems: list[str] = field(default_factory=list[str])

    @property
    def seen(self) -> int:
        """How many there were."""
        return self.new + self.known + self.unreadable + self.left

    def keep(self, keeper: Keeper, messages: Sequence[Incoming]) -> None:
        """Keep some messages and count what became of each."""
        if not messages:
            return
        for message, is_new in zip(messages, keeper.add(messages), strict=True):
            if not is_new:
                self.known += 1
            elif message.message is None:
                self.unreadable += 1
            else:
                self.new += 1

    def leave(self, problem: str, count: int = 1) -> None:
        """Some could not be taken; say why, once."""
        self.left += count
        self.say(problem)

    def say(self, problem: str) -> None:
        """Something that the user should know, once."""
        if problem not in self.problems:
            self.problems.append(problem)

    def add(self, other: Taken) -> None:
        """Add up with another account or file."""
        self.new += other.new
        self.known += other.known
        self.unreadable += other.unreadable
        self.left += other.left
        self.refused |= other.refused
        for problem in other.problems:
            self.say(problem)

    def sentence(self) -> str:
        """What happened, in one line."""
        parts = [_count(self.new, "new message")]
        if self.known:
            parts.append(f"{self.known:,} known already")
        if self.unreadable:
            parts.append(f"{self.unreadable:,} kept but not readable")
        if self.left:
            parts.append(f"{self.left:,} not taken")
        return f"{', '.join(parts)}."


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}" if number else f"No {what}s"
