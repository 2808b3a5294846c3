"""Where a paper stands: its journal, volume and pages, as duplicates compare them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from curator_app.domain.plain_text import without_accents

_SMALL = frozenset({"the", "of", "and", "for", "in", "a", "an", "et", "de", "la", "und", "on", "&"})
_BRACKET = re.compile(r"\[[^\]]*\]|\([^)]*\)")
_CONFERENCE = re.compile(
    r"\bconference\b|\bcongress\b|\bmeeting\b|\bsymposium\b|\babstracts?\b", re.IGNORECASE
)
_PREPRINT = re.compile(
    r"rxiv\b|\bpreprints?\b|research square|ssrn|\bzenodo\b|\bosf\b", re.IGNORECASE
)
_FROM_CONFERENCE = re.compile(r"\W+conference\b\W*(.*)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_PAGE = re.compile(r"([a-z]{0,3})\s*(\d+)\s*([a-z]?)", re.IGNORECASE)
_ARTICLE = re.compile(r"[a-z]{1,3}\d{4,}|\d{5,}")
_DASH = re.compile(r"\s*[-\u2010-\u2015\u2212,;+]+\s*")


@lru_cache(maxsize=2_048)
def page_ends(pages: str) -> tuple[str, str]:
    """First and last page in full: c219-35 is (c219, c235); "" where it is not said.

    Suppl-35 and t-20, as some databases write, say nothing of the first page.
    """
    parts = _DASH.split(pages[:60].strip().lower())
    found = [match for part in parts if (match := _PAGE.search(part))]
    if not found or not _PAGE.search(parts[0]):
        return "", ""
    first, last = found[0], found[-1]
    start, end = first[2].lstrip("0"), last[2].lstrip("0")
    if len(found) == 1:
        return f"{first[1]}{start}{first[3]}", ""
    if len(end) < len(start):
        end = start[: len(start) - len(end)] + end
    return f"{first[1]}{start}{first[3]}", f"{first[1]}{end}{first[3]}"


def same_pages(first: str, second: str) -> bool | None:
    """Whether two papers begin (or end) on one page; None when that cannot be said.

    A letter before the number is often left out, so c37 and 37 are one page; the number of an
    electronic article (e12724) cannot be compared with the pages of its print.
    """
    (start, end), (other_start, other_end) = page_ends(first), page_ends(second)
    if not start or not other_start:
        return None
    if _one_page(start, other_start):
        return True
    if bool(_ARTICLE.match(start)) != bool(_ARTICLE.match(other_start)):
        return None
    last, other_last = end or start, other_end or other_start
    return bool(end or other_end) and _one_page(last, other_last)


def same_span(first: str, second: str) -> bool:
    """Whether both papers begin and end on the same pages, and are longer than one."""
    span = page_ends(first)
    return bool(span[1]) and span[0] != span[1] and span == page_ends(second)


MOST_PAGES = 100


def perhaps_abstract(pages: str) -> bool:
    """Whether this can be an abstract's place: one page, or a whole supplement."""
    start, end = (re.sub(r"\D", "", page) for page in page_ends(pages))
    return bool(start and end) and (start == end or int(end) - int(start) > MOST_PAGES)


def _one_page(first: str, second: str) -> bool:
    if first == second:
        return True
    digits, other = re.sub(r"\D", "", first), re.sub(r"\D", "", second)
    return digits == other and (first.isdigit() or second.isdigit()) and len(digits) > 1


def same_volume(first: str, second: str) -> bool | None:
    """Whether the volumes are one; None when one does not say."""
    digits, other = (re.findall(r"\d+", text[:60]) for text in (first, second))
    if not digits or not other:
        return None
    return bool(set(digits) & set(other))


@lru_cache(maxsize=8_192)
def journal_words(journal: str) -> tuple[str, ...]:
    """The words of a journal's name that count."""
    journal = journal[:300]
    bare = _BRACKET.sub(" ", _FROM_CONFERENCE.sub("", journal) or journal)
    folded = without_accents(bare.casefold())
    return tuple(word for word in _WORD.findall(folded) if word not in _SMALL)


def same_journal(first: str, second: str) -> bool | None:
    """Whether two names are one journal's, one perhaps abbreviated; None when one is missing."""
    words, others = journal_words(first), journal_words(second)
    if not words or not others:
        return None
    if words == others or "".join(words) == "".join(others):
        return True
    if _meeting(first) and _meeting(first) == _meeting(second):
        return True
    shorter, longer = sorted((words, others), key=lambda item: (len(item), sum(map(len, item))))
    if len(shorter) == 1 and shorter[0] == "".join(word[0] for word in longer):
        return True
    return _abbreviates(shorter, longer) or _abbreviates(longer, shorter)


def _abbreviates(shorter: Sequence[str], longer: Sequence[str]) -> bool:
    """Whether each word begins the next word of the other; the longer may have more behind."""
    if len(shorter) > len(longer) or not shorter:
        return False
    for word, whole in zip(shorter, longer, strict=False):
        if not (whole.startswith(word) or word.startswith(whole)):
            return False
    return len(shorter) == len(longer) or len(shorter) >= 3


def _meeting(journal: str) -> tuple[str, ...]:
    """The words of the meeting that a record names, behind a journal's name or in its place."""
    behind = _FROM_CONFERENCE.search(journal[:300])
    if behind or is_conference(journal):
        return journal_words(behind[1] if behind else journal)
    return ()


def is_conference(journal: str) -> bool:
    """Whether the record names a meeting where its journal should stand."""
    return bool(_CONFERENCE.search(journal[:300]))


def is_preprint(journal: str, doi: str) -> bool:
    """Whether the place is a server for preprints."""
    return bool(_PREPRINT.search(journal[:300])) or doi.startswith(
        ("10.1101/", "10.21203/", "10.20944/", "10.31234/", "10.2139/", "10.31219/", "10.48550/")
    )
