"""From files to entries: a plan first, then one transaction, undone as one step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from curator_app.domain.changes import Changes
from curator_app.domain.entry import EMPTY, Entry, Source, new_id
from curator_app.domain.fields import parse, to_json
from curator_app.domain.identifiers import title_key
from curator_app.domain.pem import assess
from curator_app.domain.slug import make_slug
from curator_app.errors import BadFile, BadValue, Cancelled
from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Refused
from curator_app.services.library import Library
from curator_app.services.matching import Known, Matcher
from curator_app.storage import entries, revisions

Progress = Callable[[int, int], None]
NEW, SAME, DIFFERS, REFUSED = "new", "same", "differs", "refused"

# What a record never changes in an entry that exists: its identity and its place in the workflow.
NOT_FILLED = frozenset({"slug", "state", "sources", "former_slugs", "removed", "pem"})
STEP = 200


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


@dataclass(frozen=True)
class ImportResult:
    """What an import did: records = created + matched + updated + refused."""

    records: int
    created: int
    matched: int
    updated: int
    refused: int
    items: tuple[dict[str, Any], ...]
    changes: Changes = field(default_factory=Changes)


# ---------------------------------------------------------------------- plan


def plan_import(
    library: Library,
    paths: Sequence[Path],
    format: str = "auto",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportPlan:
    """Read the files and decide each record's outcome. Raises BadFile when no file is readable."""
    records: list[Draft | Refused] = []
    unreadable: list[BadFile] = []
    for path in paths:
        try:
            records += read(path, format, cancelled)
        except BadFile as error:
            unreadable.append(error)
            records.append(Refused(path.name, 0, "", error.sentence(), ""))
    if unreadable and len(unreadable) == len(paths):
        raise unreadable[0]
    planner = _Planner(library)
    planned: list[PlannedRecord] = []
    for done, record in enumerate(records):
        if done % STEP == 0:
            _stop_if(cancelled)
            if progress:
                progress(done, len(records))
        planned.append(planner.plan(len(planned), record))
    if progress:
        progress(len(records), len(records))
    return ImportPlan(tuple(path.name for path in paths), tuple(planned))


def _stop_if(cancelled: Callable[[], bool] | None) -> None:
    if cancelled and cancelled():
        raise Cancelled


class _Planner:
    def __init__(self, library: Library) -> None:
        self.library = library
        with library.db.read() as conn:
            self.taken = entries.taken_slugs(conn)
            self.matcher = Matcher(
                Known(
                    row.id, row.slug, row.doi_key, row.pmid, row.title_key, _surname(row), row.year
                )
                for row in entries.match_index(conn)
            )
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
        if match is None:
            return self.new(place, base, entry)
        if match.key in self.places:
            twin = self.places[match.key]
            return self.known(base, self.planned[twin], entry, match.slug, twin=twin)
        with self.library.db.read() as conn:
            existing = entries.get(conn, id=match.key)
        return self.known(base, existing, entry, match.slug)

    def entry_of(self, record: Draft) -> tuple[Entry, tuple[str, ...]]:
        values: dict[str, Any] = {}
        problems = list(record.problems)
        for name, value in record.values.items():
            try:
                values[name] = parse(name, value, self.library.vocabulary)
            except BadValue as error:
                problems.append(f"{error.message} It was left out; the record keeps it.")
        values.setdefault("state", "imported")
        return EMPTY.with_(id=new_id(), sources=(record.source,), **values), tuple(problems)

    def new(self, place: int, base: PlannedRecord, entry: Entry) -> PlannedRecord:
        slug = entry.slug
        if not slug or slug in self.taken:
            slug = make_slug(entry.authors, entry.year, entry.title, self.taken)
        pem = assess(entry.criteria, None, self.library.catalogue, entry.year)
        entry = entry.with_(slug=slug, pem=pem)
        self.taken.add(slug)
        self.matcher.add(Known.of(entry))
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


def _surname(row: entries.MatchRow) -> str:
    return title_key(row.first_author.split(",")[0])


def _differences(existing: Entry, incoming: Entry) -> tuple[tuple[str, Any, Any], ...]:
    return tuple(
        (name, to_json(name, mine), to_json(name, value))
        for name, value in incoming.content().items()
        if name not in NOT_FILLED
        and value != getattr(EMPTY, name)
        and value != (mine := getattr(existing, name))
    )


def _reason(differences: tuple[tuple[str, Any, Any], ...]) -> str:
    fills = [name for name, mine, _ in differences if mine in ("", None, [], {})]
    keeps = [name for name, mine, _ in differences if mine not in ("", None, [], {})]
    parts = [f"adds {', '.join(fills)}"] if fills else []
    parts += [f"differs in {', '.join(keeps)} (the entry's own text is kept)"] if keeps else []
    return "; ".join(parts)


# ---------------------------------------------------------------------- apply


def apply_import(
    library: Library,
    plan: ImportPlan,
    chosen: Collection[int] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportResult:
    """Write the chosen records (all when None) in one transaction.

    New records become entries. A record about an existing entry only fills fields that are empty
    there and is kept among its sources: a curator's text is never overwritten.
    """
    wanted = range(len(plan.records)) if chosen is None else sorted(chosen)
    applier = _Applier(library, plan)
    with library.db.write() as conn:
        for place in wanted:
            applier.take(conn, place)
        saves = applier.saves()
        total = len(saves)
        operation = None
        if saves:
            names = plan.files[0] if len(plan.files) == 1 else f"{len(plan.files)} files"
            operation = revisions.begin_operation(
                conn, kind="ordinary", label=f"Import of {names}", who=library.who
            )
            revisions.save(
                conn,
                operation,
                _watched(saves, total, progress, cancelled),
                who=library.who,
                origin="import",
                note=f"Imported from {names}",
                versions=library.versions.line(),
            )
        _stop_if(cancelled)
    return applier.result(operation)


def _watched(
    saves: Sequence[tuple[Entry | None, Entry]],
    total: int,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[tuple[Entry | None, Entry]]:
    for done, save in enumerate(saves):
        if done % STEP == 0:
            _stop_if(cancelled)
            if progress:
                progress(done, total)
        yield save
    if progress:
        progress(total, total)


class _Applier:
    """Brings the records of a plan together per entry, then counts what came of each."""

    def __init__(self, library: Library, plan: ImportPlan) -> None:
        self.library = library
        self.plan = plan
        self.old: dict[str, Entry | None] = {}
        self.new: dict[str, Entry] = {}
        self.made: dict[int, str] = {}
        self.items: list[dict[str, Any]] = []
        self.taken: set[str] | None = None

    def take(self, conn: Any, place: int) -> None:
        record = self.plan.records[place]
        entry = record.entry
        if record.outcome == REFUSED or entry is None:
            self.note(record, "refused", record.reason)
        elif record.existing_id:
            self.fill(conn, record, record.existing_id, entry)
        elif record.twin is not None and record.twin in self.made:
            self.fill(conn, record, self.made[record.twin], entry)
        else:
            self.create(conn, place, record, entry)

    def create(self, conn: Any, place: int, record: PlannedRecord, entry: Entry) -> None:
        if self.taken is None:
            self.taken = entries.taken_slugs(conn)
        if not entry.slug or entry.slug in self.taken:
            slug = make_slug(entry.authors, entry.year, entry.title, self.taken)
            entry = entry.with_(slug=slug)
        self.taken.add(entry.slug)
        self.old[entry.id], self.new[entry.id] = None, entry
        self.made[place] = entry.id
        if record.twin is not None:
            self.made[record.twin] = entry.id
        self.note(replace(record, slug=entry.slug), "created", "; ".join(record.problems))

    def fill(self, conn: Any, record: PlannedRecord, entry_id: str, incoming: Entry) -> None:
        if entry_id not in self.new:
            stored = entries.get(conn, id=entry_id)
            self.old[entry_id], self.new[entry_id] = stored, stored
        have = self.new[entry_id]
        filled = {
            name: value
            for name, value in incoming.content().items()
            if name not in NOT_FILLED
            and value != getattr(EMPTY, name)
            and getattr(have, name) == getattr(EMPTY, name)
        }
        have = have.with_(**filled, sources=_joined(have.sources, incoming.sources))
        if filled:
            pem = assess(have.criteria, have.pem.override, self.library.catalogue, have.year)
            have = have.with_(pem=pem)
        self.new[entry_id] = have
        self.note(record, "updated" if filled else "matched", record.reason)

    def note(self, record: PlannedRecord, outcome: str, reason: str) -> None:
        self.items.append(
            {
                "file": record.file,
                "line": record.line,
                "key": record.key,
                "outcome": outcome,
                "slug": record.slug,
                "reason": reason,
            }
        )

    def saves(self) -> list[tuple[Entry | None, Entry]]:
        pairs = [(self.old[entry_id], new) for entry_id, new in self.new.items()]
        return [(old, new) for old, new in pairs if old != new]

    def result(self, operation: int | None) -> ImportResult:
        counts = {
            outcome: sum(item["outcome"] == outcome for item in self.items)
            for outcome in ("created", "matched", "updated", "refused")
        }
        words = ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items() if count)
        touched = frozenset(new.id for _, new in self.saves())
        changes = Changes(touched, bool(touched), f"Imported: {words or 'nothing'}.", operation)
        return ImportResult(len(self.items), **counts, items=tuple(self.items), changes=changes)


def _joined(have: tuple[Source, ...], more: tuple[Source, ...]) -> tuple[Source, ...]:
    known = {source.raw for source in have}
    return have + tuple(source for source in more if source.raw not in known)
