"""Titles as duplicates compare them: without what databases add to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from curator_app.domain.plain_text import without_accents

# What PubMed, Embase and the Cochrane Library write behind a title; it is no part of it.
_NOTE = re.compile(
    r"[\s.]*[\[(](?:(?:\d+ )?refs?\b|review\b|electronic|provisional|multiple letters|letters?\]"
    r"|\d+[\])]|erratum|errata|corrected|correction|comment|published|see comment|republished"
    r"|english|french|german|spanish|swedish|italian|portuguese|russian|chinese|japanese|polish"
    r"|romanian|turkish|danish|dutch|norwegian|czech|hungarian|croatian|korean|hebrew|persian"
    r")(?:[^\])]*[\])]?)[\s.]*$",
    re.IGNORECASE,
)
_ERRATUM_NOTE = re.compile(
    r"[\s.]*[\[(]\s*(?:erratum|errata|corrected|correction|retraction|comment)\s+(?:appears|in|to)\b"
    r".*$",
    re.IGNORECASE,
)
# The paper that a notice is about: (vol 142, pg 310, 2003), or Embase's
# (New England Journal of Medicine (2009) 360 (542-544)).
_ABOUT = r"\(\s*vol(?:\.|ume)?\s*\d+,?\s*(?:pgs?|pp?|pages?)\b.*$|\([^()]+\(\d{4}\)\s*\d+.*$"
_PLACE = re.compile(_ABOUT, re.IGNORECASE)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "erratum",
            r"^\W*(?:(?:author|publisher)(?:'s|’s)?\s+)?(?:errat(?:um|a)|corrigend(?:um|a)"
            rf"|correction|addendum)\b|{_ABOUT}",
        ),
        (
            "retraction",
            r"^\W*(?:retraction|notice of retraction|withdrawal)\b(?!\s+of\s+consent)"
            r"|\bretraction (?:note|notice)\b",
        ),
        ("concern", r"^\W*(?:editorial )?expression of concern\b"),
        (
            "reply",
            r"^\W*(?:(?:the )?authors?(?:'|’)?s?(?:'|’)?\s+)?(?:reply|response)\s*(?:to\b|:|$)"
            r"|\W(?:(?:the )?authors?(?:'|’)?s?(?:'|’)?\s+)?(?:reply|response)\W*$"
            r"|\breply from the authors?\W*$",
        ),
        ("comment", r"^\W*(?:comment(?:ary)?\s*(?:on\b|:|to\b)|re:|letter to the editor)"),
    )
)
_MARK = re.compile(
    r"^\W*(?:retracted(?: article)?|withdrawn|corrected and republished)\s*[:.\]]\s*", re.IGNORECASE
)
_LEAD = re.compile(
    r"^\W*(?:(?:author|publisher)(?:'s|’s)?\s+)?(?:errat(?:um|a)|corrigend(?:um|a)|correction"
    r"|addendum|retraction(?: note| notice)?|notice of retraction)\s*(?:to|of|for)?\s*[:.]?\s+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_THOUSANDS = re.compile(r"(?<!\d)(\d{1,3})((?:[ ,\u00a0\u2009\u202f]\d{3})+)(?!\d)")
_GREEK = re.compile("[α-ω]")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_AMBIGUOUS_ROMAN = {"i": "1", "v": "5", "x": "10"}
NUMBERED = frozenset({"part", "phase", "type", "stage", "grade", "study", "class", "level", "vol"})
"""Words whose number tells one paper from another."""
_BRITISH = (
    (re.compile("ae|oe"), "e"),
    (re.compile("(?<=[a-z][a-z])our"), "or"),
    (re.compile("is(?=e|ing|at)"), "iz"),
)


@dataclass(frozen=True)
class Title:
    """`key` is every letter of `words`; `numbers` keeps what tells parts and phases apart.

    `kind` is "" for a paper, else what kind of notice about one the title says it is.
    """

    words: tuple[str, ...]
    key: str
    numbers: tuple[str, ...]
    kind: str


LONGEST = 1_000
"""Letters of a title that are looked at; a whole abstract may stand there by mistake."""


@lru_cache(maxsize=4_096)
def read_title(text: str) -> Title:
    """A title as it is compared; the words of British and American spelling are one."""
    text = text[:LONGEST]
    kind = next((kind for kind, pattern in _KINDS if pattern.search(text)), "")
    text = _MARK.sub("", text)
    if kind in ("erratum", "retraction"):
        text = _PLACE.sub("", _LEAD.sub("", text))
    bare = _without_notes(text)
    bare = _THOUSANDS.sub(lambda number: re.sub(r"\D", "", number[0]), bare)
    folded = _GREEK.sub(_spelt_out, without_accents(bare.casefold()))
    words = [_spelling(word) for word in _WORD.findall(folded.replace("'", "").replace("’", ""))]
    return Title(tuple(words), "".join(words), _numbers(words), kind)


def _spelt_out(letter: re.Match[str]) -> str:
    return f" {unicodedata.name(letter[0]).rpartition(' ')[2].lower()} "


def _without_notes(text: str) -> str:
    bare = _ERRATUM_NOTE.sub("", text).strip()
    while (shorter := _NOTE.sub("", bare)) != bare and shorter.strip(" .["):
        bare = shorter
    return bare


def _spelling(word: str) -> str:
    for pattern, said in _BRITISH:
        word = pattern.sub(said, word)
    return word


def _numbers(words: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for place, word in enumerate(words):
        if word in _ROMAN:
            found.append(_ROMAN[word])
        elif word in _AMBIGUOUS_ROMAN and place and words[place - 1] in NUMBERED:
            found.append(_AMBIGUOUS_ROMAN[word])
        else:
            found += re.findall(r"\d+", word)
    return tuple(sorted(found))
