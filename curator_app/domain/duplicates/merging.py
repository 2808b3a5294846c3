"""Two entries made one: what each field can take, and the united entry.

Lists are united and nothing is lost in silence: what only one entry says is taken, and where both
are tagged with case definitions, and differently, a person has to choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from curator_app.domain.criteria import Combination, Criteria, Expression, Use
from curator_app.domain.decisions import CHECK_FULL_TEXT, Task
from curator_app.domain.entry import EMPTY, Entry, Relation, is_public
from curator_app.domain.fields import BY_NAME, FIELDS, INTERNAL, LIST_FIELDS, label
from curator_app.errors import BadValue

LEFT, RIGHT, BOTH = "left", "right", "both"
UNITED = (LIST_FIELDS - {"authors", "former_slugs"}) | {"relations"}
"""The fields of which both are taken, unless a person chooses one side."""
CHOSEN = tuple(item.name for item in FIELDS if item.group != INTERNAL)
"""The fields that a person chooses, in the editor's order; the rest follows from them."""
_ORDER = ("imported", "drafting", "in_review", "ready", "published", "retracted", "withdrawn")

T = TypeVar("T")


@dataclass(frozen=True)
class Choice:
    """One field of two entries: what may be taken, and what is unless a person says otherwise.

    `must` says that a person has to choose: then `taken` is "".
    """

    name: str
    left: Any
    right: Any
    options: tuple[str, ...]
    taken: str

    @property
    def differs(self) -> bool:
        """Whether the two entries say different things."""
        return self.left != self.right

    @property
    def must(self) -> bool:
        """Whether nothing is taken until a person chooses."""
        return not self.taken

    @property
    def both_say(self) -> bool:
        """Whether both say something, and not the same."""
        empty = getattr(EMPTY, self.name)
        return self.differs and empty not in (self.left, self.right)


def precedence(entry: Entry) -> tuple[Any, ...]:
    """Which of two entries to keep, the smaller first: public, further along, fuller, older."""
    state = _ORDER.index(entry.state) if entry.state in _ORDER else 0
    filled = sum(getattr(entry, name) != getattr(EMPTY, name) for name in CHOSEN)
    return not is_public(entry), -state, -filled, entry.id


def choices(left: Entry, right: Entry) -> tuple[Choice, ...]:
    """Every field that can be chosen, in the editor's order."""
    return tuple(_choice(name, left, right) for name in CHOSEN)


def _choice(name: str, left: Entry, right: Entry) -> Choice:
    mine, theirs = getattr(left, name), getattr(right, name)
    return Choice(name, mine, theirs, _options(name), _taken(name, left, right))


def _options(name: str) -> tuple[str, ...]:
    joins = name in UNITED or BY_NAME[name].kind == "text"
    return (LEFT, RIGHT, BOTH) if joins else (LEFT, RIGHT)


def _taken(name: str, left: Entry, right: Entry) -> str:
    mine, theirs, empty = getattr(left, name), getattr(right, name), getattr(EMPTY, name)
    if name == "criteria":
        return LEFT if not contradictions(left.criteria, right.criteria) else ""
    if name == "pem":
        return _override_taken(left, right)
    if name == "state":
        return RIGHT if is_public(right) and not is_public(left) else LEFT
    if mine == theirs or theirs == empty:
        return LEFT
    if name in UNITED:
        return BOTH
    return RIGHT if mine == empty else LEFT


def _override_taken(left: Entry, right: Entry) -> str:
    mine, theirs = left.pem.override, right.pem.override
    if mine is None:
        return RIGHT if theirs else LEFT
    return LEFT if theirs is None or theirs.status == mine.status else ""


def contradictions(left: Criteria, right: Criteria) -> tuple[str, ...]:
    """The parts of the criteria in which both say something, and not the same."""
    empty = Criteria()
    return tuple(
        part.name
        for part in fields(Criteria)
        if part.name not in ("evidence", "comparators", "mentioned", "verification")
        and getattr(empty, part.name) not in (getattr(left, part.name), getattr(right, part.name))
        and _bare(getattr(left, part.name)) != _bare(getattr(right, part.name))
    )


def _bare(part: Any) -> Any:
    """An expression without the quotations that prove it."""
    if isinstance(part, Use):
        return Use(part.definition, part.modifiers)
    if isinstance(part, Combination):
        parts: list[Expression] = [_bare(item) for item in part.parts]
        return replace(part, parts=tuple(parts))
    return part


def united(
    left: Entry, right: Entry, taken: Mapping[str, str], written: Mapping[str, Any] | None = None
) -> Entry:
    """The left entry with what the right one adds; `taken` chooses a side by field name.

    `written` are values that a person gave instead of either. Raises BadValue for a choice that
    there is not, and where a person has to choose and did not. The PEM status is not derived here.
    """
    written = written or {}
    _refuse_odd(taken)
    values: dict[str, Any] = {}
    for choice in choices(left, right):
        side = taken.get(choice.name, choice.taken)
        if choice.name in written:
            values[choice.name] = written[choice.name]
        elif not side:
            raise _unchosen(choice)
        else:
            values[choice.name] = _value(choice, side, left, right)
    values |= _followed(left, right, values["slug"])
    if "criteria" not in written:
        values["tasks"] += _lost_tags(left, right, taken.get("criteria", ""))
    own = {left.slug, right.slug, *values["former_slugs"]}
    values["relations"] = tuple(r for r in values["relations"] if r.target not in own)
    return left.with_(**values)


def _refuse_odd(taken: Mapping[str, str]) -> None:
    for name, side in taken.items():
        if name not in CHOSEN:
            raise BadValue(name, f"{name!r} is no field to choose.", f"One of {', '.join(CHOSEN)}.")
        options = _options(name)
        if side not in options:
            raise BadValue(
                name, f"{label(name)} cannot take {side!r}.", f"One of {', '.join(options)}."
            )


def _unchosen(choice: Choice) -> BadValue:
    what = "tags" if choice.name == "criteria" else "overrides"
    return BadValue(
        choice.name,
        f"The two entries have different {what} ({label(choice.name)}), so one has to be chosen."
        " Nothing was changed.",
        f"Take {choice.name}=left or {choice.name}=right.",
    )


def _value(choice: Choice, side: str, left: Entry, right: Entry) -> Any:
    name = choice.name
    if name == "criteria":
        first, second = (left, right) if side == LEFT else (right, left)
        return _filled(first.criteria, second.criteria)
    if side == BOTH:
        if name in UNITED:
            return _joined(choice.left, choice.right)
        return "\n\n".join(filter(None, _joined((choice.left,), (choice.right,))))
    return choice.left if side == LEFT else choice.right


def _filled(first: Criteria, second: Criteria) -> Criteria:
    """The first with what only the second says; quotations and lists of both."""
    empty = Criteria()
    values: dict[str, Any] = {
        part.name: getattr(second, part.name)
        for part in fields(Criteria)
        if getattr(first, part.name) == getattr(empty, part.name)
    }
    for name in ("evidence", "comparators", "mentioned"):
        values[name] = _joined(getattr(first, name), getattr(second, name))
    return replace(first, **values)


def _followed(left: Entry, right: Entry, slug: str) -> dict[str, Any]:
    """What nobody chooses: records, addresses and decisions of both."""
    addresses = (*left.former_slugs, *right.former_slugs, left.slug, right.slug)
    return {
        "sources": _joined(left.sources, right.sources),
        "former_slugs": tuple(dict.fromkeys(a for a in addresses if a and a != slug)),
        "dismissals": _joined(left.dismissals, right.dismissals),
        "rejected_proposals": _joined(left.rejected_proposals, right.rejected_proposals),
        "tasks": _joined(left.tasks, right.tasks),
        "distinct": tuple(d for d in left.distinct if d.other != right.id),
    }


def _lost_tags(left: Entry, right: Entry, side: str) -> tuple[Task, ...]:
    """Something to look at when the tags of one entry gave way to the other's."""
    if not contradictions(left.criteria, right.criteria):
        return ()
    kept, gone = (left, right) if side == LEFT else (right, left)
    tags = ", ".join(gone.criteria.definitions()) or "no case definition"
    note = (
        f"{gone.slug} was tagged {tags} before it was merged;"
        f" the tags of {kept.slug} were taken. Check which the paper used."
    )
    return (Task(CHECK_FULL_TEXT, note),)


def _joined(first: Sequence[T], second: Iterable[T]) -> tuple[T, ...]:
    found = list(first)
    found += [item for item in second if item not in found]
    return tuple(found)


def repointed(entry: Entry, moved: Mapping[str, str]) -> Entry:
    """The entry with its relations and its parent study at the addresses that are left."""
    relations: list[Relation] = []
    for relation in entry.relations:
        relation = replace(relation, target=moved.get(relation.target, relation.target))
        known = any((r.type, r.target) == (relation.type, relation.target) for r in relations)
        if not known and relation.target != entry.slug:
            relations.append(relation)
    parent = moved.get(entry.criteria.parent, entry.criteria.parent)
    criteria = replace(entry.criteria, parent="" if parent == entry.slug else parent)
    return entry.with_(relations=tuple(relations), criteria=criteria)
