"""Two definitions in one phrase: joined by and, by or, or not said how."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from curator_app.domain.detection.names import Hit
from curator_app.domain.detection.rules import Detector


def operator_of(sentence: str, group: Sequence[Hit], detector: Detector) -> str:
    """`all`, `any`, or nothing when the words between the names leave it open."""
    first, last = group[0], group[-1]
    before = sentence[max(0, first.start - 40) : first.start]
    between = " | ".join(sentence[left.end : right.start] for left, right in pairwise(group))
    after = sentence[last.end : last.end + 60]
    licences = detector.licences
    if licences["open"].search(after) or licences["open"].search(between):
        return ""
    if licences["either"].search(before) or licences["or"].search(between):
        return "any"
    if licences["and"].search(between) or licences["both"].search(before):
        return "all"
    return ""
