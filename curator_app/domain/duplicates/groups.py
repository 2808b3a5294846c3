"""From pairs to groups that may be merged as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Pair = tuple[int, int]


def groups(pairs: Iterable[Pair], agree: Callable[[int, int], bool]) -> list[tuple[int, ...]]:
    """The groups that these pairs join, each in ascending order.

    Two groups are joined only when every member of one agrees with every member of the other:
    a record that says little (no PMID, no pages) must not join two that contradict each other.
    Pairs count in the order given, so the surest come first.
    """
    group_of: dict[int, list[int]] = {}
    for first, second in pairs:
        mine = group_of.setdefault(first, [first])
        theirs = group_of.setdefault(second, [second])
        if mine is theirs:
            continue
        if all(agree(a, b) for a in mine for b in theirs if (a, b) != (first, second)):
            mine += theirs
            for member in theirs:
                group_of[member] = mine
    found = {id(group): group for group in group_of.values() if len(group) > 1}
    return sorted(tuple(sorted(group)) for group in found.values())
