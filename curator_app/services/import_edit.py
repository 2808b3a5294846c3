"""Editing a record of a plan before it is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from curator_app.domain.duplicates.facts import Facts
from curator_app.domain.identifiers import DISTINCT_TITLE
from curator_app.domain.pem_status import assess
from curator_app.domain.slug import make_slug
from curator_app.services.import_plan import NEW, ImportPlan, PlannedRecord
from curator_app.services.library import Library
from curator_app.services.matching import Known, Matcher
from curator_app.services.planner import known
from curator_app.storage import entries

EDITED = ("title", "authors", "journal", "year", "doi", "pmid", "pmcid")
"""The fields of a new record that can be edited in its plan."""
OF_THE_ADDRESS = ("title", "authors", "year")


def edited_record(
    library: Library, plan: ImportPlan, place: int, values: Mapping[str, Any]
) -> PlannedRecord:
    """The record with these values (as text or JSON), matched anew; `plan.put` keeps it.

    Only records that would be new entries are edited. Raises BadValue and changes nothing.
    """
    record = plan.record(place)
    if record.outcome != NEW or record.entry is None:
        return record
    entry = library.with_values(record.entry, values)
    facts = Known.of(entry.with_(slug=""))
    title = facts.title_key if len(facts.title_key) >= DISTINCT_TITLE else ""
    with library.db.read() as conn:
        rows = [*entries.near_index(conn, facts.doi_key, facts.pmid, ())]
        rows += entries.with_title(conn, title)
        matcher = Matcher(map(Known.stored, {row.id: row for row in rows}.values()))
        match = matcher.find(
            facts,
            lambda: Facts.of(entry),
            lambda known: Facts.of(entries.get(conn, id=known.key)),
        )
        base = replace(record, entry=entry, differences=(), reason="")
        if match is not None:
            return known(base, entries.get(conn, id=match.key), entry, match.slug)
        pem = assess(entry.criteria, entry.pem.override, library.catalogue, entry.year)
        taken = entries.TakenSlugs(conn)
        slug = record.slug
        if any(getattr(entry, n) != getattr(record.entry, n) for n in OF_THE_ADDRESS):
            slug = make_slug(entry.authors, entry.year, entry.title, taken)
    return replace(base, slug=slug, entry=entry.with_(slug=slug, pem=pem))
