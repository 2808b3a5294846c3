"""Which records are worth comparing: those that share a key."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

from curator_app.domain.duplicates.facts import Facts
from curator_app.domain.duplicates.names import surname_parts
from curator_app.domain.duplicates.places import page_ends

WINDOW = 30
"""In a larger block each record is compared with this many next to it only."""
_STEM = 28


def keys_of(facts: Facts) -> Iterator[str]:
    """The keys a record is looked up by; those of one study share at least one."""
    for mark, identifier in (("p", facts.pmid), ("d", facts.doi), ("c", facts.pmcid)):
        if identifier:
            yield f"{mark}:{identifier}"
    title = facts.read
    if not title.key:
        return
    yield f"t:{title.key[:_STEM]}"
    if len(title.key) > 2 * _STEM:
        yield f"e:{title.key[-_STEM:]}"
    longest = sorted(set(title.words), key=lambda word: (-len(word), word))
    yield f"w:{' '.join(sorted(longest[:4]))}"
    yield from _places(facts, longest[:2])


def _places(facts: Facts, words: list[str]) -> Iterator[str]:
    """Author and year with a word of the title, and the page where it begins."""
    start = page_ends(facts.pages)[0].lstrip("abcdefghijklmnopqrstuvwxyz")
    if start and facts.year:
        yield f"y:{facts.year} {start} {facts.read.key[:1]}"
    if facts.authors and facts.year:
        for name in surname_parts(facts.authors[0]):
            yield from (f"a:{name} {facts.year} {word}" for word in words)
            if start:
                yield f"s:{name} {start}"


_PLACE_BITS = 24
_HASH = (1 << 40) - 1
_PARTS = 16


class Blocks:
    """Records by their keys; each pair that shares one comes out once.

    Keys are kept as one number each (40 bits of a hash, 24 of the place): a hundred thousand
    records have nearly a million. Two keys that happen to collide only cost a comparison.
    """

    def __init__(self) -> None:
        self._parts = [array("Q") for _ in range(_PARTS)]

    def add(self, place: int, facts: Facts) -> None:
        """Put a record, known by its place in the caller's list, into its blocks."""
        for key in keys_of(facts):
            mark = hash(key) & _HASH
            self._parts[mark % _PARTS].append(mark << _PLACE_BITS | place)

    def pairs(self, pause: Callable[[], None] | None = None) -> Iterator[tuple[int, int]]:
        """The pairs to compare, the earlier place first.

        `pause` is called often enough to stop in time, by raising.
        """
        seen = set[tuple[int, int]]()
        for part in self._parts:
            if pause:
                pause()
            for block in _blocks(part):
                for pair in _near(block):
                    if pair not in seen:
                        seen.add(pair)
                        yield pair


def _blocks(part: array[int]) -> Iterator[list[int]]:
    """The places that share a key, for each key that two or more have."""
    block: list[int] = []
    last = -1
    for entry in sorted(part):
        mark, place = entry >> _PLACE_BITS, entry & ((1 << _PLACE_BITS) - 1)
        if mark != last:
            if len(block) > 1:
                yield block
            block, last = [], mark
        block.append(place)
    if len(block) > 1:
        yield block


def _near(block: list[int]) -> Iterator[tuple[int, int]]:
    for at, first in enumerate(block):
        for second in block[at + 1 : at + 1 + WINDOW]:
            if first != second:
                yield first, second
