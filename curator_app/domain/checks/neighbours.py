"""Checks between entries: repeated identifiers and titles, links that lead nowhere, addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from curator_app.domain.checks.looking import Remark
from curator_app.domain.entry import Entry, Relation
from curator_app.domain.fields import to_json
from curator_app.domain.identifiers import DISTINCT_TITLE, clean_doi, doi_key, title_key


class Neighbour(NamedTuple):
    """What other entries need to know of an entry."""

    id: str
    slug: str
    doi_key: str
    pmid: str
    title_key: str
    first_author: str
    year: int | None


class Links(NamedTuple):
    """What an entry says of itself and of others: small enough to be kept for every entry."""

    id: str
    slug: str
    doi: str
    pmid: str
    title: str
    year: int | None
    relations: tuple[Relation, ...]
    former_slugs: tuple[str, ...]
    parent: str

    @staticmethod
    def of(entry: Entry) -> Links:
        """The links of an entry."""
        return Links(
            entry.id,
            entry.slug,
            doi_key(entry.doi),
            entry.pmid,
            title_key(entry.title),
            entry.year,
            entry.relations,
            entry.former_slugs,
            entry.criteria.parent,
        )


class Neighbours:
    """Identifiers, titles and addresses of the other entries: all, or those that can matter."""

    def __init__(
        self,
        rows: Iterable[Neighbour],
        taken: Container[str],
        slugs: Mapping[str, str] | None = None,
    ) -> None:
        """`rows` need only be entries that share something when `slugs` gives all addresses."""
        self.taken = taken
        self.by_slug: dict[str, str] = dict(slugs or {})
        # Plain tuples: the garbage collector need not look at them again and again.
        self._by: dict[tuple[str, str], tuple[tuple[Any, ...], ...]] = {}
        self._starts: dict[str, list[str]] | None = None
        for row in rows:
            self.by_slug[row.slug] = row.id
            for key in (("doi", row.doi_key), ("pmid", row.pmid), ("title", row.title_key)):
                if key[1]:
                    self._by[key] = (*self._by.get(key, ()), tuple(row))

    def others(self, kind: str, value: str, entry: Links) -> list[Neighbour]:
        """The other entries with this DOI, PMID or title."""
        found = self._by.get((kind, value)) if value else None
        return [Neighbour._make(row) for row in found if row[0] != entry.id] if found else []

    def near(self, slug: str) -> str:
        """The one address that begins like this one (surname and year), or ""."""
        if self._starts is None:
            self._starts = defaultdict(list)
            for known in self.by_slug:
                self._starts[_start(known)].append(known)
        found = self._starts.get(_start(slug), [])
        return found[0] if len(found) == 1 else ""


def _start(slug: str) -> str:
    return "-".join(slug.split("-")[:2])


def _same(kind: str, value: Callable[[Links], str]) -> Callable[..., Iterator[Remark]]:
    def test(entry: Links, library: Neighbours) -> Iterator[Remark]:
        key = value(entry)
        others = library.others(kind, key, entry)
        if others:
            yield Remark(None, key, {"others": _named(others)})

    return test


def _same_title(entry: Links, library: Neighbours) -> Iterator[Remark]:
    """One title, and neither the year nor the PMID says that these are two papers."""
    key = entry.title
    others = library.others("title", key, entry) if len(key) >= DISTINCT_TITLE else []
    others = [
        other
        for other in others
        if not (entry.pmid and other.pmid and entry.pmid != other.pmid)
        and not (entry.year and other.year and abs(entry.year - other.year) > 1)
    ]
    if others:
        yield Remark(None, key, {"others": _named(others)})


def _named(others: list[Neighbour]) -> str:
    return ", ".join(sorted(other.slug for other in others)[:5])


def _dangling(entry: Links, library: Neighbours) -> Iterator[Remark]:
    """A related study that is neither in the library nor named by its DOI."""
    for position, relation in enumerate(entry.relations):
        if relation.target in library.taken or clean_doi(relation.target):
            continue
        near = library.near(relation.target)
        fix = None
        if near and near != entry.slug:
            changed = list(entry.relations)
            changed[position] = Relation(relation.type, near, relation.note)
            fix = ("relations", to_json("relations", tuple(changed)))
        yield Remark(None, relation.target, {"value": relation.target}, fix=fix)


def _former_taken(entry: Links, library: Neighbours) -> Iterator[Remark]:
    """A former address that another entry has now: its redirect would hide that page."""
    for slug in entry.former_slugs:
        if library.by_slug.get(slug, entry.id) != entry.id:
            kept = [other for other in entry.former_slugs if other != slug]
            yield Remark(None, slug, {"value": slug}, fix=("former_slugs", kept))


def _parent_missing(entry: Links, library: Neighbours) -> Iterator[Remark]:
    parent = entry.parent
    if parent and parent not in library.taken and not clean_doi(parent):
        yield Remark(None, parent, {"value": parent})


BETWEEN: Mapping[str, Callable[[Links, Neighbours], Iterator[Remark]]] = {
    "F19_relation_dangling": _dangling,
    "F23_former_address_taken": _former_taken,
    "F24_doi_twice": _same("doi", lambda entry: entry.doi),
    "F25_pmid_twice": _same("pmid", lambda entry: entry.pmid),
    "F26_title_twice": _same_title,
    "F31_parent_missing": _parent_missing,
}
