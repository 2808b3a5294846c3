"""Limits that must be said, and results that must be results (criteria 6.4, L01 to L09)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from curator_app.domain.checks.causal import last_word
from curator_app.domain.checks.framing import negated, says_who
from curator_app.domain.checks.lexicon import has_digit, wordset
from curator_app.domain.checks.looking import Hit, HitTest, Look, PassageTest, Remark

SHORTEST_LIMIT = 60
_RESULT = re.compile(
    r"\d|\b(?:higher|lower|more|less|fewer|greater|smaller|larger|differ\w*|increas\w*|"
    r"decreas\w*|reduc\w*|improv\w*|rose|fell|correlat\w*|associat\w*|found|showed|detected|"
    r"worse\w*|better|similar|same|unchanged|no change|predict\w*|linked|went along|longer|"
    r"shorter|slower|faster|weaker|stronger|reported|described|identif\w+|present|absent|"
    r"agreed|named|listed|varied|vary|varies|ranged|most|many|half|majority|common\w*|raised|"
    r"elevated|impaired|dropped|declined|gained|lost|recovered|could not|did not|"
    r"normal|abnormal|accepted|recommended)\b",
    re.I,
)
# What could stand under every study says nothing of this one.
_OF_ANY_STUDY = re.compile(
    r"\b(?:larger|bigger|more|further|future|additional)(?: \w+){0,2} (?:samples?|stud(?:y|ies)|"
    r"trials?|groups?|cohorts?|numbers|research|work|data)\b|"
    r"\b(?:several|some|many|few|important) limitations?\b|\bas with any (?:study|research)\b",
    re.I,
)
# Without one of these it would be searched for nothing.
_OF_ANY_WORDS = wordset("larger bigger more further future additional limitation limitations any")
_KNEW = re.compile(
    r"\b(?:knew (?:which|what|their)|un-?blinded|not blinded|non-?blinded|open[- ]label|"
    r"aware of (?:which|their|the)|without blinding|no blinding|unmasked|"
    r"(?:nobody|no one|none|neither)\b[^.;]{0,40}\bblind(?:ed|ing)|could not be blinded|"
    r"blinding (?:was|is) (?:not|im)\s?possible|knew (?:they|who|that|if)|everyone knew)\b",
    re.I,
)
_DOMAINS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{pattern})", re.I)
    for name, pattern in (
        ("symptoms", r"symptom"),
        ("fatigue", r"fatigue|tired|energy level|exhaust"),
        ("pain", r"pain|myalgia|ache|tender"),
        ("sleep", r"sle(?:ep|pt)|insomnia"),
        ("quality of life", r"quality of life|quality-of-life|QOL|SF-?36|well-?being"),
        ("cognition", r"cogniti|memory|concentrat|attention|brain fog|mental|reaction time"),
        ("depression", r"depress|mood"),
        ("anxiety", r"anxi"),
        (
            "physical function",
            r"physical function|functional|function(?:ing)?|disab|SF-?36|mobility|activit",
        ),
    )
}
_MENTION: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{pattern})\b", re.I)
    for name, pattern in (
        ("symptoms", r"symptoms?"),
        ("fatigue", r"fatigue|tiredness"),
        ("pain", r"pain"),
        ("sleep", r"sleep|slept"),
        ("quality of life", r"quality[ -]of[ -]life"),
        ("cognition", r"cognition|memory|concentration|brain fog|thinking"),
        ("depression", r"depression|mood"),
        ("anxiety", r"anxiety"),
        ("physical function", r"physical function(?:ing)?"),
    )
}


def _boilerplate(look: Look) -> Iterator[Remark]:
    """Nothing, too little, or nothing about this study under "does not prove"."""
    text = look.passage.text.strip()
    entry = look.study.entry
    if not text:
        if entry is None or entry.plain_summary or look.study.finished:
            yield Remark(None, "", {"why": "is empty"})
    elif len(text) < SHORTEST_LIMIT:
        yield Remark(None, text, {"why": f"has fewer than {SHORTEST_LIMIT} characters"})
    elif not (has_digit(text) or look.has("specific_limits", _of_this_study(text, look))):
        yield Remark(None, text, {"why": "names nothing of this study (its design, size, people)"})


def _of_this_study(text: str, look: Look) -> str:
    """The text without what could stand under every study."""
    if _OF_ANY_WORDS.isdisjoint(look.passage.words):
        return text
    return _OF_ANY_STUDY.sub(" ", text)


def _retraction_unsaid(look: Look) -> Iterator[Remark]:
    opening = " ".join(sentence.text for sentence in look.passage.sentences[:2])
    if not look.has("retraction_words", opening):
        yield Remark(look.whole(look.passage.sentences[0]) if opening else None)


def _preprint_unsaid(look: Look) -> Iterator[Remark]:
    if not look.has("preprint_words", look.passage.text):
        yield Remark(None, look.passage.text)


def _unblinded(hit: Hit, look: Look) -> bool:
    """A benefit rated by people who knew their treatment, which no sentence says."""
    study = look.study
    if study.unblinded is not True or not study.self_rated:
        return False
    summary = study.entry.plain_summary if study.entry else ""
    texts = (look.passage.text, study.disclosures, summary)
    return not any(_KNEW.search(text) for text in texts)


def _surrogate(hit: Hit, look: Look) -> bool:
    """A laboratory value as the proof that something worked."""
    return last_word(hit.before) not in (
        "how",
        "of",
        "for",
        "researchers",
        "who",
        "group",
        "laboratories",
    )


def _no_result(look: Look) -> Iterator[Remark]:
    """A "finding" that tells how the study was done or published, and no result."""
    if not look.present("design_only"):
        return
    for sentence in look.passage.sentences:
        if look.has("design_only", sentence.text) and not _RESULT.search(sentence.text):
            yield Remark(look.whole(sentence))


def _unattributed(look: Look) -> Iterator[Remark]:
    """An inference in the atlas's own voice; one attribution in the item is enough."""
    position = 0
    for item in look.passage.text.split("\n"):
        if item.strip() and not says_who(item) and not look.has("attributions", item):
            sentence = look.passage.sentence_at(position + len(item) - len(item.lstrip()))
            yield Remark(look.whole(sentence))
        position += len(item) + 1


def _drift(look: Look) -> Iterator[Remark]:
    """A change in something that the abstract never speaks of."""
    abstract = look.study.abstract
    if not abstract:
        return
    source = f"{abstract} {look.study.title} {' '.join(look.study.outcomes)}"
    for sentence in look.passage.sentences:
        change = look.words["changes"].first(sentence.text)
        if change is None:
            continue
        start = sentence.start + change[0]
        if negated(Hit(start, start + 1, sentence)):
            continue
        for name, mention in _MENTION.items():
            near = mention.search(sentence.text, change[0], change[1] + 40)
            if near and not _DOMAINS[name].search(source):
                hit = Hit(sentence.start + near.start(), sentence.start + near.end(), sentence)
                yield Remark(hit, values={"domain": name})
                break


def _within(hit: Hit, look: Look) -> bool:
    """A change in one group; the next sentence may bring the other group."""
    if not hit.word.startswith(("in the", "over the")):
        return True
    sentences = look.passage.sentences
    number = sentences.index(hit.sentence) + 1
    return number >= len(sentences) or not look.has("between", sentences[number].text)


HITS: Mapping[str, HitTest] = {
    "L06_within_group_as_between": _within,
    "L04_unblinded_self_report": _unblinded,
    "L05_surrogate_as_benefit": _surrogate,
}
PASSAGES: Mapping[str, PassageTest] = {
    "L01_limitation_missing_or_boilerplate": _boilerplate,
    "L02_retraction_not_mentioned": _retraction_unsaid,
    "L03_preprint_not_mentioned": _preprint_unsaid,
    "L07_findings_without_results": _no_result,
    "L08_unattributed_conclusion": _unattributed,
    "L09_outcome_drift": _drift,
}
