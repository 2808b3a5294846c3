"""A field's JSON value as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from curator_app.domain.fields import label
from curator_app.knowledge import catalogue, checks, vocabulary
from curator_app.ui.editor.certainty import CERTAINTY_LABELS, CERTAINTY_NAMES
from curator_app.ui.editor.criteria import ADDED
from curator_app.ui.editor.expressions import OPERATOR_NAMES
from curator_app.ui.editor.override import STATUS_LABELS

NAMES = {
    "unit": "Studied",
    "added": "PEM required on top",
    "verification": "Criteria checked by",
    "recruited_from": "Recruited from",
    "parent": "Participants of",
    "pem_prevalence": "PEM seen in, %",
    "comparators": "Comparators",
    "mentioned": "Only mentioned",
}
"""What the parts of the criteria are called."""


def in_words(name: str, value: Any) -> str:
    """One field's value as text; lists have one item a line."""
    if value is None or value in ("", [], {}):
        return ""
    if name == "criteria":
        return _criteria(value)
    if name == "pem":
        return _pem(value)
    if name == "relations":
        return "\n".join(_relation(item) for item in value)
    if name == "dismissals":
        return "\n".join(_dismissal(item) for item in value)
    if isinstance(value, Mapping):
        parts = cast("Mapping[str, Any]", value)
        return "\n".join(f"{key}: {part}" for key, part in parts.items() if part)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "\n".join(str(item) for item in value)
    return vocabulary().label(name, str(value))


def _relation(item: Mapping[str, str]) -> str:
    note = f" ({item['note']})" if item.get("note") else ""
    return f"{vocabulary().label('relation_type', item['type'])} {item['target']}{note}"


def _dismissal(item: Mapping[str, str]) -> str:
    rule = checks().by_id.get(item["rule"])
    title = rule.title if rule is not None else item["rule"]
    who = f"{item['who']}, {item['at'][:10]}".strip(" ,")
    return f"{title}, in {label(item['field'])}: {item['reason']} ({who})"


def _pem(value: Mapping[str, Any]) -> str:
    lines = [STATUS_LABELS.get(str(value.get("status")), str(value.get("status")))]
    override = value.get("override")
    if override:
        derived = str(value.get("derived"))
        lines.append(f"Override; derived: {STATUS_LABELS.get(derived, derived)}")
        lines += [f"“{override['quote']}”", f"Reason: {override['reason']}"]
        for key, words in (("set_by", "Set by"), ("confirmed_by", "Confirmed by")):
            lines += [f"{words}: {override[key]}"] if override.get(key) else []
    return "\n".join(lines)


def _criteria(value: Any) -> str:
    if not isinstance(value, Mapping):
        return expression_words(value)
    lines: list[str] = []
    for key, part in cast("Mapping[str, Any]", value).items():
        if key == "expr":
            lines.append(expression_words(part))
        elif key in ("subsets", "arms"):
            lines += [f"{s.get('name') or key}: {_rule(s)}" for s in part]
        elif key in CERTAINTY_NAMES:
            lines.append(f"{CERTAINTY_NAMES[key]}, by hand: {CERTAINTY_LABELS[part]}")
        elif key == "evidence":
            lines += [f"“{item['quote']}”" for item in part]
        else:
            lines.append(_said(key, part))
    return "\n".join(lines)


def _said(key: str, part: Any) -> str:
    """One answer about the participants, under the name it has in the form."""
    known = catalogue()
    words = {**known.units, **{choice.id: choice for choice in known.verifications}}
    if key in ("comparators", "mentioned"):
        shown = ", ".join(known.name(item) for item in part)
    elif key in ("unit", "verification") and part in words:
        shown = words[part].label
    else:
        shown = {id_: text for id_, text, _ in ADDED}.get(part, str(part))
    return f"{NAMES.get(key, key.replace('_', ' '))}: {shown}"


def _rule(subset: Mapping[str, Any]) -> str:
    return expression_words(subset["expr"]) if subset.get("expr") else "not tagged yet"


def expression_words(data: Any) -> str:
    """An expression in one line: "any of (CCC, all of (ICC, Fukuda))"."""
    if isinstance(data, str):
        return catalogue().name(data)
    if isinstance(data, Mapping):
        use = cast("Mapping[str, Any]", data)
        return _use(str(use.get("id")), use.get("modifiers") or [])
    items = cast("list[Any]", data)
    if items and items[0] in OPERATOR_NAMES:
        parts = ", ".join(expression_words(item) for item in items[1:])
        return f"{OPERATOR_NAMES[items[0]].lower()} ({parts})"
    return _use(str(items[0]), items[1])


def _use(definition: str, modifiers: Sequence[str]) -> str:
    labels = {choice.id: choice.label for choice in catalogue().modifiers}
    changed = "; ".join(labels.get(m, m) for m in modifiers)
    return f"{catalogue().name(definition)}{f' ({changed})' if changed else ''}"
