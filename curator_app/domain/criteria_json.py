"""Reading criteria from the JSON form that `criteria` describes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from curator_app.domain.criteria import (
    CRITERION_CERTAINTIES,
    MAX_DEPTH,
    MODIFIERS,
    OPERATORS,
    STATUS_CERTAINTIES,
    Combination,
    Criteria,
    Evidence,
    Expression,
    Subset,
    Use,
)
from curator_app.errors import BadValue

_PARTS = frozenset((*Criteria.__dataclass_fields__, "year"))


def _bad(message: str) -> BadValue:
    return BadValue(
        "criteria",
        message,
        'Write a definition id, ["all"|"any"|"unsure", ...] or [id, [modifier, ...]].',
    )


def expression_from_json(data: Any, depth: int = 0) -> Expression:
    """Read an expression; raises BadValue with a sentence when it is none."""
    if depth > MAX_DEPTH:
        raise _bad("The criteria are nested too deeply.")
    if isinstance(data, str) and data.strip():
        return Use(data.strip())
    if isinstance(data, Mapping):
        return _use_from_json(cast("Mapping[str, Any]", data))
    if isinstance(data, Sequence) and not isinstance(data, str):
        items = cast("Sequence[Any]", data)
        return _list_from_json(items, depth)
    raise _bad("The criteria are not an expression of case definitions.")


def _list_from_json(items: Sequence[Any], depth: int) -> Expression:
    head = items[0] if items else None
    if isinstance(head, str) and head in OPERATORS:
        if len(items) < 2:
            raise _bad(f"{head!r} joins nothing.")
        return Combination(head, tuple(expression_from_json(i, depth + 1) for i in items[1:]))
    if len(items) == 2 and isinstance(head, str) and isinstance(items[1], list):
        return Use(head, _modifiers(items[1]))  # pyright: ignore[reportUnknownArgumentType]
    if len(items) == 1:
        return expression_from_json(head, depth + 1)
    raise _bad("A list of definitions needs to say how they are joined.")


def _modifiers(items: Sequence[Any]) -> tuple[str, ...]:
    unknown = [str(item) for item in items if item not in MODIFIERS]
    if unknown:
        raise _bad(f"Unknown modifier: {', '.join(unknown)}.")
    return tuple(dict.fromkeys(items))


def _use_from_json(data: Mapping[str, Any]) -> Use:
    definition = str(data.get("id") or data.get("definition") or "").strip()
    if not definition:
        raise _bad("A tagged definition has no id.")
    return Use(
        definition,
        _modifiers(_list(data, "modifiers")),
        str(data.get("quote") or ""),
        str(data.get("location") or ""),
        str(data.get("verification") or ""),
    )


def _subset_from_json(data: Any) -> Subset:
    if not isinstance(data, Mapping):
        raise _bad("A subgroup is an object with an expression.")
    subset = cast("Mapping[str, Any]", data)
    expr = subset.get("expr")
    if expr is None and not subset.get("name") and subset.get("n") is None:
        raise _bad("A subgroup needs an expression, a name or a number of participants.")
    return Subset(
        None if expr is None else expression_from_json(expr),
        str(subset.get("name") or ""),
        _people(subset.get("n")),
        subset.get("results_reported") is True,
    )


def _people(value: Any) -> int | None:
    """A number of participants; None when it is not known."""
    if value is None or value == "":
        return None
    digits = re.fullmatch(r"(\d{1,9})(?:\.0)?", str(value))
    if isinstance(value, bool) or not digits:
        raise _bad(f"n is a number of participants, not {value!r}.")
    return int(digits[1])


def _list(form: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = form.get(name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _bad(f"{name} is a list.")
    return cast("list[Any]", value)


def _one_of(form: Mapping[str, Any], name: str, known: Sequence[str]) -> str:
    value = str(form.get(name) or "")
    if value and value not in known:
        raise _bad(f"{name} is {', '.join(known[:-1])} or {known[-1]}.")
    return value


def _evidence_from_json(data: Any) -> Evidence:
    if isinstance(data, str):
        return Evidence(data)
    if not isinstance(data, Mapping):
        raise _bad("A quotation is not text.")
    item = cast("Mapping[str, Any]", data)
    return Evidence(str(item.get("quote") or ""), str(item.get("location") or ""))


def criteria_from_json(data: Any) -> Criteria:
    """Read the JSON form (None and {} give empty criteria); raises BadValue with a sentence."""
    if data is None:
        return Criteria()
    if not isinstance(data, Mapping):
        return Criteria(expr=expression_from_json(data))
    form = cast("Mapping[str, Any]", data)
    if not form.keys() <= _PARTS:
        unknown = sorted(str(key) for key in form if key not in _PARTS)
        raise _bad(f"Unknown part of the criteria: {', '.join(unknown)}.")
    added = str(form.get("added") or "no")
    if added not in ("all", "subset", "no"):
        raise _bad('"added" is "all", "subset" or "no".')
    prevalence = form.get("pem_prevalence")
    if prevalence is not None and not (
        isinstance(prevalence, int | float)
        and not isinstance(prevalence, bool)
        and 0 <= prevalence <= 100
    ):
        raise _bad("pem_prevalence is a percentage between 0 and 100.")
    expr = form.get("expr")
    return Criteria(
        expr=None if expr is None else expression_from_json(expr),
        unit=str(form.get("unit") or ""),
        added=added,
        subsets=tuple(_subset_from_json(item) for item in _list(form, "subsets")),
        arms=tuple(_subset_from_json(item) for item in _list(form, "arms")),
        verification=str(form.get("verification") or ""),
        evidence=tuple(_evidence_from_json(item) for item in _list(form, "evidence")),
        pem_prevalence=None if prevalence is None else float(prevalence),
        recruited_from=str(form.get("recruited_from") or ""),
        parent=str(form.get("parent") or ""),
        comparators=tuple(str(item) for item in _list(form, "comparators")),
        mentioned=tuple(str(item) for item in _list(form, "mentioned")),
        criterion_certainty=_one_of(form, "criterion_certainty", CRITERION_CERTAINTIES),
        status_certainty=_one_of(form, "status_certainty", STATUS_CERTAINTIES),
    )
