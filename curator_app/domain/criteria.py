"""What a study required of its participants, as an expression over case definitions.

The JSON form is that of criteria.md 4: an expression is a definition id, a leaf with modifiers
`[id, [modifier, ...]]`, a tagged leaf `{"id", "modifiers", "quote", "location", "verification"}`,
or `[operator, expression, ...]` with the operators all (AND), any (OR) and unsure (an ambiguous
name with several readings). `criteria_json` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

OPERATORS = ("all", "any", "unsure")
MODIFIERS = (
    "author_requires_pem",
    "pem_made_optional",
    "partial",
    "like",
    "relaxed",
    "unspecified_modification",
    "duration_changed",
    "exclusions_changed",
)
CRITERION_CERTAINTIES = ("clear", "ambiguous", "unknown")
STATUS_CERTAINTIES = ("certain", "contested", "uncertain")
MAX_DEPTH = 20


@dataclass(frozen=True)
class Use:
    """One case definition as the study used it, with the proof that it did."""

    definition: str
    modifiers: tuple[str, ...] = ()
    quote: str = ""
    location: str = ""
    verification: str = ""

    def to_json(self) -> Any:
        """The shortest form that says everything."""
        proof = {
            key: value
            for key, value in (
                ("quote", self.quote),
                ("location", self.location),
                ("verification", self.verification),
            )
            if value
        }
        if proof:
            return {"id": self.definition, "modifiers": list(self.modifiers), **proof}
        return [self.definition, list(self.modifiers)] if self.modifiers else self.definition


@dataclass(frozen=True)
class Combination:
    """Several expressions joined by all, any or unsure."""

    operator: str
    parts: tuple[Expression, ...]

    def to_json(self) -> Any:
        """`[operator, part, ...]`."""
        return [self.operator, *(part.to_json() for part in self.parts)]


Expression = Use | Combination


@dataclass(frozen=True)
class Subset:
    """A named part of the participants with a rule of its own (a subgroup, an arm or a site).

    While its rule is not tagged, `expr` is None and it decides nothing.
    """

    expr: Expression | None
    name: str = ""
    n: int | None = None
    results_reported: bool = False

    def to_json(self) -> dict[str, Any]:
        """The JSON form; empty parts are left out."""
        data: dict[str, Any] = {"expr": self.expr.to_json()} if self.expr else {}
        if self.name:
            data["name"] = self.name
        if self.n is not None:
            data["n"] = self.n
        data["results_reported"] = self.results_reported
        return data


@dataclass(frozen=True)
class Evidence:
    """A verbatim quotation and where it stands in the paper."""

    quote: str
    location: str = ""

    def to_json(self) -> dict[str, str]:
        """The JSON form."""
        return {"quote": self.quote, "location": self.location}


@dataclass(frozen=True)
class Criteria:
    """Everything the PEM status is derived from.

    `added` says whether the authors required PEM beyond the definitions ("all" participants,
    a "subset", or "no"); `pem_prevalence` is the percentage of participants reported with PEM;
    `recruited_from` is the ISO date on which recruitment began; `parent` is the slug of the
    study whose participants or samples these are. The certainties are those that a curator set by
    hand; "" leaves them to the rules (domain.certainty).
    """

    expr: Expression | None = None
    unit: str = ""
    added: str = "no"
    subsets: tuple[Subset, ...] = ()
    arms: tuple[Subset, ...] = ()
    verification: str = ""
    evidence: tuple[Evidence, ...] = ()
    pem_prevalence: float | None = None
    recruited_from: str = ""
    parent: str = ""
    comparators: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    criterion_certainty: str = ""
    status_certainty: str = ""

    def is_empty(self) -> bool:
        """Whether nobody has tagged anything yet."""
        return self == Criteria()

    def definitions(self) -> tuple[str, ...]:
        """Every definition that decided who took part, each once, in reading order."""
        expressions = [
            self.expr,
            *(s.expr for s in self.subsets),
            *(a.expr for a in self.arms),
        ]
        found = [use.definition for expr in expressions if expr for use in uses(expr)]
        return tuple(dict.fromkeys(found))

    def to_json(self) -> dict[str, Any]:
        """The JSON form; what says nothing is left out."""
        data: dict[str, Any] = {
            "unit": self.unit,
            "expr": self.expr.to_json() if self.expr else None,
            "added": "" if self.added == "no" else self.added,
            "subsets": [part.to_json() for part in self.subsets],
            "arms": [part.to_json() for part in self.arms],
            "verification": self.verification,
            "evidence": [item.to_json() for item in self.evidence],
            "pem_prevalence": self.pem_prevalence,
            "recruited_from": self.recruited_from,
            "parent": self.parent,
            "comparators": list(self.comparators),
            "mentioned": list(self.mentioned),
            "criterion_certainty": self.criterion_certainty,
            "status_certainty": self.status_certainty,
        }
        return {key: value for key, value in data.items() if value not in ("", None, [])}


def uses(expr: Expression) -> Iterator[Use]:
    """Every use in the expression, left to right."""
    if isinstance(expr, Use):
        yield expr
        return
    for part in expr.parts:
        yield from uses(part)
