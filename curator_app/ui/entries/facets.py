"""What can be filtered by: the groups of the filter panel and the words of their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.query import ANY_TASK, ListQuery
from curator_app.domain.vocabulary import Vocabulary
from curator_app.ui.entries.columns import pem_label

if TYPE_CHECKING:
    from curator_app.services.library import Library

NONE = ""


@dataclass(frozen=True)
class Group:
    """One group of check boxes; the name is the filter's."""

    name: str
    heading: str
    open: bool = True


NEEDS_WORK = "needs_work"
GROUPS = (
    Group(NEEDS_WORK, "Needs work"),
    Group("state", "State"),
    Group("pem", "PEM status"),
    Group("evidence_level", "Evidence level"),
    Group("criteria", "Criteria", open=False),
    Group("year", "Year", open=False),
)
QUICK: Mapping[tuple[str, str], str] = {
    ("tasks", ANY_TASK): "Left to look at",
    ("criteria", NONE): "No criteria tagged",
    ("pem", "unclear"): "PEM unclear",
    ("doi", NONE): "No DOI",
    ("pmid", NONE): "No PMID",
    ("retraction", "retracted"): "Retracted",
}
COUNTED = ("state", "pem", "evidence_level", "criteria", "year", "retraction")
ASKED = (("doi", NONE), ("pmid", NONE), ("tasks", ANY_TASK))
"""Filters whose values no column has: each is counted by asking for it."""
Counts = Mapping[str, Sequence[tuple[str, int]]]


def count(library: Library, query: ListQuery) -> Counts:
    """How many entries of the view have each value; runs on a reader thread."""
    counts: dict[str, list[tuple[str, int]]] = dict(library.facets(query, COUNTED))
    for name, value in ASKED:
        only = replace(query, filters={**query.filters, name: (value,)})
        counts[name] = [(value, len(library.ids(only)))]
    return counts


class FacetTexts:
    """The words of filter values."""

    def __init__(self, vocabulary: Vocabulary, catalogue: Catalogue) -> None:
        self._vocabulary, self._catalogue = vocabulary, catalogue

    def label(self, name: str, value: str) -> str:
        """What a value is called."""
        if value == NONE:
            return "None tagged" if name == "criteria" else "Not set"
        if name == "pem":
            return pem_label(value)
        if name == "criteria":
            return self._catalogue.name(value)
        if name == "year":
            return f"{value[:4]}s" if "-" in value else value
        return self._vocabulary.label(name, value)

    def ordered(self, name: str, counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
        """The values of a group in a fixed order, so that nothing moves under the hand."""
        found = list(counts)
        if name == "year":
            return decades(found)
        if name == "criteria":
            return sorted(found, key=lambda item: (item[0] != NONE, self.label(name, item[0])))
        order = [term.id for term in self._vocabulary.terms(name)]
        if name == "pem":
            order = ["required", "partly", "not_required", "unclear", "not_applicable"]
        return sorted(found, key=lambda item: _place(order, item[0]))


def _place(order: list[str], value: str) -> tuple[int, str]:
    return (order.index(value) if value in order else len(order), value)


def decades(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Years gathered by decade, newest first: ("1990-1999", 12)."""
    sums: dict[str, int] = {}
    for value, count in counts:
        if value.isdigit():
            start = int(value) // 10 * 10
            value = f"{start}-{start + 9}"
        sums[value] = sums.get(value, 0) + count
    return sorted(
        sums.items(), key=lambda item: item[0] if item[0][:1].isdigit() else "", reverse=True
    )
