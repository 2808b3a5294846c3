"""Advice and diagnostic promises, which the atlas does not give (criteria 6.4, A01 to A04)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from curator_app.domain.checks.framing import quoted, says_who
from curator_app.domain.checks.lexicon import wordset
from curator_app.domain.checks.looking import Hit, HitTest, Look, PassageTest, Remark

_OPENING = re.compile(
    r"(?:(?:and|please|always|never|do not|don['’]t|instead|first),?\s+)?([A-Za-z]+)(\W+)?(\w+)?",
    re.I,
)
# Words that are nouns as well: an order only when an object or an adverb follows.
_AMBIGUOUS = wordset(
    "rest exercise pace use start stop try increase limit drink make monitor check push"
)
_OBJECT = wordset(
    "a an the your all any as more less only when if until at on with regularly daily gently "
    "slowly up down it them this these that some plenty enough taking using doing and yourself "
    "often every before after during fluids exercise activity activities stress alcohol "
    "caffeine sure"
)
# Hardly ever a noun at the beginning of a sentence: "Stop exercising", "Limit screen time".
_DOING = wordset("start stop try limit")
_DO_NOT = re.compile(r"\W*(?:please,?\s+)?(?:do not|don['’]t)\s+\w", re.I)
_PLAIN = wordset(
    "avoid take ask consult talk seek discuss eat consider keep remember listen wear speak tell "
    "ensure reduce"
)
_VERBS = "|".join(sorted(_PLAIN | _AMBIGUOUS))
_LEAD = r"\W*(?:(?:and|please|always|never|do not|don['’]t|instead|first),?\s+)?"
_ORDER = re.compile(rf"{_LEAD}(?:{_VERBS})\b")
_LATER_ORDER = re.compile(rf"[.!?\n]{_LEAD}(?:{_VERBS})\b")
_NOT_ORDER = wordset("of was is were are has had together into part place taken")
# "Rest before a test was part of it": the noun is the subject of a statement.
_SUBJECT = re.compile(r"[^,;.]{0,60}?\b(?:was|were|is|are|has|had|did|does)\b")
_IN_MAKING = re.compile(
    r"\b(?:could be|would|need\w*|develop(?!ed)\w*|be developed|search\w*|candidates?|potential|"
    r"possible|towards?|future|if confirmed|utility|no (?:\w+ )?test)\b",
    re.I,
)
_OTHER_ILLNESS = re.compile(
    r"\b(?:not (?:yet )?(?:been )?tested|other (?:illness|disease|condition))", re.I
)


def _imperative(look: Look) -> Iterator[Remark]:
    """A sentence that begins with an order."""
    if not (_ORDER.match(look.passage.low) or _LATER_ORDER.search(look.passage.low)):
        return
    for sentence in look.passage.sentences:
        found = _OPENING.match(sentence.text)
        if found is None or sentence.text.endswith("?"):
            continue
        verb, following = found.group(1).lower(), (found.group(3) or "").lower()
        if following in _NOT_ORDER:
            continue
        if verb in _PLAIN or (
            verb in _AMBIGUOUS
            and (following in _OBJECT or verb in _DOING or _DO_NOT.match(sentence.text))
            and not _SUBJECT.match(sentence.text)
        ):
            hit = Hit(sentence.start, sentence.start + found.end(1), sentence)
            if not quoted(hit):
                yield Remark(hit)


def _recommends(hit: Hit, look: Look) -> bool:
    """A recommendation of care in the atlas's own voice."""
    if hit.word == "should take" and re.match(r"\s+(?:into|place|care|account|note)\b", hit.after):
        return False
    return not says_who(hit.sentence.text)


def _diagnostic(hit: Hit, look: Look) -> bool:
    """A test said to diagnose; one that says it is untested against other illnesses passes."""
    sentence = hit.sentence.text
    return not (_OTHER_ILLNESS.search(sentence) or _IN_MAKING.search(sentence))


HITS: Mapping[str, HitTest] = {
    "A03_clinical_recommendation": _recommends,
    "A04_diagnostic_test_claim": _diagnostic,
}
PASSAGES: Mapping[str, PassageTest] = {"A02_imperative_treatment": _imperative}
