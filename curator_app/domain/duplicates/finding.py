"""The duplicates among many records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from curator_app.domain.duplicates.differences import Alike
from curator_app.domain.duplicates.facts import Facts
from curator_app.domain.duplicates.groups import groups
from curator_app.domain.duplicates.judging import NOT, SURE, Match, judge


class Pair(NamedTuple):
    """Two records, by their places in the caller's list, and what their comparison gave."""

    first: int
    second: int
    match: Match


def in_order(pairs: Iterable[Pair]) -> list[Pair]:
    """The sure ones before the likely ones, each by score, then by place."""
    return sorted(pairs, key=lambda p: (p.match.level != SURE, -p.match.score, p[:2]))


def sure_groups(
    records: Sequence[Facts], pairs: Iterable[Pair], alike: Alike
) -> list[tuple[int, ...]]:
    """The records that may be merged unseen: sure pairs joined where no two members contradict."""
    known = {pair[:2]: pair.match.level for pair in pairs}

    def agree(first: int, second: int) -> bool:
        place = min(first, second), max(first, second)
        level = known.get(place) or judge(records[place[0]], records[place[1]], alike).level
        return level != NOT

    sure = [place for place, level in known.items() if level == SURE]
    return groups(sure, agree)
