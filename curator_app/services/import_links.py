"""Which entries the relations of imported records point to: records name PMIDs and DOIs."""

from __future__ import annotations

from dataclasses import replace

from curator_app.domain.entry import Relation
from curator_app.domain.identifiers import clean_doi, clean_pmid, doi_key
from curator_app.services.matching import Matcher

Relations = tuple[Relation, ...]


def to_slugs(relations: Relations, matcher: Matcher) -> Relations:
    """The relations, each to the address of the known entry that its target names, if any."""
    return tuple(replace(r, target=_slug(r.target, matcher) or r.target) for r in relations)


def lasting(relations: Relations) -> Relations:
    """Those that an entry can keep: to an entry, or to a paper outside the atlas by its DOI."""
    return tuple(r for r in relations if not clean_pmid(r.target))


def unresolved(relations: Relations) -> str:
    """A sentence about those that name a paper by its PMID only; "" when there are none."""
    named = [r.target for r in relations if clean_pmid(r.target)]
    if not named:
        return ""
    return (
        f"It names PMID {', '.join(named[:5])}, which is not in the library; the record keeps it."
    )


def _slug(target: str, matcher: Matcher) -> str:
    doi = clean_doi(target)
    found = matcher.named("doi", doi_key(doi)) if doi else matcher.named("pmid", clean_pmid(target))
    return found.slug if found else ""
