"""What a person's yes to a proposal does to the criteria: pure functions, nothing by themselves.

A proposal counts as accepted when the criteria say what it says, however that came about; so an
undo or an edit by hand is all it takes to offer it again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from curator_app.domain.criteria import (
    MAX_DEPTH,
    Combination,
    Criteria,
    Evidence,
    Expression,
    Subset,
    Use,
    uses,
)
from curator_app.domain.detection.proposal import (
    COMPARATOR,
    INCLUSION,
    PEM_NOT_REQUIRED,
    PEM_REQUIRED,
    SUBGROUP,
    Proposal,
)
from curator_app.errors import BadValue

OPEN, ACCEPTED, REJECTED = "open", "accepted", "rejected"
INSTEAD = "instead"
WAYS = ("all", "any", "unsure", INSTEAD)
"""How a second entry rule joins the one that is tagged."""


def standing(proposal: Proposal, criteria: Criteria, rejected: Collection[str]) -> str:
    """Whether a proposal is open, accepted or rejected."""
    if _is_said(proposal, criteria):
        return ACCEPTED
    return REJECTED if proposal.key in rejected else OPEN


def needs_way(proposal: Proposal, criteria: Criteria) -> bool:
    """Whether accepting must be told how the new entry rule joins the one that is tagged."""
    new = proposal.expression
    if proposal.role != INCLUSION or new is None or criteria.expr is None:
        return False
    if isinstance(new, Use) and _holders(criteria, new):
        return False
    return _without(criteria.expr, _names(new)) is not None


def accept(
    criteria: Criteria, proposal: Proposal, *, way: str = "", verification: str = ""
) -> Criteria:
    """The criteria with what the proposal says, its quotation and its place.

    `way` is one of WAYS where `needs_way`; `verification` says how the definition was applied.
    Raises BadValue when the expression would become too deep.
    """
    if proposal.kind in (PEM_REQUIRED, PEM_NOT_REQUIRED):
        added = "all" if proposal.kind == PEM_REQUIRED else criteria.added
        item = Evidence(proposal.quote, proposal.location)
        known = any(e.quote == item.quote for e in criteria.evidence)
        evidence = criteria.evidence if known else (*criteria.evidence, item)
        return replace(criteria, added=added, evidence=evidence)
    assert proposal.expression is not None  # noqa: S101 - only statements about PEM have none
    new = _verified(proposal.expression, verification)
    if proposal.role == INCLUSION:
        return _included(criteria, new, way)
    if proposal.role == SUBGROUP:
        return _as_subgroup(criteria, new)
    name = "comparators" if proposal.role == COMPARATOR else "mentioned"
    listed: tuple[str, ...] = getattr(criteria, name)
    return replace(criteria, **{name: tuple(dict.fromkeys((*listed, *_names(new))))})


def verify(criteria: Criteria, proposal: Proposal, verification: str) -> Criteria:
    """The criteria with how an accepted proposal's definitions were verified."""
    if proposal.expression is None:
        return criteria
    names = _names(proposal.expression)

    def changed(use: Use) -> Use:
        return replace(use, verification=verification) if use.definition in names else use

    return _everywhere(criteria, proposal.role, changed)


def verification_of(criteria: Criteria, proposal: Proposal) -> str:
    """How the definitions of an accepted proposal were verified; "" when that is not said."""
    if proposal.expression is None:
        return ""
    names = _names(proposal.expression)
    found = {use.verification for use in _uses(criteria, proposal.role) if use.definition in names}
    return found.pop() if len(found) == 1 else ""


def _is_said(proposal: Proposal, criteria: Criteria) -> bool:
    if proposal.expression is None:
        quoted = any(e.quote == proposal.quote for e in criteria.evidence)
        return quoted and (proposal.kind != PEM_REQUIRED or criteria.added == "all")
    new = proposal.expression
    if proposal.role in (INCLUSION, SUBGROUP):
        if isinstance(new, Combination):
            return any(_joins(expr, new) for expr in _expressions(criteria, proposal.role))
        return _is_read_as_several(proposal, criteria) or any(
            use.definition == new.definition
            and bool(use.quote)
            and set(new.modifiers) <= set(use.modifiers)
            for use in _uses(criteria, proposal.role)
        )
    listed = criteria.comparators if proposal.role == COMPARATOR else criteria.mentioned
    # A mention adds nothing to a definition that decides or that describes the controls.
    known = {*listed, *criteria.comparators, *criteria.definitions()}
    return _names(new) <= (set(listed) if proposal.role == COMPARATOR else known)


def _is_read_as_several(proposal: Proposal, criteria: Criteria) -> bool:
    """Whether somebody tagged the readings of this very sentence's ambiguous name instead."""
    quotes = [e.quote.strip(" .…") for e in criteria.evidence]
    if not any(quote and quote in proposal.quote for quote in quotes):
        return False
    return any(_has_unsure(expr) for expr in _expressions(criteria, proposal.role))


def _has_unsure(expr: Expression) -> bool:
    if isinstance(expr, Use):
        return False
    return expr.operator == "unsure" or any(map(_has_unsure, expr.parts))


def _joins(expr: Expression, new: Combination) -> bool:
    """Whether a group of the expression joins these definitions in the same way."""
    if isinstance(expr, Use):
        return False
    if expr.operator == new.operator and _names(new) <= _names(expr):
        return True
    return any(_joins(part, new) for part in expr.parts)


def _included(criteria: Criteria, new: Expression, way: str) -> Criteria:
    if isinstance(new, Use) and _holders(criteria, new):
        return _proven(criteria, INCLUSION, new)
    old = criteria.expr
    if isinstance(new, Combination):
        old = _without(old, _names(new)) if old is not None else None
    if old is None or way == INSTEAD:
        return replace(criteria, expr=new)
    return replace(criteria, expr=_joined(old, new, way or "any"))


def _joined(old: Expression, new: Expression, operator: str) -> Expression:
    same = isinstance(old, Combination) and old.operator == operator
    parts = (*old.parts, new) if isinstance(old, Combination) and same else (old, new)
    joined = Combination(operator, parts)
    if _depth(joined) > MAX_DEPTH:
        raise BadValue(
            "criteria", "The criteria would be nested too deeply.", "Dissolve a group first."
        )
    return joined


def _depth(expr: Expression) -> int:
    return 0 if isinstance(expr, Use) else 1 + max(map(_depth, expr.parts))


def _as_subgroup(criteria: Criteria, new: Expression) -> Criteria:
    if isinstance(new, Use) and any(
        use.definition == new.definition for use in _uses(criteria, SUBGROUP)
    ):
        return _proven(criteria, SUBGROUP, new)
    kept = criteria.subsets
    if isinstance(new, Combination):
        # Members that were accepted one by one are now one subgroup.
        kept = tuple(
            s for s in kept if not (isinstance(s.expr, Use) and _names(s.expr) <= _names(new))
        )
    waiting = next((place for place, s in enumerate(kept) if s.expr is None), len(kept))
    made = replace(kept[waiting], expr=new) if waiting < len(kept) else Subset(new)
    return replace(criteria, subsets=(*kept[:waiting], made, *kept[waiting + 1 :]))


def _proven(criteria: Criteria, role: str, new: Use) -> Criteria:
    """The definition that is tagged already, with the proposal's proof where it has none."""
    done = False

    def changed(use: Use) -> Use:
        nonlocal done
        if done or use.definition != new.definition:
            return use
        done = True
        modifiers = tuple(dict.fromkeys((*use.modifiers, *new.modifiers)))
        if use.quote:
            return replace(use, modifiers=modifiers)
        return replace(
            use,
            modifiers=modifiers,
            quote=new.quote,
            location=new.location,
            verification=use.verification or new.verification,
        )

    return _everywhere(criteria, role, changed)


def _everywhere(criteria: Criteria, role: str, change: Callable[[Use], Use]) -> Criteria:
    """The criteria with each use of the role's scope changed."""
    arms = _changed(criteria.arms, change)
    if role == SUBGROUP:
        return replace(criteria, subsets=_changed(criteria.subsets, change), arms=arms)
    expr = _mapped(criteria.expr, change) if criteria.expr is not None else None
    return replace(criteria, expr=expr, arms=arms)


def _changed(parts: tuple[Subset, ...], change: Callable[[Use], Use]) -> tuple[Subset, ...]:
    return tuple(
        replace(part, expr=_mapped(part.expr, change)) if part.expr else part for part in parts
    )


def _mapped(expr: Expression, change: Callable[[Use], Use]) -> Expression:
    if isinstance(expr, Use):
        return change(expr)
    return Combination(expr.operator, tuple(_mapped(part, change) for part in expr.parts))


def _verified(expr: Expression, verification: str) -> Expression:
    return _mapped(expr, lambda use: replace(use, verification=verification or use.verification))


def _without(expr: Expression, names: set[str]) -> Expression | None:
    """The expression without these definitions; groups of one thing dissolve."""
    if isinstance(expr, Use):
        return None if expr.definition in names else expr
    parts = tuple(part for part in (_without(p, names) for p in expr.parts) if part is not None)
    if len(parts) < 2:
        return parts[0] if parts else None
    return Combination(expr.operator, parts)


def _expressions(criteria: Criteria, role: str) -> list[Expression]:
    own = [s.expr for s in criteria.subsets] if role == SUBGROUP else [criteria.expr]
    return [expr for expr in (*own, *(arm.expr for arm in criteria.arms)) if expr is not None]


def _uses(criteria: Criteria, role: str) -> list[Use]:
    return [use for expr in _expressions(criteria, role) for use in uses(expr)]


def _holders(criteria: Criteria, new: Use) -> bool:
    return any(use.definition == new.definition for use in _uses(criteria, INCLUSION))


def _names(expr: Expression) -> set[str]:
    return {use.definition for use in uses(expr)}
