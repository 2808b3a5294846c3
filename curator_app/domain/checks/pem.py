"""Post-exertional malaise: what the text says against what the criteria give (criteria 6.4, M)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.checks.framing import negated
from curator_app.domain.checks.lexicon import words_of
from curator_app.domain.checks.looking import Hit, HitTest, Look, PassageTest, Remark
from curator_app.domain.checks.record import RecordLook, RecordTest
from curator_app.domain.criteria import uses

_PEM = (
    r"(?:post-?\s?exertional\s+(?:malaise|neuro-?immune\s+exhaustion|symptom\s+exacerbation)"
    r"|\bPEM\b|\bPENE\b)"
)
_REQUIRED = re.compile(
    r"\b(?:requir(?:ed|es|e|ing)|mandatory|compulsory|obligatory|needed to (?:have|report)|"
    r"had to (?:have|report|experience|suffer|feel)|must (?:have|report)|prerequisite|precondition|"
    r"(?:a|the) condition (?:of|for)|(?:entry|inclusion) (?:criterion|requirement)|"
    r"only (?:took|included|enrol\w*|recruited|accepted|admitted|studied)|"
    r"only (?:people|patients|those|adults|participants) (?:with|who))\b",
    re.I,
)
_EVERYBODY = re.compile(
    r"\b(?i:all|every|each|everyone|everybody)\b[^.;]{0,40}"
    r"\b(?:had|has|have|with|met|report\w*|suffered|experienced|felt)\b[^.;]{0,60}" + _PEM
)
_THIS_STUDY = re.compile(
    r"\b(?:participants?|patients?|people|adults|everyone|everybody|all|inclusion|"
    r"criteria|definition|study|trial|enrol\w*|includ\w*|took part|tak(?:e|ing) part|"
    r"participation|cases)\b",
    re.I,
)
_WAS_A_MUST = re.compile(
    rf"{_PEM}\)?\s+(?:was|were)\s+(?:\w+\s+){{0,2}}(?:mandatory|required|compulsory|obligatory)\b",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:not|n['’]t|never|without|neither|nor|no|newer|later|other|another|some|whether|unclear|"
    r"optional|option|instead|unlike|future|should|would|subgroup|subset|those who|would|often|"
    r"can|may|might|usually|authors? (?:ask|suggest|recommend|argue))\b",
    re.I,
)
_MEASURED = re.compile(
    r"\b(?:assess|measur|evaluat|questionnaire|DSQ|hallmark|cardinal|prevalen|report|severity|"
    r"scored?|scale|rated|provok|observ|experienc)\w*|%",
    re.I,
)
_ENTRY_RULE = re.compile(
    r"\b(?:requir|mandatory|compulsory|inclu|criteri|must|had to|defin|fulfil|meet|met|satisf|"
    r"according|eligib|diagnos)\w*",
    re.I,
)
_USED = re.compile(
    r"\b(?:met|meet(?:s|ing)?|fulfil\w*|satisf\w*|diagnos\w+|according to|fitting|defined by|"
    r"as per|based on|using|used|eligib\w*|inclu\w*|recruit\w*|select\w*)\b",
    re.I,
)
_AS_TIREDNESS = re.compile(
    rf"{_PEM}\)?\W{{0,3}}(?:\s*\((?:PEM|PESE)\))?\W{{0,3}}"
    r"(?:\s*(?:meaning|which is|that is|i\.?e\.?|or|called|defined as|"
    r"means|is|namely|describ\w+ as)\W+|\s*[(–—,:-]\s*)(?:\w+\s+){0,3}?"
    r"(?:tired(?:ness)?|fatigued?|exhaust(?:ion|ed)|sleepiness|weariness|worn out)\b[^.;)]{0,30}?"
    r"\b(?:after|following|from|with|on|by)\s+(?:\w+\s+){0,2}(?:exercise|activity|exertion|effort|"
    r"walk\w*|sport\w*|work)",
    re.I,
)
# Looked for first: pieces without which no pattern can match.
_CLAIM_PIECES = (
    "requir", "mandatory", "compulsory", "obligatory", "had to", "needed to", "must", "all",
    "every", "each", "prerequisite", "condition", "criterion", "only",
)  # fmt: skip
_PEM_PIECES = ("exertional", "pem", "pene")
_TIRED_PIECES = ("tired", "fatigue", "exhaust", "sleepiness", "weariness", "worn out")
_FULL = re.compile(
    r"\b(?:worsen\w*|delay\w*|symptoms|flare|crash\w*|exacerbat\w*|setback|deteriorat\w*)\b", re.I
)
_MORE_THAN = re.compile(r"\b(?:more than|not|rather than|beyond|unlike|differs? from)\b")
_EXERCISE_TEST = re.compile(
    r"\b(?:exercise (?:test|challenge|capacity|intolerance|bout|session|physiology)|CPET|testing|"
    r"ergometer|after exercise|exertion test|maximal)\w*",
    re.I,
)
_CAVEAT = re.compile(rf"{_PEM}|may not apply|worse after (?:exertion|activity)", re.I)
_SHARES = (
    re.compile(rf"{_PEM}[^.;]{{0,60}}?\b(\d{{1,3}}(?:\.\d+)?)\s?(?:%|per ?cent)", re.I),
    re.compile(
        rf"\b(\d{{1,3}}(?:\.\d+)?)\s?(?:%|per ?cent),?[^.;,]{{0,50}}"
        rf"\b(?:had|have|reported|experienced|endorsed|with|described)\b[^.;,]{{0,20}}{_PEM}",
        re.I,
    ),
)
_NOT_OF_PATIENTS = re.compile(
    r"\b(?:last(?:s|ed|ing)?|longer|duration|onset|delayed|sever\w+|trigger\w*|"
    r"controls?|decline|reduction|drop|fell|increase|CI|healthy|higher|lower|less|more|sensitiv\w+|specific\w+|accura\w+)\b",
    re.I,
)


def _claims_required(hit: Hit, look: Look) -> bool:
    """A sentence that says PEM was an entry rule of this study."""
    sentence = hit.sentence.text
    low = look.passage.low[hit.sentence.start : hit.sentence.end]
    if not any(piece in low for piece in _CLAIM_PIECES) or _DENIED.search(sentence):
        return False
    if _REQUIRED.search(sentence) and _THIS_STUDY.search(sentence):
        return True
    if _WAS_A_MUST.search(sentence):
        return True
    return _EVERYBODY.search(sentence) is not None


def named(text: str, catalogue: Catalogue, look: Look) -> list[tuple[str, Hit]]:
    """The definitions that sentences of a text say were used, by the short list of names."""
    found: list[tuple[str, Hit]] = []
    for sentence in look.passage.sentences:
        if not _USED.search(sentence.text):
            continue
        for definition in catalogue.definitions:
            name = f"names_{definition.id}"
            place = look.words[name].first(sentence.text) if name in look.words else None
            if place:
                start, end = sentence.start + place[0], sentence.start + place[1]
                found.append(
                    (definition.id, Hit(start, end, sentence, look.passage.low[start:end]))
                )
    return found


def _status_against_names(look: Look) -> Iterator[Remark]:
    """Badge "PEM required", and the text names only definitions that do not require it."""
    study = look.study
    added = study.added == "all" or "author_requires_pem" in _modifiers(look)
    if added or (study.entry and study.entry.pem.override):
        return
    found = named(look.passage.text, look.catalogue, look)
    classes = {look.catalogue.by_id[name].status for name, _ in found}
    if classes == {"not_required"} and not _REQUIRED.search(look.passage.text):
        name, hit = found[0]
        yield Remark(hit, values={"criteria": look.catalogue.name(name)})


def _modifiers(look: Look) -> set[str]:
    expr = look.study.entry.criteria.expr if look.study.entry else None
    return {modifier for use in uses(expr) for modifier in use.modifiers} if expr else set()


def _untagged(look: Look) -> Iterator[Remark]:
    """A definition that the abstract says was used and that nobody tagged."""
    study = look.study
    if not study.criteria:
        return
    entry = study.entry
    known = {*study.criteria}
    if entry:
        known |= {*entry.criteria.mentioned, *entry.criteria.comparators}
    families = {_family(name) for name in known}
    for name, hit in named(look.passage.text, look.catalogue, look):
        if _family(name) not in families:
            yield Remark(hit, values={"criteria": look.catalogue.name(name)})
            return


def _family(definition: str) -> str:
    """Names that a text cannot tell apart count as one (CDC criteria: Holmes or Fukuda)."""
    for stem in ("nice", "cdc", "reeves"):
        if definition.startswith(stem):
            return stem
    return "cdc" if definition in ("fukuda_1994", "holmes_1988", "fukuda_plus_pem") else definition


def _tiredness(look: Look) -> Iterator[Remark]:
    """PEM explained as being tired after exercise."""
    low = look.passage.low
    if not (any(p in low for p in _PEM_PIECES) and any(p in low for p in _TIRED_PIECES)):
        return
    for hit in look.hits(_AS_TIREDNESS):
        low = look.passage.low[hit.start : hit.end]
        if not (_FULL.search(hit.sentence.text) or _MORE_THAN.search(low)):
            yield Remark(hit)


def _exercise_claim(hit: Hit, look: Look) -> bool:
    """A benefit of exercise, from a study without required PEM, and nowhere the caveat."""
    entry = look.study.entry
    if _no_benefit(hit, look):
        return False
    texts = (look.passage.text, entry.plain_summary if entry else "")
    return not (
        _EXERCISE_TEST.search(hit.sentence.text) or any(_CAVEAT.search(text) for text in texts)
    )


def _no_benefit(hit: Hit, look: Look) -> bool:
    """Whether every benefit of the sentence is denied ("did not improve")."""
    sentence = hit.sentence
    places = look.words["benefit"].find(*words_of(sentence.text))
    start = sentence.start
    return bool(places) and all(negated(Hit(start + a, start + b, sentence)) for a, b in places)


def _prevalence(look: Look) -> Iterator[Remark]:
    """PEM in fewer than all patients of a study that is said to have required it."""
    for pattern in _SHARES:
        for match in pattern.finditer(look.passage.text):
            share = float(match.group(1))
            around = look.passage.text[match.start() : match.end() + 30]
            if 0 < share < 100 and not _NOT_OF_PATIENTS.search(around):
                hit = look.hit(match.start(), match.end())
                yield Remark(hit, values={"share": match.group(1)})
                return


def only_measured(quotes: tuple[str, ...]) -> bool:
    """Whether all quotations speak of measuring PEM and none of an entry rule."""
    return bool(quotes) and all(
        _MEASURED.search(quote) and not _ENTRY_RULE.search(quote) for quote in quotes
    )


def _quotes(look: RecordLook) -> tuple[str, ...]:
    criteria, pem = look.entry.criteria, look.entry.pem
    quotes = [item.quote for item in criteria.evidence]
    parts = [criteria.expr, *(part.expr for part in (*criteria.subsets, *criteria.arms))]
    quotes += [use.quote for expr in parts if expr for use in uses(expr)]
    if pem.override:
        quotes.append(pem.override.quote)
    return tuple(quote.strip() for quote in quotes if quote.strip())


def _measured_quote(look: RecordLook) -> Iterator[Remark]:
    quotes = _quotes(look)
    if only_measured(quotes):
        yield Remark(None, quotes[0], {"quote": quotes[0][:120]})


def _no_quote(look: RecordLook) -> Iterator[Remark]:
    if not _quotes(look):
        status = look.entry.pem.status
        yield Remark(None, status, {"status": status.replace("_", " ")})


def _given_measured(text: str, facts: Mapping[str, Any]) -> Iterator[Remark]:
    if only_measured((text,)):
        yield Remark(None, text, {"quote": text[:120]})


def _given_quote(text: str, facts: Mapping[str, Any]) -> Iterator[Remark]:
    if not facts.get("quote"):
        yield Remark(None, text, {"status": str(facts.get("pem_status")).replace("_", " ")})


RECORDS: Mapping[str, RecordTest] = {
    "M02_studied_is_not_required": _measured_quote,
    "M08_badge_without_quote": _no_quote,
}
GIVEN: Mapping[str, Callable[[str, Mapping[str, Any]], Iterator[Remark]]] = {
    "M02_studied_is_not_required": _given_measured,
    "M08_badge_without_quote": _given_quote,
}
HITS: Mapping[str, HitTest] = {
    "M01_pem_required_claim_unsupported": _claims_required,
    "M06_exercise_claim_without_pem_caveat": _exercise_claim,
}
PASSAGES: Mapping[str, PassageTest] = {
    "M03_pem_status_vs_named_criteria": _status_against_names,
    "M04_criteria_text_tag_mismatch": _untagged,
    "M05_pem_defined_as_tiredness": _tiredness,
    "M07_prevalence_conflict": _prevalence,
}
