"""Causal language that the design cannot carry (criteria 6.4, C01 to C05)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from curator_app.domain.checks.lexicon import wordset
from curator_app.domain.checks.looking import Hit, HitTest, Look, PassageTest, Remark

_LAST = re.compile(r"([\w%’'/-]+)\W*$")
_NEXT = re.compile(r"\W*([\w/-]+)")
_NOUN_BEFORE = wordset(
    "a an the its their this these those his her such same other possible potential likely common "
    "unknown known underlying root main many several different various single any each of and or "
    "similar first new early test trial study laboratory between some all what which"
)
_ALSO_NOUNS = frozenset({"causes", "cause", "triggers", "results in", "drives"})
_CONTRIBUTES_TO = re.compile(
    r"\s*(?:the |our |an? )?(?:\w+ )?(?:understanding|knowledge|literature|debate|evidence|"
    r"research|design|planning|field)\b",
    re.I,
)
_NOUN_AFTER = wordset(
    "of with for such and that including in like were are is have has or may was which to"
) | {""}
# "This causes", "which triggers": after these only a verb can follow.
_PLURAL_BEFORE = _NOUN_BEFORE - wordset("a an this that which each such it")
# "To cause", "and cause", "they cause" are no statement of their own; "root cause" is a noun.
_VERB_BEFORE = wordset(
    "to not did does do can could will would might may must should cannot or and they we main "
    "primary single direct real true exact as probable death one only biological physical"
)
_NAMES_AN_ILLNESS = re.compile(
    r"\b(?:illness|disease|condition|disorder|syndrome|infection|virus|problems?|patholog(?:y|ies)|"
    r"mutations?|variants?)(?:\s+\w+){0,2}\s+$",
    re.I,
)
_NAMING = frozenset(("causing", "induced by", "leading to", "caused"))
_REPORTED = re.compile(r"\breports? of\b[^,;]*$", re.I)
_TOLD_BY_PEOPLE = re.compile(
    r"\b(?:participants|people|patients|they|women|parents|interviewees|many|some|most|several)\b"
    r"[^.;]{0,20}\b(?:said|told|felt|believed|recalled|thought|described|remembered)\b[^;]*$",
    re.I,
)
_AS_THEY_SAID = re.compile(
    r",\s*as (?:people|patients|participants|they) (?:put|said|told|saw)", re.I
)
_PARTICIPLES = frozenset(("leading to", "resulting in", "causing"))
_HEDGED_CLAUSE = re.compile(r"\b(?:may|might|could|would|possibly|perhaps)\b[^;]*$", re.I)
_COMPARED = re.compile(
    r"\b(?:compared (?:with|to)|than|versus|vs)\b[^.;]{0,60}\b(?:placebo|control|usual|"
    r"conventional|standard|sham|waiting|no treatment)",
    re.I,
)
_PATIENTS = re.compile(
    r"\b(?:patients?|people|persons?|humans?|ME/CFS|CFS|sufferers?|the illness)\b", re.I
)
# "Due to" and "because of" often give the reason of a choice or of a lost measurement.
_REASONS = frozenset(("due to", "because of", "as a result of"))
_REASON_BEFORE = wordset("be partly simply just mortality deaths absence") | {""}
_EXERTION = re.compile(
    r"\bpost-?\s?exertional|\bPEM\b|\b(?:after|by|following) (?:physical |mental |minimal |any )*"
    r"(?:exertion|activity|effort)",
    re.I,
)
_ADVERB = re.compile(r"(?:\b\w+ly|\balso|\bthen|\bin turn)\W+$")
_LEFT_STATIVE = wordset(
    "a an the had has have with showed show of and or in by for no as was were is are be been "
    "being to more less significantly markedly slightly also not than from mean average that "
    "their its his her this these those such both between found at"
)
_PEOPLE_BEFORE = wordset(
    "patients patient participants participant people person who they he she scores score "
    "symptoms women men children adolescents adults those some none many most half"
)
_NO_OBJECT_NEEDED = wordset("worked works helped helps")
# These say all of it: "had a positive effect", "was effective".
_WHOLE = ("had a ", "has a ", "was ", "is ", "proved ")
# What people felt has people as its subject.
_FELT = ("felt ", "feel ", "got ", "get ", "did ", "do ", "could ", "slept ")
_HAD = ("had less", "had fewer", "had more energy")
# "Performance improved in 24 %": what changed is the subject, nothing is said to have changed it.
_INTRANSITIVE = re.compile(
    r"\s*(?:significantly|markedly|slightly|further|also|again|considerably|steadily)*\s*"
    r"(?:[.,;:)(]|$|(?:in|after|during|over|by|from|to|at|with|within|among|and|but|or|when|while|"
    r"since|more|less|for|until|on|as|significantly|markedly|slightly|afterwards)\b)",
    re.I,
)
_NO_CONTROL = re.compile(
    r"\b(?:no|without (?:a|any)|lack\w* (?:a|of)|had no) (?:\w+ ){0,2}"
    r"(?:comparison|control|placebo)",
    re.I,
)
_STACKED = wordset(
    "cause lead trigger contribute result drive produce induce worsen prevent bring explain "
    "promote impair damage disrupt weaken harm affect impede"
)
_STACK = re.compile(
    r"\b(?:may|might|could|possibly|can)\s+(?:\w+ly\s+|also\s+|then\s+|in turn\s+)?"
    rf"(?:{'|'.join(sorted(_STACKED))})\b",
    re.I,
)
_MODALS = ("may", "might", "could", "possibly", "can")
_ELLIPTIC = re.compile(
    r"\b(?:and|or|,)\s+(?:trigger|cause|lead to|drive|produce|induce|worsen)\b", re.I
)
_TELLING = re.compile(
    r"\b(?:authors?|papers?|articles?|guidelines?|reviews?|texts?|stud(?:y|ies)|researchers?|"
    r"reports?|pages?|documents?|they|he|she|team|statements?|primers?|books?|notes?)\W+(?:\w+ly\W+)?$",
    re.I,
)
_COMPUTED = wordset(
    "maximum max maximal value values heart peak vo2 vo2max oxygen age work workload normal "
    "range by"
)


def last_word(text: str) -> str:
    """The word before a hit, in small letters."""
    found = _LAST.search(text[-60:])
    return found.group(1).lower() if found else ""


def next_word(text: str) -> str:
    """The word after a hit, in small letters."""
    found = _NEXT.match(text)
    return found.group(1).lower() if found else ""


def _causal_verb(hit: Hit, look: Look) -> bool:
    """A cause stated as a fact: no noun ("a cause of"), no definition, no reason of a choice."""
    if look.study.design == "review" and _pooled(hit, look):
        return False
    if look.study.design in ("animal", "in_vitro") and _experiment(hit, look):
        return False
    return not (
        _is_noun(hit)
        or _names_a_thing(hit)
        or _gives_a_reason(hit, look)
        or (hit.word.startswith("contribut") and _CONTRIBUTES_TO.match(hit.after))
        or (hit.word in _PARTICIPLES and _HEDGED_CLAUSE.search(hit.before))
        or _EXERTION.search(hit.sentence.text)
    )


def _pooled(hit: Hit, look: Look) -> bool:
    """A review at a high level, or one that tells how randomised groups differed."""
    return look.study.evidence in ("E0", "E1") or _COMPARED.search(hit.sentence.text) is not None


def _experiment(hit: Hit, look: Look) -> bool:
    """A controlled experiment told as one: the text names the species and means no patient."""
    sentence = hit.sentence.text
    if look.has("species", sentence):
        return not _PATIENTS.search(hit.after)
    return not _PATIENTS.search(sentence) and look.present("species")


def _is_noun(hit: Hit) -> bool:
    before, after = last_word(hit.before), next_word(hit.after)
    if hit.before.endswith("-") or (after.isdigit() and hit.word.startswith("result")):
        return True
    if hit.word == "cause" and (before in _VERB_BEFORE or not after):
        return True
    nouns = _NOUN_BEFORE if hit.word == "cause" else _PLURAL_BEFORE
    return hit.word in _ALSO_NOUNS and (
        before in nouns or (hit.word != "results in" and after in _NOUN_AFTER)
    )


def _names_a_thing(hit: Hit) -> bool:
    """ "An illness causing fatigue", "a disorder, caused by a gene, is rare", "reports of"."""
    before = hit.before[-60:]
    if hit.word in _NAMING and _NAMES_AN_ILLNESS.search(before):
        return True
    if hit.word in ("caused", "triggered") and before.rstrip().endswith(",") and "," in hit.after:
        return True
    return _REPORTED.search(before) is not None or _told_by_people(hit)


def _told_by_people(hit: Hit) -> bool:
    """What those who took part said is a finding of an interview."""
    before = hit.before[-120:]
    return bool(_TOLD_BY_PEOPLE.search(before) or _AS_THEY_SAID.search(hit.after))


def _gives_a_reason(hit: Hit, look: Look) -> bool:
    return hit.word in _REASONS and (
        look.has("reasons", hit.sentence.text) or last_word(hit.before) in _REASON_BEFORE
    )


def _effect_verb(hit: Hit, look: Look) -> bool:
    """The treatment as the subject of a change; passive, adjective and people as subject pass."""
    before = last_word(hit.before)
    if not before or before in _LEFT_STATIVE or before in _PEOPLE_BEFORE:
        return False
    if hit.word.startswith(_FELT) or hit.word in _HAD:
        return False
    alone = hit.word in _NO_OBJECT_NEEDED or hit.word.startswith(_WHOLE)
    if hit.before.endswith("(") or (not alone and _INTRANSITIVE.match(hit.after)):
        return False
    return not _NO_CONTROL.search(hit.sentence.text)


def _told_effect(hit: Hit, look: Look) -> bool:
    """ "Early diagnosis improves the outlook": a general fact with a thing as its subject."""
    before = last_word(_ADVERB.sub("", hit.before[-80:]))
    if not before or before in _LEFT_STATIVE or before in _PEOPLE_BEFORE:
        return False
    if before in _NOUN_BEFORE or _INTRANSITIVE.match(hit.after):
        return False
    return not _EXERTION.search(hit.sentence.text)


def _mechanism(hit: Hit, look: Look) -> bool:
    """An explanation given as a fact; a text that explains something is not one."""
    if _TELLING.search(hit.before[-50:]):
        return False
    tail = hit.after[:40].lower()
    return not ("varia" in tail or "%" in tail or "to the" in tail[:8] or "how" in tail[:5])


def _predicts(hit: Hit, look: Look) -> bool:
    """Prediction of people's course; a computed norm ("% predicted") is none."""
    if hit.before.rstrip().endswith(("%", "per cent", "percent")) or "(" in hit.before[-2:]:
        return False
    if next_word(hit.after) in _COMPUTED or look.has("computed_norms", hit.sentence.text):
        return False
    return last_word(hit.before) not in ("than", "age", "as", "the", "of", "below", "above")


def _conditional_stack(look: Look) -> Iterator[Remark]:
    """Two or more "may cause" in one sentence."""
    if _STACKED.isdisjoint(look.passage.words):
        return
    for sentence in look.passage.sentences:
        low = look.passage.low[sentence.start : sentence.end]
        if not any(word in low for word in _MODALS):
            continue
        found = list(_STACK.finditer(sentence.text))
        count = len(found) + (len(_ELLIPTIC.findall(sentence.text, found[0].end())) if found else 0)
        if count >= 2:
            start = sentence.start + found[0].start()
            end = sentence.start + found[-1].end()
            yield Remark(Hit(start, end, sentence), values={"count": str(count)})


HITS: Mapping[str, HitTest] = {
    "C01_causal_verb_non_rct": _causal_verb,
    "C02_effect_verb_uncontrolled": _effect_verb,
    "C04_mechanism_as_fact": _mechanism,
    "C05_predicts_cross_sectional": _predicts,
    "C06_effect_told_as_fact": _told_effect,
}
PASSAGES: Mapping[str, PassageTest] = {"C03_conditional_causal_stack": _conditional_stack}
