"""What entries give by themselves: taken from checks.db, or checked and kept there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from time import monotonic
from typing import NamedTuple

from curator_app.domain.checks.engine import Engine
from curator_app.domain.checks.finding import Finding
from curator_app.domain.checks.neighbours import Links
from curator_app.domain.publication import StoredEntry
from curator_app.errors import Cancelled
from curator_app.services import checking_worker
from curator_app.services.check_results import code_stamp, critical, own, packed, unpacked
from curator_app.services.checking_worker import Job, Result
from curator_app.services.library import Library
from curator_app.services.processes import Ended, Processes, possible
from curator_app.storage import entries, site_rows
from curator_app.storage.check_cache import CheckCache, Kept
from curator_app.storage.heads import Head, Version, heads, versions

_CHUNK, _READ, _BATCH, _SAMPLE = 2_000, 400, 40, 100
# Two processes take about half a second to start, so that they pay from a second's work on.
MANY = 400
PAYS_SECONDS = 1.0


class Own(NamedTuple):
    """What one entry gives by itself."""

    head: Head
    findings: tuple[Finding, ...]
    links: Links


class KnownChecks:
    """The results of one library; may be used from any one thread at a time."""

    def __init__(self, library: Library, engine: Engine) -> None:
        self.engine = engine
        self._db = library.db
        self._cache = CheckCache(library.folder)

    def of(self, ns: Sequence[int]) -> list[Own]:
        """What these rows give, in the order asked."""
        with self._db.read() as conn:
            asked = heads(conn, ns)
            found = self._known(asked)
            read = list(entries.many(conn, [head.n for head in asked if head.id not in found]))
        by_id = {head.id: head for head in asked}
        new: list[Kept] = []
        for entry in read:
            head, findings, links = (
                by_id[entry.id],
                own(self.engine, entry, year()),
                Links.of(entry),
            )
            found[entry.id] = Own(head, findings, links)
            data = packed(self.engine, findings, links)
            new.append(Kept(entry.id, self._key(head), critical(findings), data))
        self._cache.put(new)
        return [found[head.id] for head in asked if head.id in found]

    def critical(self, ns: Sequence[int]) -> list[Own]:
        """What those of these rows give that have a CRITICAL finding, dismissed or not."""
        with self._db.read() as conn:
            stored = versions(conn, ns)
        known = self._cache.keys([version.id for version in stored])
        asked: list[int] = []
        for version in stored:
            key, count = known.get(version.id, ("", 0))
            if count or key != self._key(version):
                asked.append(version.n)
        return [item for item in self.of(asked) if critical(item.findings)] if asked else []

    def fill(
        self,
        ns: Sequence[int],
        progress: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool],
    ) -> bool:
        """Check what is not known of these rows in processes, when that pays.

        Returns whether it did; raises Cancelled when stopped, what was checked until then is kept.
        """
        new = self._unknown(ns, cancelled)
        # Another kind of engine is for tests and trials: it is asked where it is.
        if len(new) < MANY or not possible() or type(self.engine) is not Engine:
            return False
        rest = new[self._not_for_processes(new) :]
        if not rest:
            return False
        done = len(ns) - len(rest)
        for count in self._checked_elsewhere(rest, cancelled):
            done += count
            if progress is not None:
                progress(done, len(ns))
        return True

    def _not_for_processes(self, new: Sequence[int]) -> int:
        """Check some of these here, to see whether processes pay: how many are not for them."""
        self.of(new[:_SAMPLE])  # also compiles the patterns
        begun = monotonic()
        self.of(new[_SAMPLE : 2 * _SAMPLE])
        left = (monotonic() - begun) / _SAMPLE * (len(new) - 2 * _SAMPLE)
        return 2 * _SAMPLE if left >= PAYS_SECONDS else len(new)

    def keep_only(self, ns: Sequence[int]) -> None:
        """Forget the results of entries that are gone, now and then."""
        if self._cache.count() > len(ns) + len(ns) // 4 + 100:
            with self._db.read() as conn:
                stored = versions(conn, ns)
            self._cache.keep_only([version.id for version in stored])

    # ------------------------------------------------------------------ inside

    def _key(self, of: Head | Version) -> str:
        """All that the result depends on: the number of a version alone may be used again."""
        stamp = f"{self.engine.stamp} {code_stamp()} {year()}"
        return f"{of.version} {_digest(stamp)} {of.changed} {of.page_hash[:16]}"

    def _known(self, asked: Sequence[Head]) -> dict[str, Own]:
        kept = self._cache.get([head.id for head in asked])
        found: dict[str, Own] = {}
        for head in asked:
            row = kept.get(head.id)
            if row is not None and row.key == self._key(head):
                with suppress(ValueError, KeyError, TypeError, IndexError):
                    found[head.id] = Own(head, *unpacked(self.engine, row.data))
        return found

    def _unknown(self, ns: Sequence[int], cancelled: Callable[[], bool]) -> list[int]:
        new: list[int] = []
        for part in parts(ns, _CHUNK):
            if cancelled():
                raise Cancelled
            with self._db.read() as conn:
                stored = versions(conn, part)
            known = self._cache.keys([version.id for version in stored])
            new += [v.n for v in stored if known.get(v.id, ("", 0))[0] != self._key(v)]
        return new

    def _checked_elsewhere(self, ns: Sequence[int], cancelled: Callable[[], bool]) -> Iterator[int]:
        """Check these rows in processes and keep the results; gives how many each time."""
        processes = Processes(checking_worker.__name__, Job(self.engine, year()))
        keys: dict[str, str] = {}
        waiting: list[Result] = []
        try:
            for answer in processes.answers(self._batches(ns, keys), cancelled):
                waiting += answer
                if len(waiting) >= _CHUNK // 2:
                    self._keep(waiting, keys)
                yield len(answer)
        except Ended:
            pass  # what is missing is checked here when it is asked for
        finally:
            processes.close(at_once=True)
            self._keep(waiting, keys)

    def _batches(self, ns: Sequence[int], keys: dict[str, str]) -> Iterator[list[StoredEntry]]:
        for part in parts(ns, _READ):
            with self._db.read() as conn:
                keys.update((version.id, self._key(version)) for version in versions(conn, part))
                stored = list(site_rows.stored_entries(conn, part).values())
            for start in range(0, len(stored), _BATCH):
                yield stored[start : start + _BATCH]

    def _keep(self, results: list[Result], keys: dict[str, str]) -> None:
        self._cache.put([Kept(id_, keys.pop(id_), count, data) for id_, count, data in results])
        results.clear()


def parts(ns: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """The rows in groups of this size."""
    for start in range(0, len(ns), size):
        yield ns[start : start + size]


@lru_cache(16)
def _digest(stamp: str) -> str:
    return sha256(stamp.encode()).hexdigest()[:16]


def year() -> int:
    """The present year, from which a year of publication cannot be far."""
    return datetime.now(UTC).year
