"""What part a named definition plays in its sentence: entry rule, subgroup, control, mention."""

from __future__ import annotations

from dataclasses import dataclass

from curator_app.domain.detection.names import Hit
from curator_app.domain.detection.proposal import (
    COMPARATOR,
    INCLUSION,
    MENTION,
    STRATIFIER,
    SUBGROUP,
)
from curator_app.domain.detection.rules import Detector, Pattern
from curator_app.domain.detection.text import Sentence

_BEFORE = 150
_AFTER = 90
_TALKS_ABOUT = ("background", "conclusion")


@dataclass(frozen=True)
class Role:
    """The part played, how sure that is, and why, as half a sentence."""

    name: str
    confidence: float
    why: str


@dataclass(frozen=True)
class _Clause:
    """The words around one group of names, as far as they speak of it."""

    sentence: Sentence
    before: str
    after: str
    frames: dict[str, Pattern]
    proxy: bool

    def has(self, frame: str) -> bool:
        return bool(self.frames[frame].search(self.before))

    def then(self, frame: str) -> bool:
        return bool(self.frames[frame].search(self.after))

    def last(self, frame: str) -> int:
        """Where the frame was last seen before the name; -1 when it was not."""
        place = -1
        for found in self.frames[frame].finditer(self.before):
            place = found.start()
        return place


def roles_of(sentence: Sentence, groups: list[list[Hit]], detector: Detector) -> list[Role]:
    """The role of each group of names, in order."""
    roles: list[Role] = []
    frames = dict(detector.frames)
    for number, group in enumerate(groups):
        start = groups[number - 1][-1].end if number else 0
        stop = groups[number + 1][0].start if number + 1 < len(groups) else len(sentence.text)
        first, last = group[0], group[-1]
        # A proxy's own words hold the verb ("diagnosed by a physician").
        reach = first.end if first.rule.proxy else first.start
        before = sentence.text[max(start, first.start - _BEFORE) : reach]
        after = sentence.text[last.end : min(stop, last.end + _AFTER)]
        for cut in list(frames["break"].finditer(before))[-1:]:
            before = before[cut.end() :]
        clause = _Clause(sentence, before, after, frames, first.rule.proxy)
        inherited = (
            roles[-1]
            if roles and frames["carries_on"].match(sentence.text[start : first.start])
            else None
        )
        roles.append(_role(clause, inherited))
    return roles


def _role(clause: _Clause, inherited: Role | None) -> Role:
    if clause.has("negation") or clause.then("negation_after"):
        return Role(MENTION, 0.85, "it is said not to have been met")
    if clause.has("stratifier") or clause.then("stratifier_after"):
        return Role(STRATIFIER, 0.85, "it sorted participants who were already in")
    if clause.has("talk"):
        return Role(MENTION, 0.85, "the sentence talks about the definition")
    if clause.has("subgroup") or clause.then("subgroup_after"):
        return Role(SUBGROUP, 0.85, "a part of the participants met it")
    if clause.has("strong") or clause.then("used"):
        return _used(clause)
    if clause.then("talk_after"):
        return Role(MENTION, 0.85, "the sentence talks about the definition")
    if inherited:
        return Role(inherited.name, inherited.confidence - 0.1, inherited.why)
    return _weakly(clause)


def _used(clause: _Clause) -> Role:
    if clause.last("controls") > clause.last("patients"):
        return Role(COMPARATOR, 0.75, "it describes the comparison group")
    section = clause.sentence.section
    if section in _TALKS_ABOUT and not clause.frames["own_study"].search(clause.sentence.text):
        return Role(MENTION, 0.6, f"it stands in the {section}")
    if clause.then("talk_after") and section not in ("methods", "results"):
        return Role(MENTION, 0.6, "the sentence talks about the definition")
    sure = 0.95 if section in ("methods", "title") else 0.9
    return Role(INCLUSION, sure, "the words around it say that participants met it")


def _weakly(clause: _Clause) -> Role:
    section = clause.sentence.section
    if section in _TALKS_ABOUT:
        return Role(MENTION, 0.8, f"it stands in the {section}")
    people = clause.has("patients")
    if clause.has("weak") and (people or section == "methods"):
        return Role(INCLUSION, 0.8, "participants were described by it")
    if people and clause.has("in_brackets"):
        return Role(INCLUSION, 0.8, "it stands in brackets behind the patients")
    if clause.then("people_after"):
        return Role(INCLUSION, 0.75, "it names the kind of patients")
    if section == "methods" or (clause.proxy and people):
        return Role(INCLUSION, 0.65, "participants are described by it")
    return Role(MENTION, 0.7, "no words of use stand near it")
