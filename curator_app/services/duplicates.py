"""Duplicates of a whole library or of one entry, and the decision that a pair is none.

Looking has two steps: the narrow columns of all entries say which pairs are worth a look, and
those are judged on the whole entries, with all authors and the pages of their records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from curator_app.domain.changes import Changes
from curator_app.domain.decisions import Distinct
from curator_app.domain.duplicates.blocking import Blocks
from curator_app.domain.duplicates.facts import Facts, pair_mark
from curator_app.domain.duplicates.finding import Pair, in_order, sure_groups
from curator_app.domain.duplicates.judging import NO_MATCH, NOT, RETOLD, SURE, Match, compare, judge
from curator_app.domain.duplicates.merging import precedence
from curator_app.domain.entry import Entry
from curator_app.domain.identifiers import title_key
from curator_app.domain.slug import surname_part
from curator_app.errors import BadValue, Cancelled
from curator_app.services.library import Library
from curator_app.services.matching import ALIKE, Known
from curator_app.storage import entries, revisions

T = TypeVar("T")
Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]
_STEP = 500


@dataclass(frozen=True)
class Likeness:
    """Two entries that may be one study; `left` is the one that a merge would keep."""

    left: Facts
    right: Facts
    match: Match


@dataclass(frozen=True)
class Found:
    """What a look through the library gave.

    `groups` are the ids of entries that may be merged unseen, the one to keep first; `apart` are
    the pairs that were left out because a person decided that they are two studies.
    """

    entries: int
    pairs: tuple[Likeness, ...]
    groups: tuple[tuple[str, ...], ...]
    apart: tuple[Likeness, ...] = ()

    @property
    def sure(self) -> tuple[Likeness, ...]:
        """The pairs that are surely one study."""
        return tuple(pair for pair in self.pairs if pair.match.level == SURE)


@dataclass
class _Looked:
    """The whole entries among the candidates, reduced to what is needed of them."""

    facts: dict[int, Facts]
    apart: dict[int, dict[str, str]]
    order: dict[int, tuple[Any, ...]]

    @staticmethod
    def at(found: Iterable[tuple[int, Entry]]) -> _Looked:
        looked = _Looked({}, {}, {})
        for n, entry in found:
            looked.facts[n] = Facts.of(entry)
            looked.order[n] = precedence(entry)
            if entry.distinct:
                looked.apart[n] = {item.other: item.mark for item in entry.distinct}
        return looked

    def decided(self, first: int, second: int) -> bool:
        """Whether a person said that the two, as they are now, are two studies."""
        if not (self.apart.get(first) or self.apart.get(second)):
            return False
        one, two = self.facts[first], self.facts[second]
        marks = {
            self.apart.get(first, {}).get(two.key),
            self.apart.get(second, {}).get(one.key),
        }
        return pair_mark(one, two) in marks


def find_duplicates(
    library: Library, progress: Progress | None = None, cancelled: Cancel | None = None
) -> Found:
    """All entries that may be one study with another; raises Cancelled when stopped."""
    watch = _Watch(progress, cancelled)
    with library.db.read() as conn:
        rows = list(watch.each(entries.match_index(conn), 1, 0.0, 0.0))
        worth = _worth_a_look(rows, watch)
        ns = sorted(set(chain.from_iterable(worth)))
        wanted = entries.many(conn, ns)
        looked = _Looked.at(watch.each(zip(ns, wanted, strict=True), len(ns), 0.6, 0.9))
    pairs, apart = _judged(looked, worth, watch)
    shown, decided = (tuple(_likeness(looked, *pair) for pair in part) for part in (pairs, apart))
    return Found(len(rows), shown, _groups(looked, ns, pairs, apart), decided)


def _judged(
    looked: _Looked, worth: Sequence[tuple[int, int]], watch: _Watch
) -> tuple[list[Pair], list[Pair]]:
    """The pairs by row number, the surest first: those to decide, and those told apart."""
    pairs: list[Pair] = []
    apart: list[Pair] = []
    for first, second in watch.each(worth, len(worth), 0.9, 1.0):
        match = judge(looked.facts[first], looked.facts[second], ALIKE)
        if match.level != NOT:
            part = apart if looked.decided(first, second) else pairs
            part.append(Pair(first, second, match))
    return in_order(pairs), in_order(apart)


def _groups(
    looked: _Looked, ns: Sequence[int], pairs: Sequence[Pair], apart: Sequence[Pair]
) -> tuple[tuple[str, ...], ...]:
    """The ids of what may be merged unseen; never two that a person told apart, by a third."""
    places = {n: place for place, n in enumerate(ns)}
    records = [looked.facts[n] for n in ns]
    placed = [Pair(places[first], places[second], match) for first, second, match in pairs]
    placed += [Pair(places[first], places[second], NO_MATCH) for first, second, _ in apart]
    return tuple(
        tuple(records[p].key for p in sorted(group, key=lambda p: looked.order[ns[p]]))
        for group in sure_groups(records, placed, ALIKE)
    )


def _worth_a_look(rows: Sequence[entries.MatchRow], watch: _Watch) -> list[tuple[int, int]]:
    """The row numbers of pairs that share a key and an identifier, or whose titles are alike."""
    blocks = Blocks()
    for place, row in watch.each(enumerate(rows), len(rows), 0.0, 0.5):
        blocks.add(place, Known.stored(row).facts)
    found: list[tuple[int, int]] = []
    for first, second in watch.each(blocks.pairs(watch.stop), len(rows), 0.5, 0.6):
        one, two = rows[first], rows[second]
        shared = (one.pmid and one.pmid == two.pmid) or (one.doi_key and one.doi_key == two.doi_key)
        if shared or ALIKE(one.title_key, two.title_key) >= RETOLD:
            found.append((one.n, two.n))
    return found


def _likeness(looked: _Looked, first: int, second: int, match: Match) -> Likeness:
    left, right = sorted((first, second), key=looked.order.__getitem__)
    if (left, right) != (first, second):
        match = judge(looked.facts[left], looked.facts[right], ALIKE)
    return Likeness(looked.facts[left], looked.facts[right], match)


def pair_of(library: Library, first: str, second: str) -> Likeness:
    """Two entries (by id) that a person chose, and what speaks for and against one study."""
    with library.db.read() as conn:
        chosen = [entries.get(conn, id=entry_id) for entry_id in (first, second)]
    left, right = map(Facts.of, sorted(chosen, key=precedence))
    return Likeness(left, right, compare(left, right, ALIKE))


def duplicates_of(library: Library, entry: Entry) -> list[Likeness]:
    """The saved entries that this one, which may not be saved yet, may be one study with."""
    facts = Facts.of(entry)
    start = f"{surname_part(entry.authors)}-{entry.year or ''}"
    title = title_key(entry.title)
    with library.db.read() as conn:
        near = entries.near_index(conn, facts.doi, facts.pmid, [start] if entry.year else [])
        titled = entries.with_title(conn, title) if title else []
        ns = list(dict.fromkeys(row.n for row in (*near, *titled) if row.id != entry.id))[:_STEP]
        others = list(entries.many(conn, ns))
    looked = _Looked.at(enumerate((entry, *others)))
    found = [
        Likeness(facts, looked.facts[n], judge(facts, looked.facts[n], ALIKE))
        for n in range(1, len(others) + 1)
        if not looked.decided(0, n)
    ]
    kept = [pair for pair in found if pair.match.level != NOT]
    return sorted(kept, key=lambda pair: (pair.match.level != SURE, -pair.match.score))


def keep_apart(library: Library, left: str, right: str) -> Changes:
    """Remember that these two entries (by id) are two studies; undo takes it back.

    It stands until title, authors, journal, year or an identifier of either changes.
    """
    if left == right:
        raise BadValue("distinct", "An entry cannot be told apart from itself.")
    with library.db.write() as conn:
        pair = [entries.get(conn, id=entry_id) for entry_id in (left, right)]
        mark = pair_mark(*map(Facts.of, pair))
        at = revisions.now()
        saves: list[tuple[Entry, Entry]] = []
        for entry, other in (pair, pair[::-1]):
            kept = _without(entry, other)
            if len(kept) < len(entry.distinct) and any(i.mark == mark for i in entry.distinct):
                continue
            made = Distinct(other.id, mark, library.who, at)
            saves.append((entry, entry.with_(distinct=(*kept, made))))
        label = f"Not a duplicate: {pair[0].slug} and {pair[1].slug}"
        return _decided(library, conn, saves, label)


def ask_again(library: Library, left: str, right: str) -> Changes:
    """Forget that these two entries (by id) were told apart; undo takes it back."""
    with library.db.write() as conn:
        pair = [entries.get(conn, id=entry_id) for entry_id in (left, right)]
        saves = [
            (entry, entry.with_(distinct=_without(entry, other)))
            for entry, other in (pair, pair[::-1])
            if len(_without(entry, other)) < len(entry.distinct)
        ]
        label = f"Perhaps a duplicate again: {pair[0].slug} and {pair[1].slug}"
        return _decided(library, conn, saves, label)


def _without(entry: Entry, other: Entry) -> tuple[Distinct, ...]:
    return tuple(item for item in entry.distinct if item.other != other.id)


def _decided(
    library: Library, conn: Any, saves: Sequence[tuple[Entry, Entry]], label: str
) -> Changes:
    if not saves:
        return Changes(message="Nothing had changed.")
    operation = revisions.begin_operation(conn, kind="ordinary", label=label, who=library.who)
    revisions.save(
        conn,
        operation,
        saves,
        who=library.who,
        origin="edit",
        note=label,
        versions=library.versions.line(),
    )
    return Changes(frozenset(entry.id for entry, _ in saves), False, f"{label}.", operation)


class _Watch:
    """Tells how far a look is, and stops it when the user wants that."""

    def __init__(self, progress: Progress | None, cancelled: Cancel | None) -> None:
        self._progress = progress
        self._cancelled = cancelled

    def stop(self) -> None:
        """Raise Cancelled when the user wants to stop."""
        if self._cancelled and self._cancelled():
            raise Cancelled

    def each(self, items: Iterable[T], total: int, start: float, end: float) -> Iterator[T]:
        """The items, with the part of the whole look that they are."""
        for done, item in enumerate(items):
            if done % _STEP == 0:
                self.stop()
                if self._progress:
                    share = start + (end - start) * min(1.0, done / max(1, total))
                    self._progress(int(share * 1000), 1000)
            yield item
