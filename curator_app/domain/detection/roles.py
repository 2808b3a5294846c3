"""What part a named definition plays in its sentence: entry rule, subgroup, control, mention."""

from __future__ import annotations

from collections.abc import Mapping
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


class _Story:
    """What the whole sentence is about; searched once, however many names it holds."""

    def __init__(self, text: str, frames: Mapping[str, Pattern]) -> None:
        self._text = text
        self._frames = frames
        self._known: dict[str, bool] = {}

    def tells(self, frame: str) -> bool:
        """Whether the frame is seen anywhere in the sentence."""
        if frame not in self._known:
            self._known[frame] = self._frames[frame].search(self._text) is not None
        return self._known[frame]


@dataclass(frozen=True)
class _Clause:
    """The words around one group of names, as far as they speak of it."""

    sentence: Sentence
    story: _Story
    lead: str
    before: str
    after: str
    frames: Mapping[str, Pattern]
    proxy: bool
    later: bool

    def has(self, frame: str) -> bool:
        return bool(self.frames[frame].search(self.before))

    def then(self, frame: str) -> bool:
        return bool(self.frames[frame].search(self.after))

    def is_denied(self) -> bool:
        """Whether it is said not to have been met."""
        if self.proxy and self.frames["not_this"].search(self.lead):
            return True
        return self.has("negation") or self.then("negation_after")

    def last(self, frame: str) -> int:
        """Where the frame last ended before the name; -1 when it was not seen."""
        place = -1
        for found in self.frames[frame].finditer(self.before):
            place = found.end()
        return place

    def is_own_choice(self) -> bool:
        """Whether the authors speak of their own use of it, as of a limitation of their study."""
        return self.has("own_use") or self.then("own_use_after")

    def is_talk(self) -> bool:
        """Whether the definition itself is the subject, not the people who met it."""
        if self.is_own_choice():
            return False
        if self.has("talk"):
            return True
        found = self.frames["talk_far"].search(self.before)
        if not found or self.then("used"):
            return False
        return found.start() > self.last("people_met")

    def is_topic(self) -> bool:
        """Whether the sentence opens with the definition and says in the present what it does."""
        if self.sentence.section == "methods":
            return False
        return self.has("opening") and self.then("talk_after")

    def is_elsewhere(self) -> bool:
        """Whether other people's work, a guess or the general case is told, not this study.

        "Unlike X et al., who used A, we used B": the authors' own turn comes before B only.
        """
        if self.story.tells("elsewhere"):
            return not (self.has("own_turn") or self.is_own_choice())
        if self.sentence.section == "methods":
            return False
        if self.story.tells("outside") and not self.story.tells("own_words"):
            return True
        return self.story.tells("general") and not self.story.tells("protocol")

    def is_shut_out(self) -> bool:
        """Whether meeting it, or not meeting it, kept people out."""
        return self.has("excluded_before") or self.then("excluded_after")

    def is_part(self) -> bool:
        """Whether only some of the participants met it.

        "47 of whom met it and agreed to take part" tells who went in, not who among them did.
        """
        if self.later and self.has("later_part"):
            return True
        if self.has("everyone") or self.has("base"):
            return False
        if self.has("one_of") and self.then("went_in"):
            return False
        return self.has("subgroup") or self.then("subgroup_after")


def roles_of(sentence: Sentence, groups: list[list[Hit]], detector: Detector) -> list[Role]:
    """The role of each group of names, in order."""
    roles: list[Role] = []
    named = 0
    topic = False
    story = _Story(sentence.text, detector.frames)
    for number, group in enumerate(groups):
        stop = groups[number + 1][0].start if number + 1 < len(groups) else len(sentence.text)
        clause = _clause(sentence, story, group, (named, stop), detector)
        topic = topic or (number == 0 and clause.is_topic())
        between = sentence.text[named : group[0].start]
        follows = bool(roles) and named > 0 and detector.frames["carries_on"].match(between)
        if topic and not clause.has("own_turn"):
            roles.append(Role(MENTION, 0.8, "the sentence talks about definitions"))
        else:
            roles.append(_role(clause, roles[-1] if follows else None))
        if not group[0].rule.proxy:
            named = group[-1].end
    return roles


def _clause(
    sentence: Sentence,
    story: _Story,
    group: list[Hit],
    limits: tuple[int, int],
    detector: Detector,
) -> _Clause:
    """The words before the group, back to the last name or break, and those behind it."""
    first, last = group[0], group[-1]
    lead = sentence.text[max(limits[0], first.start - _BEFORE) : first.start]
    for cut in reversed(list(detector.frames["break"].finditer(lead))):
        # A semicolon in brackets ends nothing.
        if lead.count("(", 0, cut.start()) <= lead.count(")", 0, cut.start()):
            lead = lead[cut.end() :]
            break
    # A proxy's own words hold the verb ("diagnosed by a physician").
    before = lead + sentence.text[first.start : first.end] if first.rule.proxy else lead
    after = sentence.text[last.end : min(limits[1], last.end + _AFTER)]
    return _Clause(
        sentence, story, lead, before, after, detector.frames, first.rule.proxy, limits[0] > 0
    )


def _role(clause: _Clause, inherited: Role | None) -> Role:
    if clause.has("leftover"):
        return Role(SUBGROUP, 0.8, "the analysis was repeated without those who did not meet it")
    denied = _denied(clause)
    if denied:
        return denied
    if clause.has("stratifier") or clause.then("stratifier_after"):
        return Role(STRATIFIER, 0.85, "it sorted participants who were already in")
    if clause.is_talk():
        return Role(MENTION, 0.85, "the sentence talks about the definition")
    if clause.is_elsewhere():
        return Role(MENTION, 0.75, "the sentence speaks of other people or of what was not done")
    if clause.is_part():
        return Role(SUBGROUP, 0.85, "a part of the participants met it")
    if clause.has("strong") or clause.is_own_choice() or clause.then("used"):
        return _used(clause)
    if clause.then("talk_after"):
        return Role(MENTION, 0.85, "the sentence talks about the definition")
    if inherited:
        return Role(inherited.name, inherited.confidence - 0.1, inherited.why)
    return _weakly(clause)


def _denied(clause: _Clause) -> Role | None:
    """Who did not meet it was excluded: an entry rule. Who met it was excluded, or it was not met:
    a mention.
    """
    listed = clause.sentence.listing == "exclusion"
    denied, shut_out = clause.is_denied(), clause.is_shut_out() or listed
    people = listed or clause.has("patients")
    if denied and shut_out and people and not clause.has("controls"):
        return Role(INCLUSION, 0.75, "those who did not meet it were excluded")
    if shut_out:
        return Role(MENTION, 0.8, "those who met it were excluded")
    return Role(MENTION, 0.85, "it is said not to have been met") if denied else None


def _used(clause: _Clause) -> Role:
    if (
        clause.last("controls") >= max(0, clause.last("patients"))
        or clause.has("comparator")
        or clause.then("comparator_after")
    ):
        return Role(COMPARATOR, 0.75, "it describes the comparison group")
    section = clause.sentence.section
    if section in _TALKS_ABOUT and not clause.story.tells("own_study"):
        return Role(MENTION, 0.6, f"it stands in the {section}")
    told = clause.then("talk_after") and not clause.is_own_choice()
    if told and section not in ("methods", "results"):
        return Role(MENTION, 0.6, "the sentence talks about the definition")
    sure = 0.95 if section in ("methods", "title") else 0.9
    return Role(INCLUSION, sure, "the words around it say that participants met it")


def _weakly(clause: _Clause) -> Role:
    section = clause.sentence.section
    if section in _TALKS_ABOUT:
        return Role(MENTION, 0.8, f"it stands in the {section}")
    people = bool(clause.frames["patients"].search(clause.lead))
    if people and (clause.has("comparator") or clause.then("comparator_after")):
        return Role(COMPARATOR, 0.7, "it describes the comparison group")
    if clause.has("weak") and (people or section == "methods"):
        return Role(INCLUSION, 0.8, "participants were described by it")
    if people and clause.has("in_brackets"):
        return Role(INCLUSION, 0.8, "it stands in brackets behind the patients")
    if clause.then("people_after"):
        return Role(INCLUSION, 0.75, "it names the kind of patients")
    if section == "methods" or (clause.proxy and people):
        return Role(INCLUSION, 0.65, "participants are described by it")
    return Role(MENTION, 0.7, "no words of use stand near it")
