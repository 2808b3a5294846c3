"""What would become of each record of a file: known by its identifiers, its title or its text."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from curator_app.domain.duplicates.facts import Facts
from curator_app.domain.entry import EMPTY, Entry, new_id
from curator_app.domain.fields import DECISIONS, label, parse, to_json
from curator_app.domain.identifiers import doi_key
from curator_app.domain.pem_status import assess
from curator_app.domain.slug import make_slug
from curator_app.errors import BadValue
from curator_app.formats.record import Draft, Record, Refused
from curator_app.services.import_links import lasting, to_slugs, unresolved
from curator_app.services.library import Library
from curator_app.services.matching import Known, Matcher
from curator_app.services.planned import (
    DIFFERS,
    NEW,
    NOTHING,
    REFUSED,
    SAME,
    Difference,
    PlannedRecord,
)
from curator_app.storage import entries

if TYPE_CHECKING:
    from curator_app.services.import_plan import ImportPlan

# What a record never changes in an entry that exists: its identity and its place in the workflow.
NOT_FILLED = DECISIONS | {"slug", "state", "sources", "former_slugs", "removed", "pem"}
SHOWN_RAW = 2_000
_OF_THE_PLAN = "#"


class Planner:
    """Decides the outcomes for one plan, record by record, in the order in which they come.

    The matcher knows entries by their id, and records of the plan that make one by "#" and place.
    """

    def __init__(self, library: Library, plan: ImportPlan) -> None:
        self.library, self.of_plan = library, plan
        with library.db.read() as conn:
            self.taken = entries.taken_slugs(conn)
            self.matcher = Matcher(map(Known.stored, entries.match_index(conn)))
        self.near: tuple[str, Entry] = ("", EMPTY)
        self.raw: dict[bytes, tuple[str, str]] | None = None
        self.related = array("L")

    def plan(self, record: Record) -> PlannedRecord:
        """The record with its outcome; it is the next of the plan."""
        if isinstance(record, Refused):
            return PlannedRecord(
                record.file,
                record.line,
                record.key,
                REFUSED,
                reason=record.reason,
                raw=record.raw[:SHOWN_RAW],
            )
        place = len(self.of_plan)
        entry, problems = self.entry_of(record)
        if entry.relations:
            self.related.append(place)
        source = record.source
        base = PlannedRecord(source.file, source.line, source.key, NEW, problems=problems)
        facts = Known.of(entry)
        match = self.matcher.find(facts, lambda: Facts.of(entry), self.whole)
        key, slug = (match.key, match.slug) if match else self.same_record(entry)
        if not key:
            return self.new(place, base, entry, facts)
        twin = int(key.removeprefix(_OF_THE_PLAN)) if key.startswith(_OF_THE_PLAN) else None
        return known(base, self.known_by(key), entry, slug, twin=twin)

    def known_by(self, key: str) -> Entry:
        """The entry that the matcher knows by this key, be it one that the plan would make."""
        if self.near[0] != key:  # what was judged last is most often what was found
            self.near = key, self._read(key)
        return self.near[1]

    def _read(self, key: str) -> Entry:
        if key.startswith(_OF_THE_PLAN):
            return self.of_plan.record(int(key.removeprefix(_OF_THE_PLAN))).entry or EMPTY
        with self.library.db.read() as conn:
            return entries.get(conn, id=key)

    def whole(self, known: Known) -> Facts:
        """All that says which study a known entry is about."""
        return Facts.of(self.known_by(known.key))

    def same_record(self, entry: Entry) -> tuple[str, str]:
        """The id and address of what was made of this very record, when no identifier tells."""
        if entry.doi or entry.pmid:
            return "", ""
        if self.raw is None:
            with self.library.db.read() as conn:
                self.raw = {
                    _digest(raw): (id_, slug) for id_, slug, raw in entries.raw_records(conn)
                }
        return self.raw.get(_digest(entry.sources[0].raw), ("", ""))

    def entry_of(self, record: Draft) -> tuple[Entry, tuple[str, ...]]:
        values: dict[str, Any] = {}
        problems = list(record.problems)
        for name, value in record.values.items():
            try:
                values[name] = parse(name, value, self.library.vocabulary)
            except BadValue as error:
                problems.append(f"{error.message} It was left out; the record keeps it.")
        values.setdefault("state", "imported")
        if "relations" in values:
            values["relations"] = to_slugs(values["relations"], self.matcher)
        return EMPTY.with_(id=new_id(), sources=(record.source,), **values), tuple(problems)

    def link(self, stop_if_asked: Callable[[], None]) -> None:
        """Give relations to papers that came later in the files their addresses."""
        for place in self.related:
            stop_if_asked()
            self.of_plan.put(place, self.linked(self.of_plan.record(place)))

    def linked(self, record: PlannedRecord) -> PlannedRecord:
        """The record with its relations to the entries that are known by now."""
        if record.entry is None:
            return record
        found = to_slugs(record.entry.relations, self.matcher)
        kept = lasting(found)
        problem = unresolved(found)
        differences = tuple(
            (name, mine, to_json(name, kept) if name == "relations" else value)
            for name, mine, value in record.differences
            if name != "relations" or (kept and to_json(name, kept) != mine)
        )
        return replace(
            record,
            entry=record.entry.with_(relations=kept),
            outcome=record.outcome if differences or record.outcome != DIFFERS else SAME,
            differences=differences,
            reason=reason_of(differences),
            problems=(*record.problems, problem) if problem else record.problems,
        )

    def new(self, place: int, base: PlannedRecord, entry: Entry, facts: Known) -> PlannedRecord:
        slug = entry.slug
        if not slug or slug in self.taken:
            slug = make_slug(entry.authors, entry.year, entry.title, self.taken)
        pem = assess(entry.criteria, entry.pem.override, self.library.catalogue, entry.year)
        entry = entry.with_(slug=slug, pem=pem)
        like = self.matcher.like(facts)
        if like:
            other, match = like
            said = f"It may be the same study as {other.slug} ({match.words})."
            base = replace(base, problems=(*base.problems, said))
        self.taken.add(slug)
        key = f"{_OF_THE_PLAN}{place}"
        self.matcher.add(replace(facts, key=key, slug=slug))
        if self.raw is not None:
            self.raw.setdefault(_digest(entry.sources[0].raw), (key, slug))
        return replace(base, slug=slug, entry=entry)


def known(
    base: PlannedRecord, existing: Entry, incoming: Entry, slug: str, twin: int | None = None
) -> PlannedRecord:
    """The record of an entry that exists, or that another record of the plan makes."""
    differences = differences_of(existing, incoming)
    return replace(
        base,
        outcome=DIFFERS if differences else SAME,
        slug=slug,
        entry=incoming,
        existing_id="" if twin is not None else existing.id,
        twin=twin,
        differences=differences,
        reason=reason_of(differences),
    )


def _digest(raw: str) -> bytes:
    return hashlib.sha256(raw.encode("utf-8", "replace")).digest()


def differences_of(existing: Entry, incoming: Entry) -> tuple[Difference, ...]:
    """The fields in which a record says something else than the entry."""
    return tuple(
        (name, to_json(name, mine), to_json(name, value))
        for name, value in incoming.content().items()
        if name not in NOT_FILLED and says_else(name, mine := getattr(existing, name), value)
    )


def says_else(name: str, mine: Any, theirs: Any) -> bool:
    """Whether a record says something of a field, and not what the entry says."""
    if theirs in (getattr(EMPTY, name), mine):
        return False
    return name != "doi" or doi_key(theirs) != doi_key(mine)


def reason_of(differences: tuple[Difference, ...]) -> str:
    """What the record would do to the entry, in words."""
    fills = [_named(name) for name, mine, _ in differences if mine in NOTHING]
    keeps = [_named(name) for name, mine, _ in differences if mine not in NOTHING]
    parts = [f"adds {', '.join(fills)}"] if fills else []
    parts += [f"differs in {', '.join(keeps)} (the entry's own text is kept)"] if keeps else []
    return "; ".join(parts)


def _named(name: str) -> str:
    """A field's label within a sentence: "authors", "PMID"."""
    text = label(name)
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
