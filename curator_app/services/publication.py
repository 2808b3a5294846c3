"""One publication of a library to a folder, from the comparison to the switch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from curator_app.domain.entry import Entry
from curator_app.domain.plain_text import counted, shown_name
from curator_app.domain.publication import Card, SiteRow, StoredEntry
from curator_app.domain.revision import changed_since
from curator_app.services.gate import Candidates, Gate
from curator_app.services.library import Library
from curator_app.services.page_writer import Item, Job, Rendered, unchanged
from curator_app.services.publish_plan import PublishPlan, PublishResult
from curator_app.services.site_build import Pages, SiteBuild
from curator_app.site.build import (
    Comparison,
    Links,
    Task,
    compare,
    dated,
    published_hash,
    related_of,
    unfit,
)
from curator_app.site.context import PageContext, Related
from curator_app.site.lists import Lists
from curator_app.site.release import Target, explained
from curator_app.storage import entries, revisions, site_rows
from curator_app.storage import pages as page_store
from curator_app.storage.pages import PageRecord

if TYPE_CHECKING:
    from curator_app.storage.database import Connection

BATCH = 100
# Plans of more changes than this name the kind of change, not every field.
EXPLAINED = 300


def today() -> str:
    """The date of a publication when none is given."""
    return datetime.now().astimezone().date().isoformat()


class Publication:
    """Compares a library with what a folder serves, and brings the folder up to date."""

    def __init__(
        self,
        library: Library,
        target: Target,
        accessed: str | None,
        gate: Gate,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.library = library
        self.progress, self.cancelled = progress, cancelled
        self.target = target
        self.accessed = accessed
        self.gate = gate
        self.context = PageContext(
            library.versions, library.vocabulary, library.catalogue, library.file.site_url
        )
        self.manifest = target.manifest()
        with library.db.read() as conn:
            self.redirects = site_rows.redirects(conn)
            rows = site_rows.site_rows(conn)
        self.links, self.found = self._compare(rows)
        self._drop_unchanged()
        self.fields: dict[str, str] = {}
        self._hold_back(rows)

    # ------------------------------------------------------------------ the plan

    def _compare(self, rows: Sequence[SiteRow]) -> tuple[Links, Comparison]:
        links = Links(rows, self.redirects)
        return links, compare(rows, links, self.context, self.manifest, self._read_live)

    def _read_live(self, path: str) -> bytes:
        return (self.target.releases / self.target.live() / path).read_bytes()

    def cards(self, ns: Sequence[int]) -> Mapping[int, Card]:
        """What lists and links show of these rows."""
        with self.library.db.read() as conn:
            return site_rows.cards(conn, ns)

    def _reasons(self) -> dict[str, str]:
        """Why some of the new and changed pages cannot be published now."""
        tasks = self.found.tasks
        unfit_ones = {slug: reason for slug, task in tasks.items() if (reason := unfit(task))}
        slugs = {task.row.n: slug for slug, task in tasks.items() if slug not in unfit_ones}
        held = self.gate.held(Candidates(slugs, self._items, self.progress, self.cancelled))
        self.fields |= held.fields
        reasons = {**held.reasons, **unfit_ones}
        return {slug: reason for slug, reason in reasons.items() if slug in tasks}

    def _items(self, ns: Sequence[int]) -> Iterator[Item]:
        """What these pages would be made of."""
        chosen = set(ns)
        tasks = [task for task in self.found.tasks.values() if task.row.n in chosen]
        for batch in self._batches(tasks):
            yield from batch

    def _hold_back(self, rows: Sequence[SiteRow]) -> None:
        """Take those out that were never published, and keep the others as they were.

        Without the former other pages may say something else, so that these are asked again.
        """
        unseen: dict[str, str] = {}
        while reasons := self._reasons():
            new = {slug: why for slug, why in reasons.items() if not self.found.tasks[slug].old}
            if not new:
                break
            unseen |= new
            left = [row for row in rows if row.slug not in unseen]
            self.links, self.found = self._compare(left)
            self._drop_unchanged()
        for slug, reason in reasons.items():
            self.found.hold(slug, reason)
        self.found.blocked.update(unseen)

    def _drop_unchanged(self) -> None:
        """Leave out pages whose related studies were edited in what those pages do not show."""
        tasks = self.found.tasks
        doubtful = [task for task in tasks.values() if task.why == ("related studies",)]
        for batch in self._batches(doubtful):
            for slug in unchanged(self._job(), batch):
                del tasks[slug]

    def plan(self) -> PublishPlan:
        """What the publication would do."""
        tasks = self.found.tasks
        changed = [slug for slug, task in tasks.items() if task.old is not None]
        touched = tasks.keys() | self.found.blocked.keys()
        return PublishPlan(
            added=tuple(sorted(slug for slug, task in tasks.items() if task.old is None)),
            changed=tuple(sorted(changed)),
            removed=tuple(self.found.removed),
            unchanged=tuple(r.slug for r in self.found.rows if r.slug not in touched),
            blocked=tuple(sorted(self.found.blocked)),
            why=self._why([tasks[slug] for slug in sorted(changed)]),
            reasons=self.found.blocked,
            fields=self.fields,
            notices=tuple(self.gate.notices),
        )

    def _why(self, tasks: Sequence[Task]) -> dict[str, tuple[str, ...]]:
        """For each changed page the fields that were edited since, and what else changed."""
        why = {task.row.slug: task.why for task in tasks}
        if len(tasks) > EXPLAINED:
            return why
        with self.library.db.read() as conn:
            for task in tasks:
                if "entry" not in task.why or task.old is None:
                    continue
                history = revisions.history(conn, task.old.id)
                named = changed_since(history, published_hash(task.old)) or ["entry"]
                rest = [part for part in task.why if part != "entry"]
                why[task.row.slug] = (*named, *rest)
        return why

    # ------------------------------------------------------------------ doing it

    def run(self) -> PublishResult:
        """Write what differs, switch, and record it in the library."""
        plan = self.plan()
        tasks = list(self.found.tasks.values())
        batches = self._batches(tasks)
        pages = Pages(len(tasks), batches, _counter(self.progress, plan), self.cancelled or _never)
        build = SiteBuild(
            self.target, self.manifest, self.found, self.context.site_url, self.gate.checked
        )
        lists = Lists(self.found.rows, self.redirects, self.context, self.cards)
        with explained(self.target.root):
            rendered = build.run(self._job(), pages, lists.files())
        result = _outcome(plan, rendered, build)
        if not self.library.read_only:
            self._record(result, rendered)
        return result

    def _job(self) -> Job:
        context = self.context
        policy = context.catalogue.the_policy()
        return Job(context.versions, policy, context.site_url, self.accessed or today())

    def _batches(self, tasks: Sequence[Task]) -> Iterator[list[Item]]:
        """The pages to make, with what is stored of their entries."""
        with self.library.db.read() as conn:
            for start in range(0, len(tasks), BATCH):
                part = tasks[start : start + BATCH]
                links = {t.row.n: self.links.of(t.row.targets) for t in part if t.row.targets}
                wanted = {n for found in links.values() for n in found.values()}
                cards = site_rows.cards(conn, wanted) if wanted else {}
                stored = site_rows.stored_entries(conn, [task.row.n for task in part])
                records: Mapping[str, PageRecord] = {}
                if self.accessed is None:
                    records = site_rows.page_records(conn, [s.id for s in stored.values()])
                batch: list[Item] = []
                for task in part:
                    found = links.get(task.row.n, {})
                    related = {t: related_of(cards[n]) for t, n in found.items() if n in cards}
                    batch.append(self._item(task, stored.get(task.row.n), records, related))
                yield batch

    def _item(
        self,
        task: Task,
        stored: StoredEntry | None,
        records: Mapping[str, PageRecord],
        related: Mapping[str, Related],
    ) -> Item:
        old = task.old
        record = records.get(stored.id) if stored else None
        return Item(
            slug=task.row.slug,
            stored=stored,
            kept=dated(task, self.found, self.manifest),
            old_sha256=old.sha256 if old else "",
            before=tuple((r.accessed, r.sha256) for r in (old, record) if r is not None),
            related=related,
        )

    def _record(self, result: PublishResult, rendered: Sequence[Rendered]) -> None:
        """Note dates and hashes of pages, log the publication, and mark ready entries published."""
        records = {p.id: PageRecord(p.accessed, p.sha256) for p in rendered}
        gone = {self.found.old[slug].id for slug in result.removed} - set(records)
        blocked = self.found.blocked
        with self.library.db.read() as conn:
            found = entries.many(conn, site_rows.ready(conn))
            waiting = [entry for entry in found if entry.slug not in blocked]
        if not (records or gone or waiting or result.files):
            return
        with self.library.db.write() as conn:
            page_store.record(conn, records, gone)
            if result.files:
                where = shown_name(str(self.target.root))
                who, counts = self.library.who, result.sizes()
                if self.gate.off:
                    counts["gate_off"] = 1
                page_store.log(conn, who=who, target=where, release=result.release, counts=counts)
            self._mark_published(conn, waiting)

    def _mark_published(self, conn: Connection, waiting: Sequence[Entry]) -> None:
        if not waiting:
            return
        count = counted(len(waiting), "entry")
        who = self.library.who
        operation = revisions.begin_operation(
            conn, kind="ordinary", label=f"Publish {count}", who=who
        )
        revisions.save(
            conn,
            operation,
            [(entry, entry.with_(state="published")) for entry in waiting],
            who=who,
            origin="publish",
            note="",
            versions=self.library.versions.line(),
        )


def _outcome(plan: PublishPlan, rendered: Sequence[Rendered], build: SiteBuild) -> PublishResult:
    """The plan with the pages whose bytes turned out the same counted as unchanged."""
    same = {page.slug for page in rendered if not page.changed}
    return PublishResult(
        added=plan.added,
        changed=tuple(slug for slug in plan.changed if slug not in same),
        removed=plan.removed,
        unchanged=tuple(sorted((*plan.unchanged, *(s for s in plan.changed if s in same)))),
        blocked=plan.blocked,
        why={slug: parts for slug, parts in plan.why.items() if slug not in same},
        reasons=plan.reasons,
        fields=plan.fields,
        notices=plan.notices,
        release=build.release,
        files=len(build.changes),
    )


def _counter(
    progress: Callable[[int, int], None] | None, plan: PublishPlan
) -> Callable[[int], None]:
    total = len(plan.added) + len(plan.changed)

    def advance(done: int) -> None:
        if progress is not None:
            progress(done, total)

    return advance


def _never() -> bool:
    return False
