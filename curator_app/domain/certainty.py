"""How sure two separate things are: which criteria were used, and the PEM status that follows.

An ambiguous name can still give a certain status (D15): "CDC criteria" of 1996 are Holmes or
Fukuda, and neither requires PEM. Both values follow from the tags by rule; a curator may set
either by hand, and then the derived one is kept beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.criteria import Criteria, Expression, Use
from curator_app.domain.pem import (
    NOT_APPLICABLE,
    NOT_REQUIRED,
    REQUIRED,
    UNCLEAR,
    Derivation,
    derive,
    nice_reading,
)

CLEAR, AMBIGUOUS, UNKNOWN = "clear", "ambiguous", "unknown"
CERTAIN, CONTESTED, UNCERTAIN = "certain", "contested", "uncertain"
_VAGUE = frozenset({"partial", "like", "unspecified_modification"})


@dataclass(frozen=True)
class Judgement:
    """One certainty: the value in force, the derived one, and why it was derived so."""

    value: str
    derived: str
    why: str

    @property
    def by_hand(self) -> bool:
        """Whether a curator set it against the rules."""
        return self.value != self.derived


@dataclass(frozen=True)
class Certainty:
    """Of the criteria (clear, ambiguous, unknown) and of the status (certain, contested,
    uncertain)."""

    criterion: Judgement
    status: Judgement


def certainty(criteria: Criteria, catalogue: Catalogue, year: int | None = None) -> Certainty:
    """Both certainties of a study; `year` is the year of publication."""
    derivation = derive(criteria, catalogue, year)
    if derivation.status == NOT_APPLICABLE:
        criterion, why = CLEAR, "Nobody was diagnosed to take part."
    else:
        criterion, why = _Reader(criteria, catalogue, year).whole()
    status, reason = _status(criteria, catalogue, year, derivation, criterion)
    return Certainty(
        Judgement(criteria.criterion_certainty or criterion, criterion, why),
        Judgement(criteria.status_certainty or status, status, reason),
    )


class _Reader:
    """How clear the names of one study's criteria are."""

    def __init__(self, criteria: Criteria, catalogue: Catalogue, year: int | None) -> None:
        self._criteria, self._catalogue, self._year = criteria, catalogue, year

    def whole(self) -> tuple[str, str]:
        expr = self._criteria.expr
        arms = [arm.expr for arm in self._criteria.arms if arm.expr is not None]
        parts = [expr] if expr is not None else arms
        if not parts:
            return UNKNOWN, "No case definition is tagged."
        return _least([self._of(part) for part in parts])

    def _of(self, expr: Expression) -> tuple[str, str]:
        if isinstance(expr, Use):
            return self._use(expr)
        found = [self._of(part) for part in expr.parts]
        if expr.operator == "unsure" and len(expr.parts) > 1:
            return AMBIGUOUS, f"The name has {len(expr.parts)} readings."
        if expr.operator == "all":
            # A label beside a named definition takes nothing away from it.
            found = [item for item in found if item[0] != UNKNOWN] or found
        return _least(found)

    def _use(self, use: Use) -> tuple[str, str]:
        definition = self._catalogue.by_id.get(use.definition)
        if definition is None:
            return UNKNOWN, f"{use.definition} is not in the catalogue."
        name = definition.short_name
        if definition.kind == "proxy":
            return UNKNOWN, f"{name} is a label; by which criteria is not said."
        if use.definition == "nice_unspecified" and self._nice():
            return CLEAR, f"{name}: the date says that it is {self._nice()}."
        if definition.kind == "ambiguous":
            return AMBIGUOUS, f"{name} may be one of several definitions."
        if _VAGUE & set(use.modifiers):
            return AMBIGUOUS, f"{name} was changed without saying how."
        return CLEAR, f"{name} is one definition of the catalogue."

    def _nice(self) -> str:
        read_as = nice_reading(self._year, self._criteria.recruited_from)
        return self._catalogue.name(read_as) if read_as else ""


def _least(found: list[tuple[str, str]]) -> tuple[str, str]:
    for worst in (UNKNOWN, AMBIGUOUS):
        for item in found:
            if item[0] == worst:
                return item
    if len(found) > 1:
        return CLEAR, "Each of them is one definition of the catalogue."
    return found[0]


def _status(
    criteria: Criteria,
    catalogue: Catalogue,
    year: int | None,
    derivation: Derivation,
    criterion: str,
) -> tuple[str, str]:
    if derivation.status == NOT_APPLICABLE:
        return CERTAIN, "The kind of work decides."
    if derivation.conflicts:
        return UNCERTAIN, "PEM is required, yet not everybody had it."
    if derivation.status == UNCLEAR:
        return UNCERTAIN, "What is tagged does not decide about PEM."
    if derivation.contested and _hangs_on_policy(criteria, catalogue, year, derivation):
        names = ", ".join(map(catalogue.name, derivation.contested))
        return CONTESTED, f"The policy for {names} decides."
    if criterion == CLEAR:
        return CERTAIN, "The rules decide without a doubt."
    if criteria.added == "all":
        return CERTAIN, "The authors' own requirement decides."
    return CERTAIN, "Every reading leads to the same status."


def _hangs_on_policy(
    criteria: Criteria, catalogue: Catalogue, year: int | None, derivation: Derivation
) -> bool:
    """Whether another reading of the contested definitions would give another status."""
    for reading in (REQUIRED, NOT_REQUIRED):
        policy = {**catalogue.policy, **dict.fromkeys(derivation.contested, reading)}
        other = derive(criteria, replace(catalogue, policy=policy), year)
        if other.status != derivation.status:
            return True
    return False
