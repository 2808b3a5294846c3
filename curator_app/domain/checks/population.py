"""Who was studied, and whom the text speaks about (criteria 6.4, P01 to P06)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from curator_app.domain.checks.causal import last_word
from curator_app.domain.checks.framing import asked, hedged
from curator_app.domain.checks.lexicon import wordset
from curator_app.domain.checks.looking import Hit, HitTest, Look, PassageTest, Remark
from curator_app.domain.checks.sentences import Sentence

_FOLLOWS = re.compile(r"[\s-]*(?:\(CFS\)\s*)?(?:syndrome|and immune|immune|spectrum|/|\(CFS)", re.I)
# The paper itself is about the symptom.
_OF_THE_SYMPTOM = re.compile(r"\bchronic fatigue\b(?![\s-]*(?:\(CFS\)\s*)?syndrome)", re.I)
_DISTANCE = re.compile(
    r"\b(?:not|no|whether|unknown|unclear|differs?|different|unlike|without|rather|recent|"
    r"build upon|bears|cannot|neither|"
    r"compar\w+|similar\w*|resembl\w+|overlap\w*|also (?:seen|reported|found)|diagnos\w+|criteria|"
    r"definitions?|like|earlier|previous\w*|other stud\w+|excluded|relevan\w+|compared|between)\b",
    re.I,
)
# In the general population ME/CFS may be what is counted or asked about.
_COUNTED_IN = re.compile(
    r"\b(?:associat\w+|odds|prevalen\w+|inciden\w+|rates?|cases|reported|risk|recorded|"
    r"identified|relatives|twins?|per cent|registers?)\b|%",
    re.I,
)
_HUMAN = re.compile(r"\b(?:patients?|people|persons?|humans?|sufferers?)\b", re.I)
_NOT_HUMAN = re.compile(
    r"\b(?:not (?:people|patients|human)|no (?:patients|people)|whether)\b", re.I
)
_GENERAL = re.compile(
    r"\b(?:appl(?:y|ies)|generali[sz]\w*|extend|hold|valid|relevant|true|transfer\w*|"
    r"expect|same|as well|also|equally)\b",
    re.I,
)
_NOT = re.compile(
    r"\b(?:not|no|may|cannot|whether|unclear|unknown|limited|fail\w*|less|only)\b", re.I
)


# "Characterised by chronic fatigue", "fibromyalgia and chronic fatigue": the symptom is meant.
_SYMPTOM_BEFORE = wordset(
    "idiopathic unexplained called by and or as including prolonged severe symptom incident rate"
)
_SAYS_WHAT_IT_IS = re.compile(r"\s+(?:is|was|lasting|means|alone)\b", re.I)


def _bridge(hit: Hit, look: Look) -> bool:
    """ME/CFS asserted about from another population; distance, hedge and comparison pass."""
    sentence = hit.sentence.text
    if look.study.population == "general_population" and _COUNTED_IN.search(sentence):
        return False
    return not _DISTANCE.search(sentence) and not hedged(hit) and not asked(hit)


def _no_bridge(look: Look) -> Iterator[Remark]:
    """A summary of another population that never says how it stands to ME/CFS."""
    entry = look.study.entry
    rest = entry.does_not_prove if entry else ""
    if len(look.passage.text) > 40 and not look.has("bridges", f"{look.passage.text}\n{rest}"):
        yield Remark(None, look.passage.text)


def _species(look: Look) -> Iterator[Remark]:
    """Work in animals or cells whose first two sentences do not say so, or speak of people."""
    opening = look.passage.sentences[:2]
    if not opening:
        return
    named = [sentence for sentence in opening if look.has("species", sentence.text)]
    if not named:
        yield Remark(look.whole(opening[0]))
        return
    for sentence in opening:
        if _claims_people(sentence, look):
            yield Remark(look.whole(sentence))


def _claims_people(sentence: Sentence, look: Look) -> bool:
    text = sentence.text
    if look.has("species", text) or not _HUMAN.search(text) or _NOT_HUMAN.search(text):
        return False
    found = look.words["changes"].first(text) or look.words["causal"].first(text)
    if found is None:
        return False
    hit = Hit(sentence.start + found[0], sentence.start + found[1], sentence)
    return not hedged(hit)


def _symptom_for_disease(hit: Hit, look: Look) -> bool:
    """ "Chronic fatigue" where the syndrome is meant; part of a longer name is no mistake."""
    if _FOLLOWS.match(hit.after) or last_word(hit.before) in _SYMPTOM_BEFORE:
        return False
    about = f"{look.study.title}\n{look.study.abstract}"
    if _SAYS_WHAT_IT_IS.match(hit.after) or _OF_THE_SYMPTOM.search(about):
        return False
    exact = hit.sentence.text[max(0, hit.start - hit.sentence.start) :][: hit.end - hit.start]
    return not exact.istitle()


def _criteria_unnamed(look: Look) -> Iterator[Remark]:
    """CFS by an older definition retold as ME/CFS, the definition left out."""
    study = look.study
    loose = [
        definition
        for name in study.criteria
        if (definition := look.catalogue.by_id.get(name))
        and definition.pem_class in ("optional", "absent")
    ]
    if not loose or len(loose) != len(study.criteria):
        return
    text = look.passage.text
    found = look.first("me_cfs_names")
    if found and not look.has("criteria_named", text):
        names = ", ".join(definition.short_name for definition in loose)
        yield Remark(found, values={"criteria": names})


def _young(look: Look) -> Iterator[Remark]:
    """Adolescents studied, everybody spoken of."""
    text = look.passage.text
    if look.has("young", text):
        return
    found = look.first("generic_people")
    if found:
        yield Remark(found)


def _severe(hit: Hit, look: Look) -> bool:
    """Results said to hold for severely ill people who could not take part."""
    sentence = hit.sentence.text
    return _GENERAL.search(sentence) is not None and not _NOT.search(sentence)


HITS: Mapping[str, HitTest] = {
    "P01_population_bridge": _bridge,
    "P03_chronic_fatigue_conflation": _symptom_for_disease,
    "P06_severity_selection": _severe,
}
PASSAGES: Mapping[str, PassageTest] = {
    "P02_animal_or_cell_to_human": _species,
    "P04_relabel_without_criteria": _criteria_unnamed,
    "P05_age_sex_generalisation": _young,
    "P07_population_not_bridged": _no_bridge,
}
