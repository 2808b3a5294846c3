"""From the texts of a record to proposals, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from curator_app.domain.criteria import Combination, Expression, Use
from curator_app.domain.detection.joining import operator_of
from curator_app.domain.detection.names import Hit, find_names
from curator_app.domain.detection.pem import find_pem, pem_is_meant
from curator_app.domain.detection.proposal import (
    COMPARATOR,
    DEFINITION,
    EXPRESSION,
    INCLUSION,
    MENTION,
    ROLES,
    SUBGROUP,
    Proposal,
    rejection_key,
)
from curator_app.domain.detection.roles import Role, roles_of
from curator_app.domain.detection.rules import Detector, NameRule
from curator_app.domain.detection.text import Normalised, Sentence, normalise, sentences

_LONG_COVID = frozenset({"who_pcc_2021", "nasem_2024"})


@dataclass(frozen=True)
class _Place:
    """A sentence of one text, with the way back to the original."""

    original: str
    normalised: Normalised
    sentence: Sentence
    location: str
    index: int


def detect(texts: Sequence[tuple[str, str]], detector: Detector) -> tuple[Proposal, ...]:
    """What the texts, pairs of location and text, seem to say about who took part.

    Nothing is tagged: each proposal waits for a person. Order: as the texts are read.
    """
    read = [(location, text, normalise(text)) for location, text in texts]
    whole = "\n".join(item[2].text for item in read)
    folded = whole.casefold()
    rules = tuple(rule for rule in detector.names if any(word in folded for word in rule.triggers))
    meant = pem_is_meant(whole, detector)
    found: list[Proposal] = []
    for index, (location, original, normalised) in enumerate(read):
        for sentence in sentences(normalised.text, location):
            place = _Place(original, normalised, sentence, location, index)
            found += _in_sentence(place, rules, detector, meant)
    return tuple(found)


def _in_sentence(
    place: _Place, rules: Sequence[NameRule], detector: Detector, meant: bool
) -> Iterator[Proposal]:
    sentence = place.sentence
    groups = find_names(sentence.text, rules, detector)
    roles = _adjusted(groups, roles_of(sentence, groups, detector)) if groups else []
    parts = list(zip(groups, roles, strict=True))
    for hit, role in _strongest([(hit, role) for group, role in parts for hit in group]):
        yield _definition(place, hit, role, detector)
    joined = [item for group, role in parts for item in _expression(place, group, role, detector)]
    yield from {item.rule: item for item in joined}.values()
    pem = find_pem(sentence, detector, meant)
    if pem:
        role = Role(INCLUSION, pem.rule.confidence, "")
        span = (pem.start, pem.end)
        yield _proposal(place, pem.rule.kind, "", span, role, pem.rule.id, pem.rule.why, None)


def _strongest(found: list[tuple[Hit, Role]]) -> list[tuple[Hit, Role]]:
    """Each definition once, in its strongest role; proxies only where no rule is named."""
    named = any(role.name == INCLUSION and not hit.rule.proxy for hit, role in found)
    best: dict[str, tuple[Hit, Role]] = {}
    for hit, role in found:
        if (hit.rule.proxy and named) or (role.name == MENTION and hit.rule.use_only):
            continue
        before = best.get(hit.rule.id)
        if before is None or ROLES.index(role.name) < ROLES.index(before[1].name):
            best[hit.rule.id] = (hit, role)
    return sorted(best.values(), key=lambda pair: pair[0].start)


def _adjusted(groups: list[list[Hit]], roles: list[Role]) -> list[Role]:
    """Long-COVID definitions beside an ME/CFS entry rule describe the comparison group (D14)."""
    mecfs = any(
        role.name == INCLUSION and not hit.rule.proxy and hit.rule.id not in _LONG_COVID
        for group, role in zip(groups, roles, strict=True)
        for hit in group
    )
    if not mecfs:
        return roles
    return [
        Role(COMPARATOR, 0.7, "the ME/CFS patients have a definition of their own")
        if role.name == INCLUSION and all(hit.rule.id in _LONG_COVID for hit in group)
        else role
        for group, role in zip(groups, roles, strict=True)
    ]


def _definition(place: _Place, hit: Hit, role: Role, detector: Detector) -> Proposal:
    words = place.sentence.text[max(0, hit.start - 25) : hit.end + 25]
    why = f'"{place.sentence.text[hit.start : hit.end]}": {role.why}.'
    role = Role(role.name, role.confidence * hit.rule.certainty, role.why)
    return _proposal(
        place,
        DEFINITION,
        hit.rule.id,
        (hit.start, hit.end),
        role,
        f"name.{hit.rule.id}",
        why,
        _use(place, hit, words, detector),
    )


def _use(place: _Place, hit: Hit, words: str, detector: Detector) -> Use:
    found = [
        name
        for pattern, name in (*hit.rule.modifiers, *detector.modifiers)
        if pattern.search(words)
    ]
    quote, _ = _quote(place)
    return Use(hit.rule.tag, tuple(dict.fromkeys(found)), quote, place.location)


def _expression(
    place: _Place, group: list[Hit], role: Role, detector: Detector
) -> Iterator[Proposal]:
    members = list({hit.rule.id: hit for hit in group}.values())
    if len(members) < 2 or role.name not in (INCLUSION, SUBGROUP):
        return
    operator = operator_of(place.sentence.text, group, detector)
    if not operator:
        return
    parts = tuple(_use(place, hit, "", detector) for hit in members)
    joined = "and" if operator == "all" else "or"
    ids = ",".join(sorted(hit.rule.id for hit in members))
    yield _proposal(
        place,
        EXPRESSION,
        "",
        (group[0].start, group[-1].end),
        Role(role.name, role.confidence - 0.1, ""),
        f"join.{operator}.{ids}",
        f"The definitions are joined by {joined} in one phrase.",
        Combination(operator, parts),
    )


def _quote(place: _Place) -> tuple[str, int]:
    start = place.sentence.start
    first, last = place.normalised.span(start, start + len(place.sentence.text))
    return place.original[first:last], first


def _proposal(
    place: _Place,
    kind: str,
    definition: str,
    span: tuple[int, int],
    role: Role,
    rule: str,
    why: str,
    expression: Expression | None,
) -> Proposal:
    offset = place.sentence.start
    start, end = place.normalised.span(offset + span[0], offset + span[1])
    quote, quote_start = _quote(place)
    return Proposal(
        kind=kind,
        definition=definition,
        location=place.location,
        text_index=place.index,
        start=start,
        end=end,
        quote=quote,
        quote_start=quote_start,
        role=role.name,
        confidence=round(max(role.confidence, 0.05), 2),
        rule=rule,
        why=why,
        expression=expression,
        key=rejection_key(rule, place.sentence.text),
    )
