"""The fields that hold more than text: criteria, PEM, relations, retraction and sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from curator_app.domain.criteria_json import criteria_from_json
from curator_app.domain.decisions import (
    approval_from_json,
    dismissals_from_json,
    distinct_from_json,
    rejections_from_json,
    tasks_from_json,
)
from curator_app.domain.entry import Relation, Retraction, Source
from curator_app.domain.pem_status import pem_from_json, refuse_parts
from curator_app.domain.plain_text import clean_line, clean_text
from curator_app.domain.vocabulary import Vocabulary
from curator_app.errors import BadValue

# Deeper than an expression of case definitions (criteria.MAX_DEPTH) with what is around it.
_DEEPEST = 60
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def parse_structured(name: str, value: Any, vocabulary: Vocabulary) -> Any:
    """JSON given by a person or a file as the field's value; raises BadValue with a sentence."""
    value = _cleaned(name, value)
    if name == "pem" and isinstance(value, Mapping) and "override" not in value:
        raise BadValue(
            name,
            "The PEM status follows from the criteria, so pem takes an override and nothing else.",
            "Set the criteria, or give an override with status, quote, location and reason.",
        )
    parsed = FROM_JSON[name](value)
    if name == "pem" and parsed.override is not None:
        refuse_parts(parsed.override)
    if name == "relations":
        return tuple(_checked_relation(r, vocabulary) for r in cast("list[Relation]", parsed))
    if name == "retraction":
        status = vocabulary.resolve("retraction_status", parsed.status) or "none"
        if parsed.date and not is_date(parsed.date):
            raise BadValue(name, f"{parsed.date!r} is not a date.", "For example 2011-12-23.")
        return Retraction(status, parsed.notice, parsed.date)
    return parsed


def is_date(text: str) -> bool:
    """Whether `text` is an ISO date, also one that names only its month or its year."""
    match = _DATE.fullmatch(text)
    try:
        return match is not None and bool(date(*(int(part or 1) for part in match.groups())))
    except ValueError:
        return False


def _cleaned(name: str, value: Any, depth: int = 0) -> Any:
    """The JSON with each of its texts as `clean_text` leaves it."""
    if depth > _DEEPEST:
        raise BadValue(name, f"The value of {name} is nested too deeply.")
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        form = cast("Mapping[str, Any]", value)
        return {clean_text(key): _cleaned(name, item, depth + 1) for key, item in form.items()}
    if isinstance(value, list | tuple):
        items = cast("Sequence[Any]", value)
        return [_cleaned(name, item, depth + 1) for item in items]
    return value


def _checked_relation(relation: Relation, vocabulary: Vocabulary) -> Relation:
    kind = vocabulary.resolve("relation_type", relation.type)
    target = clean_line(relation.target)
    if not kind or not target:
        raise BadValue(
            "relations",
            "A relation needs its type and the other study's address.",
            'For example [{"type": "cites", "target": "see-1996-alpha-interferon"}].',
        )
    return Relation(kind, target, relation.note)


def _items(name: str, value: Any) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(i, Mapping) for i in value):  # pyright: ignore[reportUnknownVariableType]
        raise BadValue(name, f"{name.capitalize()} are a list of objects.")
    return cast("list[Mapping[str, Any]]", value)


def _relations(value: Any) -> tuple[Relation, ...]:
    return tuple(
        Relation(
            str(i.get("type") or ""),
            str(i.get("target") or ""),
            str(i.get("note") or ""),
        )
        for i in _items("relations", value)
    )


def _sources(value: Any) -> tuple[Source, ...]:
    return tuple(
        Source(
            str(i.get("format") or ""),
            str(i.get("file") or ""),
            _line(i.get("line")),
            str(i.get("key") or ""),
            str(i.get("raw") or ""),
            str(i.get("versions") or ""),
        )
        for i in _items("sources", value)
    )


def _line(value: Any) -> int:
    if not re.fullmatch(r"\d{0,9}", str(value or "")):
        raise BadValue("sources", f"{value!r} is not the number of a line.")
    return int(value or 0)


def _retraction(value: Any) -> Retraction:
    if isinstance(value, str):
        value = {"status": value}
    if not isinstance(value, Mapping):
        raise BadValue("retraction", "Retraction is an object with status, notice and date.")
    form = cast("Mapping[str, Any]", value)
    return Retraction(
        str(form.get("status") or "none"),
        str(form.get("notice") or ""),
        str(form.get("date") or ""),
    )


FROM_JSON: Mapping[str, Callable[[Any], Any]] = {
    "criteria": criteria_from_json,
    "pem": pem_from_json,
    "relations": _relations,
    "retraction": _retraction,
    "sources": _sources,
    "removed": bool,
    "dismissals": dismissals_from_json,
    "rejected_proposals": rejections_from_json,
    "approval": approval_from_json,
    "tasks": tasks_from_json,
    "distinct": distinct_from_json,
}
"""How each field is read from stored JSON, which was checked when it was saved."""
