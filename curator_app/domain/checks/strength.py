"""Claims stronger than one study can make (criteria 6.4, W01 to W10)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from curator_app.domain.checks.causal import last_word, next_word
from curator_app.domain.checks.counting import has_count
from curator_app.domain.checks.framing import says_who
from curator_app.domain.checks.lexicon import wordset
from curator_app.domain.checks.looking import Hit, HitTest, Look, PassageTest

_STATISTIC = re.compile(r"\bp\s*(?:-?value)?s?\s*[<=>≤≥]|\b95\s?%\s?(?:CI|confidence)|\[CI\b", re.I)
_KEY = re.compile(
    r"first|only|largest|longest|biggest|never|most comprehensive|unique|"
    r"no (?:earlier|previous|other)",
    re.I,
)
_ILL = re.compile(r"\b(?:who|have|had|has|were|was|been)\s*$", re.I)
_CHOSEN = re.compile(
    r"\b(?:met|fulfil\w*|women|female|male|men|gave|consent\w*|used the same|received|included|"
    r"recruited|diagnosed|completed|underwent|invited|asked|eligible|took part|knew|required)\b",
    re.I,
)
_RESTING = wordset("feel feels felt stay stayed keep remain kept")


# People who have to prove that they are ill prove nothing about it.
_HAVE_TO = re.compile(
    r"\b(?:ha(?:ve|s|d|ving)|need(?:s|ed)?|asked|forced|struggle[sd]?) to\s*$", re.I
)
_TOLD_OF = wordset("paper study article record page text")
_NO_TREND = re.compile(r"\b(?:no|nor|neither|without (?:a|any)|lacked a)\s+(?:\w+\s+){0,2}$", re.I)
# "The only treatment was rest" tells what was done, not what exists.
_ONLY_ONE_GIVEN = re.compile(
    r"\s*(?:was|were|given|allowed|offered|they|he|she|patients|that was)\b"
)
_LOOSE = wordset(
    "other others event events impact burden complexity comorbidities societal social economic "
    "medical heterogeneity challenge challenges deficits tissue contributor fatigue"
)
_COUNTED = re.compile(r"^[^.;]{0,30}\b(?:report|record|observ|seen|not|document)\w*", re.I)


def _proves(hit: Hit, look: Look) -> bool:
    """Proof claimed; "proof of concept" and a hedge ("if proved") are not."""
    after = hit.after[:20].lower().lstrip()
    if hit.word.startswith("proof") and after.startswith(
        ("of concept", "-of-concept", "of-concept", "concept")
    ):
        return False
    if hit.word == "prove" and _HAVE_TO.search(hit.before):
        return False
    return not hit.after.lower().startswith(("-of-concept", " difficult", " useful"))


def _hype(hit: Hit, look: Look) -> bool:
    """Praise of the study or its result; a symptom may well be dramatic in a quotation."""
    return not (hit.word == "exciting" and next_word(hit.after) in ("stimuli", "nerve"))


def _significant(hit: Hit, look: Look) -> bool:
    """The bare word; a test beside it, or another sense (significant other), excuses it."""
    sentence = hit.sentence.text
    if _STATISTIC.search(sentence) or look.has("statistical", sentence):
        return False
    if last_word(hit.before) in ("genome-wide", "wide", "genomewide", "contributes", "but"):
        return False
    return next_word(hit.after) not in _LOOSE


def _null(hit: Hit, look: Look) -> bool:
    """Absence claimed from a small or observational null result."""
    study = look.study
    if study.design in ("rct", "review") and (study.n is None or study.n >= 400):
        return False
    if hit.word.startswith("there w") and _STATISTIC.search(hit.sentence.text):
        return False
    if "nothing to do" in hit.word and last_word(hit.before) in _TOLD_OF:
        return False
    return not says_who(hit.before)


def _superlative(hit: Hit, look: Look) -> bool:
    """A superlative about the literature that the abstract does not make."""
    key = _KEY.search(hit.word)
    abstract = look.study.abstract.lower()
    if key and key.group().lower() in abstract:
        return False
    if hit.word.startswith("the only") and _ONLY_ONE_GIVEN.match(hit.after):
        return False
    return not says_who(hit.sentence.text)


def _trend(hit: Hit, look: Look) -> bool:
    """A difference that was not significant, told as a tendency; "no trend" is not."""
    return not _NO_TREND.search(hit.before[-40:])


def _absolute(hit: Hit, look: Look) -> bool:
    """Everybody or always, with no number in the sentence; a trait of the sample is none."""
    sentence = hit.sentence.text
    if any(char.isdigit() for char in sentence) or has_count(sentence):
        return False
    if hit.word in ("never", "always") and _ILL.search(hit.before[-12:]):
        return False
    if last_word(hit.before) in ("for", "not", "almost", "nearly", "in", "of", "across", "from"):
        return False
    return not (
        hit.word.startswith(("all", "every", "each"))
        and _CHOSEN.search(hit.after[:40].rpartition(" ")[0])
    )


def _safe(hit: Hit, look: Look) -> bool:
    """A treatment called safe; feeling or staying safe is another matter."""
    if hit.word.startswith("no ") and _COUNTED.search(hit.after):
        return False
    return not (hit.word.startswith("safe") and last_word(hit.before) in _RESTING)


HITS: Mapping[str, HitTest] = {
    "W01_proves": _proves,
    "W03_hype": _hype,
    "W04_significant_ambiguous": _significant,
    "W05_trend_spin": _trend,
    "W06_null_as_absence": _null,
    "W08_first_only_largest": _superlative,
    "W09_absolutes": _absolute,
    "W10_safety_claim": _safe,
}
PASSAGES: Mapping[str, PassageTest] = {}
