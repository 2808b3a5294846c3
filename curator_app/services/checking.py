"""Checking entries and the whole library, and remembering what need not be checked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from curator_app.domain.checks.engine import Engine, by_severity
from curator_app.domain.checks.finding import Finding
from curator_app.domain.checks.neighbours import Links, Neighbour, Neighbours
from curator_app.domain.entry import Entry
from curator_app.domain.query import EntryRow, ListQuery
from curator_app.errors import Cancelled
from curator_app.services.library import Library
from curator_app.storage import entries, revisions

Progress = Callable[[int, int], None]
_CHUNK = 200


class Checker:
    """The checks of one open library; may be used from any one thread at a time.

    What an entry's own texts and fields give is kept for each saved version (a version never
    changes) and the version of the rules; what depends on other entries is asked anew each time.
    """

    def __init__(self, library: Library, engine: Engine | None = None) -> None:
        self.library = library
        self.engine = engine or library.engine()
        self._own: dict[str, tuple[tuple[int, str, int], tuple[Finding, ...], Links]] = {}
        self._neighbours: Neighbours | None = None
        self._seen = -1

    def entry(self, entry: Entry) -> tuple[Finding, ...]:
        """Every finding of an entry, saved or just being typed, the gravest first."""
        own = self.engine.check(entry, _this_year())
        among = self.engine.check_among(Links.of(entry), self.neighbours())
        return tuple(by_severity([*own, *among]))

    def all(
        self,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[tuple[str, tuple[Finding, ...]]]:
        """Address and findings of every entry that is not removed, ordered by address.

        Only entries saved since the last time are read and checked; raises Cancelled when stopped.
        """
        neighbours = self.neighbours()
        ns = self.library.ids(ListQuery(sort="slug", descending=False))
        for start in range(0, len(ns), _CHUNK):
            for slug, own, links in self._chunk(ns[start : start + _CHUNK]):
                if cancelled and cancelled():
                    raise Cancelled
                among = self.engine.check_among(links, neighbours)
                yield slug, tuple(by_severity([*own, *among])) if among else own
            if progress:
                progress(min(start + _CHUNK, len(ns)), len(ns))

    def neighbours(self) -> Neighbours:
        """The library's identifiers and addresses, read again when something was saved."""
        with self.library.db.read() as conn:
            latest = revisions.operations(conn, limit=1)
            seen = latest[-1].id if latest else 0
            if self._neighbours is None or seen != self._seen:
                rows = (
                    Neighbour(r.id, r.slug, r.doi_key, r.pmid, r.title_key, r.first_author, r.year)
                    for r in entries.match_index(conn)
                )
                self._neighbours = Neighbours(rows, entries.taken_slugs(conn))
                self._seen = seen
        return self._neighbours

    def _chunk(self, ns: Sequence[int]) -> list[tuple[str, tuple[Finding, ...], Links]]:
        year = _this_year()
        with self.library.db.read() as conn:
            rows = entries.rows(conn, ns)
            new = [row for row in rows if not self._known(row, year)]
            read = list(entries.many(conn, [row.n for row in new]))
        for entry in read:
            key = (entry.version, self.engine.version, year)
            found = tuple(by_severity(self.engine.check(entry, year)))
            self._own[entry.id] = (key, found, Links.of(entry))
        return [(row.slug, *self._own[row.id][1:]) for row in rows if row.id in self._own]

    def _known(self, row: EntryRow, year: int) -> bool:
        kept = self._own.get(row.id)
        return kept is not None and kept[0] == (row.version, self.engine.version, year)


def _this_year() -> int:
    return datetime.now(UTC).year


def check_entry(library: Library, entry: Entry) -> tuple[Finding, ...]:
    """Every finding of one entry, the gravest first."""
    return Checker(library).entry(entry)


def check_library(
    library: Library,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """Address and findings of every entry; keep a Checker to check only what changed."""
    return Checker(library).all(progress, cancelled)
