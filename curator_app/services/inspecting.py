"""What the checks say of entries with what people decided about it: one entry, some, or all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

from curator_app.domain.checks.engine import by_severity
from curator_app.domain.checks.finding import Finding, dismissed_findings, open_findings
from curator_app.domain.checks.neighbours import Links, Neighbour, Neighbours
from curator_app.domain.checks.rules import Rule
from curator_app.domain.decisions import Dismissal, dismissals_from_json
from curator_app.domain.entry import Entry
from curator_app.errors import Cancelled, NotFound
from curator_app.services.checking import Checker
from curator_app.services.library import Library
from curator_app.storage import entries, revisions
from curator_app.storage.entries import MatchRow

Progress = Callable[[int, int], None]
_CHUNK = 50


class Report(NamedTuple):
    """The findings of one version of an entry: the open ones, and the dismissed with why."""

    id: str
    slug: str
    version: int
    findings: tuple[Finding, ...]
    dismissed: tuple[tuple[Finding, Dismissal], ...] = ()

    @staticmethod
    def of(entry: Entry, found: tuple[Finding, ...]) -> Report:
        """What was found in an entry, sorted by its dismissals."""
        done = entry.dismissals
        return Report(
            entry.id,
            entry.slug,
            entry.version,
            open_findings(found, done),
            dismissed_findings(found, done),
        )


class Inspector:
    """The checks of one open library; may be used from any one thread at a time."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._checker = Checker(library)
        self._titled: tuple[tuple[str, int], list[MatchRow]] = (("", -1), [])

    def rules(self) -> Mapping[str, Rule]:
        """The rules in force, by id: what a finding's rule is called, and why there is one."""
        return self.library.engine().by_id

    def entry(self, entry: Entry) -> Report:
        """One entry, saved or just being typed; only its own neighbours are read."""
        engine = self.library.engine()
        own = engine.check(entry, datetime.now(UTC).year)
        links = Links.of(entry)
        with self.library.db.read() as conn:
            among = engine.check_among(links, self._near(conn, links))
        return Report.of(entry, tuple(by_severity([*own, *among])))

    def some(
        self, ns: Sequence[int], progress: Progress, cancelled: Callable[[], bool]
    ) -> list[Report]:
        """The entries of these rows, in that order; raises Cancelled when stopped."""
        reports: list[Report] = []
        for start in range(0, len(ns), _CHUNK):
            with self.library.db.read() as conn:
                found = list(entries.many(conn, ns[start : start + _CHUNK]))
            for entry in found:
                if cancelled():
                    raise Cancelled
                reports.append(self.entry(entry))
            progress(min(start + _CHUNK, len(ns)), len(ns))
        return reports

    def all(
        self,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[Report]:
        """Every entry that is not removed, by address; only changed ones are checked again.

        Raises Cancelled when stopped; what was checked until then need not be checked again.
        """
        self._checker.engine = self.library.engine()
        for head, found in self._checker.all(progress, cancelled):
            done = dismissals_from_json(json.loads(head.dismissals)) if head.dismissals else ()
            opened = open_findings(found, done) if done else found
            closed = dismissed_findings(found, done) if done else ()
            yield Report(head.id, head.slug, head.version, opened, closed)

    def again(self, changed: Iterable[str], linked: Iterable[str]) -> list[Report]:
        """New reports of changed entries and of those that have to do with other entries.

        `linked` are the ids whose findings depended on others; one that has gone has no report.
        """
        changed = set(changed)
        asked = changed | set(linked)
        for id_ in changed:
            with self.library.db.read() as conn, suppress(NotFound):
                links = Links.of(entries.get(conn, id=id_))
                asked |= set(self._near(conn, links).by_slug.values())
                asked.update(entries.pointing_at(conn, links.slug))
        found: list[Report] = []
        for id_ in asked:
            with suppress(NotFound):
                entry = self.library.entry_by_id(id_)
                if not entry.removed:
                    found.append(self.entry(entry))
        return found

    def _near(self, conn: Any, entry: Links) -> Neighbours:
        """The neighbours that can matter to one entry: asked of the indexes, not of the list."""
        starts = ["-".join(r.target.split("-")[:2]) for r in entry.relations]
        named = [s for s in (*starts, *entry.former_slugs) if s]
        found = [
            *entries.near_index(conn, entry.doi, entry.pmid, named),
            *self._same_title(conn, entry.title),
        ]
        rows = (
            Neighbour(r.id, r.slug, r.doi_key, r.pmid, r.title_key, r.first_author, r.year)
            for r in {row.n: row for row in found}.values()
        )
        return Neighbours(rows, entries.TakenSlugs(conn))

    def _same_title(self, conn: Any, title: str) -> list[MatchRow]:
        """Asked once for a title and a state of the library: it takes a look at every row."""
        asked = (title, revisions.latest(conn))
        if self._titled[0] != asked:
            self._titled = (asked, entries.with_title(conn, title))
        return self._titled[1]
