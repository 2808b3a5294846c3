"""A study's criteria in words, each definition linked to its page."""

from __future__ import annotations

from collections.abc import Iterator

from curator_app.domain.criteria import Criteria, Expression, Subset, Use
from curator_app.domain.pem import REQUIRED, derive
from curator_app.site.context import PageContext

Piece = tuple[str, str]
"""A text and the id of the definition whose page it links to ("" for plain text)."""

_JOINED = {"all": " and ", "any": " or ", "unsure": " or "}


def expression_pieces(expr: Expression, context: PageContext) -> list[Piece]:
    """The expression as a reader says it: `Fukuda and (CCC or ICC)`."""
    return list(_pieces(expr, context, outer=True))


def _pieces(expr: Expression, context: PageContext, *, outer: bool) -> Iterator[Piece]:
    if isinstance(expr, Use):
        yield from _use(expr, context)
        return
    brackets = not outer and len(expr.parts) > 1
    if brackets:
        yield "(", ""
    for position, part in enumerate(expr.parts):
        if position:
            yield _JOINED[expr.operator], ""
        yield from _pieces(part, context, outer=False)
    if expr.operator == "unsure":
        yield ", not known which", ""
    if brackets:
        yield ")", ""


def _use(use: Use, context: PageContext) -> Iterator[Piece]:
    known = use.definition in context.catalogue.by_id
    name = context.catalogue.name(use.definition)
    yield (name, use.definition) if known else (name.replace("_", " "), "")
    if use.modifiers:
        labels = {choice.id: choice.label for choice in context.catalogue.modifiers}
        words = [labels.get(m, m.replace("_", " ")) for m in use.modifiers]
        yield f" ({', '.join(words).lower().replace('pem', 'PEM')})", ""


def pem_subgroups(criteria: Criteria, year: int | None, context: PageContext) -> list[Subset]:
    """The subgroups and arms with results of their own that had to have PEM."""
    return [
        part
        for part in (*criteria.subsets, *criteria.arms)
        if part.results_reported
        and derive(Criteria(expr=part.expr), context.catalogue, year).status == REQUIRED
    ]


def partly_note(criteria: Criteria, year: int | None, context: PageContext) -> str:
    """The sentence beside the badge of a study that required PEM of a subgroup only."""
    named: list[str] = []
    for part in pem_subgroups(criteria, year, context):
        size = f"n = {part.n}" if part.n is not None else ""
        words = ", ".join(text for text in (part.name, size) if text)
        if words:
            named.append(words)
    which = f" ({'; '.join(named)})" if named else ""
    return (
        f"PEM was required of a subgroup only{which}, whose results are reported separately; "
        "it was not required of all participants."
    )
