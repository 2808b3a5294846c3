"""From files to a plan: what would become of each record; nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from curator_app.domain.entry import EMPTY, Entry, new_id
from curator_app.domain.fields import DECISIONS, parse, to_json
from curator_app.domain.identifiers import doi_key
from curator_app.domain.pem_status import assess
from curator_app.domain.plain_text import shown_name
from curator_app.domain.slug import make_slug
from curator_app.errors import BadFile, BadValue, Cancelled
from curator_app.formats.columns import ColumnMapping
from curator_app.formats.readers import READERS
from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Refused
from curator_app.services.import_links import lasting, to_slugs, unresolved
from curator_app.services.library import Library
from curator_app.services.matching import Known, Matcher
from curator_app.storage import entries

Progress = Callable[[int, int], None]
NEW, SAME, DIFFERS, REFUSED = "new", "same", "differs", "refused"

# What a record never changes in an entry that exists: its identity and its place in the workflow.
NOT_FILLED = DECISIONS | {"slug", "state", "sources", "former_slugs", "removed", "pem"}
STEP = 200
FILE_FORMATS = tuple((reader.name, reader.endings) for reader in READERS if reader.read)
"""The formats that are read: what sentences call each, and how its files usually end."""


@dataclass(frozen=True)
class PlannedRecord:
    """What would become of one record; `differences` are (field, existing, incoming) as JSON."""

    file: str
    line: int
    key: str
    outcome: str
    slug: str = ""
    entry: Entry | None = None
    existing_id: str = ""
    twin: int | None = None
    differences: tuple[tuple[str, Any, Any], ...] = ()
    reason: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportPlan:
    """Every record of the files with its outcome; nothing has been written."""

    files: tuple[str, ...]
    records: tuple[PlannedRecord, ...]

    def count(self, outcome: str) -> int:
        """How many records have this outcome."""
        return sum(record.outcome == outcome for record in self.records)


def plan_import(
    library: Library,
    paths: Sequence[Path],
    format: str = "auto",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    tables: Mapping[Path, ColumnMapping] | None = None,
) -> ImportPlan:
    """Read the files and decide each record's outcome. Raises BadFile when no file is readable.

    `tables` says of tables among them what their columns are; of the others it is guessed.
    """
    records: list[Draft | Refused] = []
    unreadable: list[BadFile] = []
    for path in paths:
        try:
            records += read(path, format, cancelled, (tables or {}).get(path))
        except BadFile as error:
            unreadable.append(error)
            records.append(Refused(shown_name(path.name), 0, "", error.sentence(), ""))
    if unreadable and len(unreadable) == len(paths):
        raise unreadable[0]
    planner = _Planner(library)
    planned: list[PlannedRecord] = []
    for done, record in enumerate(records):
        if done % STEP == 0:
            stop_if(cancelled)
            if progress:
                progress(done, len(records))
        planned.append(planner.plan(len(planned), record))
    if progress:
        progress(len(records), len(records))
    names = tuple(shown_name(path.name) for path in paths)
    return ImportPlan(names, tuple(map(planner.linked, planned)))


def stop_if(cancelled: Callable[[], bool] | None) -> None:
    """Raise Cancelled when the user has stopped the task."""
    if cancelled and cancelled():
        raise Cancelled


class _Planner:
    def __init__(self, library: Library) -> None:
        self.library = library
        with library.db.read() as conn:
            self.taken = entries.taken_slugs(conn)
            self.matcher = Matcher(
                Known(
                    row.id,
                    row.slug,
                    row.doi_key,
                    row.pmid,
                    row.title,
                    row.title_key,
                    row.first_author,
                    row.year,
                )
                for row in entries.match_index(conn)
            )
        self.raw: dict[bytes, tuple[str, str]] | None = None
        self.places: dict[str, int] = {}
        self.planned: dict[int, Entry] = {}

    def plan(self, place: int, record: Draft | Refused) -> PlannedRecord:
        if isinstance(record, Refused):
            return PlannedRecord(
                record.file, record.line, record.key, REFUSED, reason=record.reason
            )
        entry, problems = self.entry_of(record)
        source = record.source
        base = PlannedRecord(source.file, source.line, source.key, NEW, problems=problems)
        facts = Known.of(entry)
        match = self.matcher.find(facts)
        key, slug = (match.key, match.slug) if match else self.same_record(entry)
        if not key:
            return self.new(place, base, entry, facts)
        if key in self.places:
            twin = self.places[key]
            return self.known(base, self.planned[twin], entry, slug, twin=twin)
        with self.library.db.read() as conn:
            existing = entries.get(conn, id=key)
        return self.known(base, existing, entry, slug)

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

    def linked(self, record: PlannedRecord) -> PlannedRecord:
        """The record with its relations to papers that came later in the files."""
        if record.entry is None or not record.entry.relations:
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
            reason=_reason(differences),
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
        self.matcher.add(replace(facts, slug=slug))
        if self.raw is not None:
            self.raw.setdefault(_digest(entry.sources[0].raw), (entry.id, slug))
        self.places[entry.id] = place
        self.planned[place] = entry
        return replace(base, slug=slug, entry=entry)

    def known(
        self,
        base: PlannedRecord,
        existing: Entry,
        incoming: Entry,
        slug: str,
        twin: int | None = None,
    ) -> PlannedRecord:
        differences = _differences(existing, incoming)
        return replace(
            base,
            outcome=DIFFERS if differences else SAME,
            slug=slug,
            entry=incoming,
            existing_id="" if twin is not None else existing.id,
            twin=twin,
            differences=differences,
            reason=_reason(differences),
        )


def _digest(raw: str) -> bytes:
    return hashlib.sha256(raw.encode("utf-8", "replace")).digest()


def _differences(existing: Entry, incoming: Entry) -> tuple[tuple[str, Any, Any], ...]:
    return tuple(
        (name, to_json(name, mine), to_json(name, value))
        for name, value in incoming.content().items()
        if name not in NOT_FILLED
        and value != getattr(EMPTY, name)
        and value != (mine := getattr(existing, name))
        and not (name == "doi" and doi_key(value) == doi_key(mine))
    )


def _reason(differences: tuple[tuple[str, Any, Any], ...]) -> str:
    fills = [name for name, mine, _ in differences if mine in ("", None, [], {})]
    keeps = [name for name, mine, _ in differences if mine not in ("", None, [], {})]
    parts = [f"adds {', '.join(fills)}"] if fills else []
    parts += [f"differs in {', '.join(keeps)} (the entry's own text is kept)"] if keeps else []
    return "; ".join(parts)
