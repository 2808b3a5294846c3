"""Where a sentence names a case definition: licensed, in lists, the specific over the generic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from curator_app.domain.detection.rules import Detector, NameRule

_BLOCK_WINDOW = 60
_BEFORE_WINDOW = 90
_LONGEST_GLUE = 90
_MOST_HITS = 60


@dataclass(frozen=True)
class Hit:
    """One definition named at `start:end` of a sentence; `forward` licences what follows it."""

    rule: NameRule
    start: int
    end: int
    licensed: bool
    forward: bool

    @property
    def length(self) -> int:
        return self.end - self.start


def find_names(sentence: str, rules: Sequence[NameRule], detector: Detector) -> list[list[Hit]]:
    """The definitions a sentence names, grouped into lists that share one phrase."""
    folded = sentence.casefold()
    hits: list[Hit] = []
    for rule in rules:
        if any(word in folded for word in rule.triggers):
            hits += _hits(sentence, rule, detector)
    if not hits:
        return []
    hits = _without_overlaps(sorted(hits, key=lambda hit: (hit.start, -hit.end))[:_MOST_HITS])
    groups = [_licensed(group) for group in _grouped(sentence, hits, detector)]
    return _specific([group for group in groups if group])


def _hits(sentence: str, rule: NameRule, detector: Detector) -> list[Hit]:
    found: list[Hit] = []
    for match in islice(rule.names.finditer(sentence), _MOST_HITS):
        if match.end() > match.start() and not _blocked(sentence, rule, *match.span()):
            reach = _reach(sentence, match.end(), detector) or match.end()
            found.append(Hit(rule, match.start(), reach, True, False))
    for match in islice(rule.heads.finditer(sentence), _MOST_HITS):
        if not _blocked(sentence, rule, *match.span()):
            found.append(_head(sentence, rule, *match.span(), detector))
    return found


def _head(sentence: str, rule: NameRule, start: int, end: int, detector: Detector) -> Hit:
    reach = _reach(sentence, end, detector)
    before = sentence[max(0, start - _BEFORE_WINDOW) : start]
    noun_before = bool(detector.licences["before"].search(before))
    bare = bool(rule.bare.search(before))
    licensed = bool(reach) or noun_before or bare
    return Hit(rule, start, reach or end, licensed, noun_before or bare)


def _reach(sentence: str, end: int, detector: Detector) -> int:
    tail = detector.licences["tail"].match(sentence, end)
    return tail.end() if tail else 0


def _blocked(sentence: str, rule: NameRule, start: int, end: int) -> bool:
    around = sentence[max(0, start - _BLOCK_WINDOW) : end + _BLOCK_WINDOW]
    return bool(rule.block.search(around))


def _without_overlaps(hits: list[Hit]) -> list[Hit]:
    """The longest hit of each place; a licensed one before an unlicensed one."""
    kept: list[Hit] = []
    for hit in hits:
        if kept and hit.start < kept[-1].end:
            kept[-1] = _better(kept[-1], hit)
            continue
        kept.append(hit)
    return kept


def _better(last: Hit, hit: Hit) -> Hit:
    if hit.rule.id == last.rule.id:
        forward = last.forward or hit.forward
        licensed = last.licensed or hit.licensed
        return Hit(hit.rule, last.start, max(last.end, hit.end), licensed, forward)
    if hit.rule.id in last.rule.suppresses:
        return last
    if last.rule.id in hit.rule.suppresses:
        return hit if hit.licensed or not last.licensed else last
    if last.rule.last_resort != hit.rule.last_resort and last.licensed and hit.licensed:
        return hit if last.rule.last_resort else last
    return hit if (hit.licensed, hit.length) > (last.licensed, last.length) else last


def glue_between(sentence: str, left: Hit, right: Hit) -> str:
    """The words between two neighbours of a list."""
    return sentence[left.end : right.start]


def _grouped(sentence: str, hits: list[Hit], detector: Detector) -> list[list[Hit]]:
    groups: list[list[Hit]] = []
    for hit in hits:
        if groups:
            between = glue_between(sentence, groups[-1][-1], hit)
            if len(between) <= _LONGEST_GLUE and detector.licences["glue"].fullmatch(between):
                groups[-1].append(hit)
                continue
        groups.append([hit])
    return groups


def _licensed(group: list[Hit]) -> list[Hit]:
    """Licences run backward from the noun that ends a list, forward from one that opens it."""
    if any(hit.forward for hit in group):
        return group
    last = max((number for number, hit in enumerate(group) if hit.licensed), default=-1)
    if last < 0:
        return []
    return group[: last + 1] + [hit for hit in group[last + 1 :] if hit.rule.follows]


def _specific(groups: list[list[Hit]]) -> list[list[Hit]]:
    """A generic name in the sentence of the specific one it stands for says nothing of its own."""
    gone = {name for group in groups for hit in group for name in hit.rule.suppresses}
    hits = [hit for group in groups for hit in group]
    if not all(hit.rule.last_resort for hit in hits):
        gone |= {hit.rule.id for hit in hits if hit.rule.last_resort}
    kept = [[hit for hit in group if hit.rule.id not in gone] for group in groups]
    return [group for group in kept if group]
