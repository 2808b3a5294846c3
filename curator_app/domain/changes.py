"""What an operation touched, so that each pane decides whether to refresh."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Changes:
    """`entries` are the ids whose content changed; `structure` when the list itself did.

    `contributions` are the row numbers in the inbox that changed; `rules` when the policy or the
    word lists changed, so that everything is judged anew. `message` is the sentence for the status
    line, naming what was done.
    """

    entries: frozenset[str] = frozenset()
    structure: bool = False
    message: str = ""
    operation_id: int | None = None
    contributions: frozenset[int] = frozenset()
    rules: bool = False
