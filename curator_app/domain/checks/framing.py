"""Framings that excuse a word: negation, hedges, questions, hypotheses, quotation (6.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from curator_app.domain.checks.looking import Hit

# From the list of criteria.json (wording_lexicons.negation), with the clause as its reach.
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|cannot|neither|nor|without|unclear|unknown|yet to|fail(?:s|ed)? to|"
    r"rather than|unable|untested|nobody|lacks|lacked|far from|instead of|do(?:es)?n[’']t|"
    r"didn[’']t|isn[’']t|can[’']t|wasn[’']t|weren[’']t|hasn[’']t)\b",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\bnot (?:only|just|merely)\b", re.IGNORECASE)
_HEDGE = re.compile(
    r"\b(?:may|might|could|possibly|perhaps|suggest(?:s|ed|ing)?|(?:is|are) thought to|"
    r"appear(?:s|ed)? to|seem(?:s|ed)? to|potential(?:ly)?|possible|candidate|"
    r"would|can)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
# "These data suggest that a lasting disorder of the blood volume contributes to": far away.
_SUGGESTED = re.compile(
    r"\b(?:suggest(?:s|ed|ing)?|propos(?:es|ed|ing)|speculat\w+|thought|believ\w+)\b[^;]*$",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\b(?:whether|if|hypothes[ei]\w+|aimed to|aims to|set out to|asked|wondered|"
    r"(?:to|and|will) (?:see|test|examine|investigate|explore|learn|determine|find out)|"
    r"(?:understand|discuss|explor|uncover|explain|describ|clarif|ask)\w*\s(?:\w+\s)?how|"
    r"model in which|question of|possibility|idea that|theory|propos\w+|speculat\w+|assum\w+)\b",
    re.IGNORECASE,
)
# "How a virus leads to illness is not fully understood."
_OPEN = re.compile(
    r"\W*(?:how|why|what|which|when|where)\b.*\b(?:unknown|unclear|open question|"
    r"(?:not|n['’]t|never|yet to be|poorly|little) (?:\w+ ){0,2}(?:known|understood|clear))",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"\b(?:authors?|researchers?|investigators|they|team|panel|committee|guidelines?|paper|"
    r"report|experts|statement|review(?:ers)?|it was)\b[^.;]{0,60}?\b(?:suggest|conclud|propos|"
    r"argu|recommend|hypothes|infer|think|thought|believ|consider|interpret|stat|sa[iy]|"
    r"discuss|call|point|see|regard|hop|ask|expect|speculat|wr[io]te|note|describ|view|link|"
    r"report|advis|favour|caution|warn|read|explain|maintain|plan|attribut|want|present|agree|"
    r"express|take|took|put|draw|named?|raise|name|offer)\w*",
    re.IGNORECASE,
)
_QUOTES = (('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'"))


def negated(hit: Hit) -> bool:
    """Whether the clause before the word denies it ("does not prove", "no known cure")."""
    clause = re.split("[;:]", hit.before[-120:])[-1]
    every = list(_NEGATION.finditer(clause))
    if not every:
        return False
    found = every[-1]
    if re.search(r"\bbut\b", clause[found.end() :]):
        return False
    return not _NOT_ONLY.match(clause, found.start())


def hedged(hit: Hit) -> bool:
    """Whether "may", "might" and the like stand shortly before the word, or "suggests" before."""
    before = hit.before
    return _HEDGE.search(before[-60:]) is not None or _SUGGESTED.search(before[-200:]) is not None


def asked(hit: Hit) -> bool:
    """Whether the sentence asks or poses a hypothesis instead of stating."""
    text = hit.sentence.text
    return (
        text.endswith("?")
        or _QUESTION.search(hit.before) is not None
        or _OPEN.match(text[:600]) is not None
    )


def quoted(hit: Hit) -> bool:
    """Whether the word stands within quotation marks."""
    before, after = hit.before, hit.after
    for opening, closing in _QUOTES:
        if opening == closing == '"':
            if before.count('"') % 2 == 1 and '"' in after:
                return True
        elif opening == "'":
            if re.search(r"(?:^|\s)'[^']*$", before) and re.search(r"'(?:\W|$)", after):
                return True
        elif before.rfind(opening) > before.rfind(closing) and closing in after:
            return True
    return False


def attributed(hit: Hit) -> bool:
    """Whether the sentence says whose opinion it is."""
    return says_who(hit.sentence.text)


def says_who(text: str) -> bool:
    """Whether a text attributes what it says to authors, a panel or a paper."""
    return _ATTRIBUTION.search(text[:600]) is not None


FRAMINGS: Mapping[str, Callable[[Hit], bool]] = {
    "negated": negated,
    "hedged": hedged,
    "asked": asked,
    "quoted": quoted,
    "attributed": attributed,
}
