"""What people decided about an entry, kept in it: with a history, undo and hashes, on no page.

Findings dismissed, proposals rejected, the page approved, what is left to look at, and which
entries are not duplicates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, cast

from curator_app.errors import BadValue

CHECK_POLICY = "check_policy"
CHECK_FULL_TEXT = "check_full_text"
CHECK_RETRACTION = "check_retraction"
TASK_KINDS = (CHECK_POLICY, CHECK_FULL_TEXT, CHECK_RETRACTION)


@dataclass(frozen=True)
class Dismissal:
    """A person's decision that a rule does not hold for one sentence of one field, with why.

    `at` is an ISO time. The hash is that of the sentence: when it changes, the finding returns.
    """

    rule: str
    field: str
    sentence_hash: str
    reason: str
    who: str
    at: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What the dismissed finding is known by: rule, field and hash."""
        return self.rule, self.field, self.sentence_hash


@dataclass(frozen=True)
class Approval:
    """Somebody read the page and found it ready: `page` is the SHA-256 of what they read."""

    page: str
    who: str
    at: str


@dataclass(frozen=True)
class Task:
    """Something left to look at: `kind` is one of TASK_KINDS, `note` says why, in a sentence."""

    kind: str
    note: str
    at: str = ""


@dataclass(frozen=True)
class Distinct:
    """A person's decision that the entry with the id `other` is another study.

    `mark` is `domain.duplicates.facts.pair_mark` of both: when either is identified differently,
    the decision no longer stands and the pair is proposed again.
    """

    other: str
    mark: str
    who: str
    at: str


def dismissals_from_json(data: Any) -> tuple[Dismissal, ...]:
    """Read the stored list; raises BadValue when one has no rule or no reason."""
    found = tuple(Dismissal(**_texts("dismissals", item, Dismissal)) for item in _list(data))
    if not all(item.rule and item.reason.strip() for item in found):
        raise BadValue("dismissals", "Dismissing a finding needs the rule and a reason.")
    return found


def tasks_from_json(data: Any) -> tuple[Task, ...]:
    """Read the stored list; raises BadValue for a kind that there is not."""
    found = tuple(Task(**_texts("tasks", item, Task)) for item in _list(data))
    odd = [task.kind for task in found if task.kind not in TASK_KINDS]
    if odd:
        raise BadValue(
            "tasks", f"{odd[0]!r} is no kind of task.", f"One of {', '.join(TASK_KINDS)}."
        )
    return found


def distinct_from_json(data: Any) -> tuple[Distinct, ...]:
    """Read the stored list; raises BadValue when one does not say which entry it is about."""
    found = tuple(Distinct(**_texts("distinct", item, Distinct)) for item in _list(data))
    if not all(item.other for item in found):
        raise BadValue("distinct", "This needs the id of the entry that is another study.")
    return found


def approval_from_json(data: Any) -> Approval | None:
    """Read the stored form; None when nobody has approved the page."""
    return Approval(**_texts("approval", data, Approval)) if data else None


def rejections_from_json(data: Any) -> tuple[str, ...]:
    """Read the keys of rejected proposals."""
    return tuple(str(item) for item in _list(data))


def _list(data: Any) -> list[Any]:
    if data is None:
        return []
    if not isinstance(data, list | tuple):
        raise BadValue("", "Decisions are a list.")
    return list(cast("list[Any]", data))


def _texts(
    field: str, data: Any, kind: type[Dismissal | Approval | Task | Distinct]
) -> dict[str, str]:
    if not isinstance(data, Mapping):
        raise BadValue(field, f"{field.capitalize()} are objects.")
    form = cast("Mapping[str, Any]", data)
    return {part.name: str(form.get(part.name) or "") for part in fields(kind)}
