"""Checking the whole library, and remembering what need not be checked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import orjson

from curator_app.domain.checks.engine import Engine, by_severity
from curator_app.domain.checks.finding import CRITICAL, Finding, open_findings
from curator_app.domain.checks.neighbours import BETWEEN, Neighbour, Neighbours
from curator_app.domain.decisions import dismissals_from_json
from curator_app.domain.query import ListQuery
from curator_app.errors import Cancelled
from curator_app.services.known_checks import KnownChecks, Own, parts
from curator_app.services.library import Library
from curator_app.storage import entries, revisions
from curator_app.storage.heads import Head

Progress = Callable[[int, int], None]
_CHUNK = 500


class Checker:
    """The checks of one open library; may be used from any one thread at a time.

    What an entry's own texts and fields give is kept for each saved version in the library's
    folder; what depends on other entries is asked anew each time.
    """

    def __init__(self, library: Library, engine: Engine | None = None) -> None:
        self.library = library
        self.known = KnownChecks(library, engine or library.engine())
        self._neighbours: Neighbours | None = None
        self._seen = -1

    @property
    def engine(self) -> Engine:
        """The rules in force; others may be put in their place."""
        return self.known.engine

    @engine.setter
    def engine(self, engine: Engine) -> None:
        self.known.engine = engine

    def all(
        self,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[tuple[Head, tuple[Finding, ...]]]:
        """Head and findings of every entry that is not removed, ordered by address.

        Only entries saved since the last time are read and checked, also after a restart. Raises
        Cancelled when stopped; what was checked until then need not be checked again.
        """
        stopped = cancelled or _never
        ns = self.library.ids(ListQuery(sort="slug", descending=False))
        filled = self.known.fill(ns, progress, stopped)
        neighbours = self.neighbours()
        done = 0
        for part in parts(ns, _CHUNK):
            for item in self.known.of(part):
                if stopped():
                    raise Cancelled
                yield item.head, self._joined(item, neighbours)
            done += len(part)
            if progress is not None and not filled:
                progress(done, len(ns))
        self.known.keep_only(ns)
        self._neighbours = None  # a large library has many, and the next pass is after an edit

    def _joined(self, item: Own, neighbours: Neighbours) -> tuple[Finding, ...]:
        among = self.engine.check_among(item.links, neighbours)
        return tuple(by_severity([*item.findings, *among])) if among else item.findings

    def grave(
        self,
        ns: Sequence[int],
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Mapping[str, Finding]:
        """The first open CRITICAL finding of each of these rows that has one, by address.

        Raises Cancelled when stopped.
        """
        stopped = cancelled or _never
        self.known.fill(ns, progress, stopped)
        rules = (self.engine.by_id.get(name) for name in BETWEEN)
        among = any(rule is not None and rule.severity == CRITICAL for rule in rules)
        found: dict[str, Finding] = {}
        for part in parts(ns, _CHUNK):
            if stopped():
                raise Cancelled
            for item in self.known.of(part) if among else self.known.critical(part):
                findings = self._joined(item, self.neighbours()) if among else item.findings
                stored = item.head.dismissals
                done = dismissals_from_json(orjson.loads(stored)) if stored else ()
                for finding in open_findings(findings, done):
                    if finding.severity == CRITICAL:
                        found.setdefault(item.head.slug, finding)
        return found

    def neighbours(self) -> Neighbours:
        """The library's identifiers and addresses, read again when something was saved."""
        with self.library.db.read() as conn:
            seen = revisions.latest(conn)
            if self._neighbours is None or seen != self._seen:
                rows = (
                    Neighbour(r.id, r.slug, r.doi_key, r.pmid, r.title_key, r.first_author, r.year)
                    for r in entries.sharing_index(conn)
                )
                taken, slugs = entries.taken_slugs(conn), entries.ids_by_slug(conn)
                self._neighbours = Neighbours(rows, taken, slugs)
                self._seen = seen
        return self._neighbours


def _never() -> bool:
    return False
