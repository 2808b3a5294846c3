"""Operations: what undo and redo step over. One operation may revise many entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ADOPTION = "policy"
"""The kind of an operation that adopted a policy: undo stops at it."""


@dataclass(frozen=True)
class Operation:
    """One acknowledged step of the user: `kind` is ordinary, undo, redo or ADOPTION.

    `target` is the operation that an undo or redo takes back or repeats.
    """

    id: int
    kind: str
    label: str
    at: str
    who: str
    target: int | None = None
    entries: int = 0


@dataclass(frozen=True)
class UndoState:
    """What undo and redo would do now; None where there is nothing."""

    undo: Operation | None = None
    redo: Operation | None = None


def undo_state(operations: Iterable[Operation]) -> UndoState:
    """Replay the operations (oldest first): a new step clears what could be redone."""
    done: list[Operation] = []
    undone: list[Operation] = []
    for operation in operations:
        if operation.kind in ("ordinary", ADOPTION):
            done.append(operation)
            undone.clear()
        elif operation.kind == "undo":
            moved = [item for item in done if item.id == operation.target]
            done = [item for item in done if item.id != operation.target]
            undone.extend(moved)
        else:
            moved = [item for item in undone if item.id == operation.target]
            undone = [item for item in undone if item.id != operation.target]
            done.extend(moved)
    return UndoState(done[-1] if done else None, undone[-1] if undone else None)
