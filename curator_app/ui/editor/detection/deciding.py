"""A person's decisions about proposals as changes of the entry's fields; no widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from curator_app.domain.decisions import CHECK_FULL_TEXT, Task
from curator_app.domain.detection import Proposal
from curator_app.domain.detection.accepting import OPEN, accept, needs_way, standing, verify
from curator_app.domain.detection.proposal import MENTION, STRATIFIER
from curator_app.domain.entry import EMPTY, Entry

Values = Mapping[str, Any]


@dataclass(frozen=True)
class _Step:
    before: Values
    after: Values


class Decisions:
    """The entry as it is edited, and the steps taken on it here, for undo.

    Each method gives the fields to change; nothing is changed here.
    """

    def __init__(self) -> None:
        self.entry: Entry = EMPTY
        self._steps: list[_Step] = []

    def show(self, entry: Entry) -> bool:
        """Take the entry as it is now; True when it is another one."""
        other = entry.id != self.entry.id
        if other:
            self._steps = []
        self.entry = entry
        return other

    def standing(self, item: Proposal) -> str:
        """Open, accepted or rejected."""
        return standing(item, self.entry.criteria, self.entry.rejected_proposals)

    def waits(self, item: Proposal) -> bool:
        """Whether somebody should decide: it is open, and more than a mention."""
        return self.standing(item) == OPEN and item.role not in (MENTION, STRATIFIER)

    def needs_way(self, item: Proposal) -> bool:
        """Whether it has to be said how it joins what is tagged."""
        return needs_way(item, self.entry.criteria)

    def accept(self, item: Proposal, way: str, verification: str) -> Values:
        """What accepting changes; raises BadValue."""
        made = accept(self.entry.criteria, item, way=way, verification=verification)
        kept = tuple(key for key in self.entry.rejected_proposals if key != item.key)
        return self._step({"criteria": made, "rejected_proposals": kept})

    def reject(self, item: Proposal) -> Values:
        """Remember that it is not so, or take that back."""
        known = self.entry.rejected_proposals
        kept = tuple(key for key in known if key != item.key)
        return self._step({"rejected_proposals": kept if item.key in known else (*known, item.key)})

    def verify(self, item: Proposal, verification: str) -> Values:
        """Say of an accepted proposal how its definitions were verified."""
        return self._step({"criteria": verify(self.entry.criteria, item, verification)})

    def has_task(self) -> bool:
        """Whether somebody is to look at the full text."""
        return any(task.kind == CHECK_FULL_TEXT for task in self.entry.tasks)

    def toggle_task(self, note: str) -> Values:
        """Leave the task to look at the full text, or take it off the list."""
        tasks = tuple(task for task in self.entry.tasks if task.kind != CHECK_FULL_TEXT)
        if not self.has_task():
            at = datetime.now(UTC).isoformat(timespec="seconds")
            tasks = (*tasks, Task(CHECK_FULL_TEXT, note, at))
        return self._step({"tasks": tasks})

    def undo(self) -> Values | None:
        """What the last step changed, as it was; None when there is none.

        Empty when a field was changed by something else since: then nothing is taken back.
        """
        if not self._steps:
            return None
        step = self._steps.pop()
        now = {name: getattr(self.entry, name) for name in step.after}
        return step.before if now == step.after else {}

    def _step(self, values: Values) -> Values:
        before = {name: getattr(self.entry, name) for name in values}
        changed = {name: value for name, value in values.items() if value != before[name]}
        if changed:
            self._steps.append(_Step({name: before[name] for name in changed}, changed))
        return changed
