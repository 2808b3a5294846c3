"""House style and leaks: loaded words, abbreviations, codes, Markdown, copying (page.md 1.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from curator_app.domain.checks.context import Context
from curator_app.domain.checks.looking import HitTest, Look, PassageTest, Remark
from curator_app.domain.checks.sentences import Sentence

COPIED = "X04_copied_from_abstract"
COPIED_WORDS = 8
LONG_LETTERS, LONG_WORDS = 200, 40
_ABBREVIATION = re.compile(
    r"([A-Z](?<![\w./-][A-Z])(?:[A-Z]+[A-Z0-9]*|[A-Z]*\d[A-Z0-9]*|[A-Z]+s))(?![\w/]|-\d)"
)
_CODE = re.compile(
    r"\s?\(E[0-3]\)|\b(?:evidence )?level E[0-3]\b|\bE[0-3] (?:evidence|level)\b"
    r"|\b[A-Z]{2,}(?:_[A-Z]+)+\b|\b(?:not_required|not_applicable|me_cfs|long_covid|case_control)\b"
)
_MARKDOWN = re.compile(
    r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]{1,200}?)(?<=[^\s*])\1(?![\w*])"
    r"|(?<![\w_])(_{1,2})(?=[^\s_])([^_\n]{1,200}?)(?<=[^\s_])\3(?![\w_])"
    r"|(?m:^)#{1,6}\s+(?=\S)|`([^`\n]{1,200})`|\[([^\]\n]{1,200})\]\(https?:[^)\s]{1,300}\)"
    r"|(?m:^)[*-]\s+(?=\w)"
)
_SPACING = re.compile(r"(?<!\.)\.\.(?!\.)|(?<=\S) {2,}(?=\S)|(?<=\w) +(?=[,;.](?:\s|$))|,,|;;")
_TOKEN = re.compile(r"[a-z0-9]+")
_UNKNOWN = re.compile(
    r"\b(?:specific|exact|detailed|actual|full|precise)\s+(?:\w+\s+){0,7}(?:are|is|was|were)\s+"
    r"(?:unknown|unclear|unavailable|not (?:\w+ )?(?:given|provided|available|stated|reported|"
    r"specified|described|detailed))"
    r"|\b(?:no|without an) abstract\b|\babstract (?:is|was) (?:not available|missing|unavailable)"
    r"|\bnot (?:available|provided|stated|specified|given|reported|detailed|described) in the "
    r"(?:abstract|title|record|source)",
    re.I,
)


def _undefined(look: Look) -> Iterator[Remark]:
    """Abbreviations of the quick summary that it does not write out; each once."""
    text = look.passage.text
    seen: set[str] = set()
    for match in _ABBREVIATION.finditer(text):
        name = match.group(1)
        stem = name[:-1] if name.endswith("s") else name
        if stem in seen:
            continue
        seen.add(stem)
        allowed = stem.lower() in look.words["known_abbreviations"].phrases
        if not allowed and not _written_out(stem, text) and not text.isupper():
            yield Remark(look.hit(match.start(1), match.end(1)))


def _written_out(name: str, text: str) -> bool:
    """Whether the text gives the name in brackets, or words with its first letters in order."""
    if f"({name}" in text:
        return True
    words = r"\w*[\s-]+(?:(?:of|and|the|for|in)\s+)?".join(name) + r"\w+"
    return name.isalpha() and re.search(rf"\b{words}", text, re.I) is not None


def _leaked(look: Look) -> Iterator[Remark]:
    for hit in look.hits(_CODE):
        bracketed = hit.word.strip().startswith("(")
        yield Remark(hit, replacement="" if bracketed else None)


def _markdown(look: Look) -> Iterator[Remark]:
    for match in _MARKDOWN.finditer(look.passage.text):
        inside = next((match.group(n) for n in (2, 4, 5, 6) if match.group(n)), "")
        yield Remark(look.hit(match.start(), match.end()), replacement=inside)


def _spacing(look: Look) -> Iterator[Remark]:
    for match in _SPACING.finditer(look.passage.text):
        found = match.group()
        after = look.passage.text[match.end() : match.end() + 1]
        right = found[0] if found[0] in ".,;" else "" if after in (",", ";", ".") else " "
        yield Remark(look.hit(match.start(), match.end()), replacement=right)


def shares_run(words: list[str], study: Context) -> bool:
    """Whether the words may hold a run that stands in the abstract as well.

    Six threes begin in a run of eight. Those at every third word of the text are looked for among
    those at every second word of the abstract: of six in a row one is both.
    """
    if len(words) < COPIED_WORDS or not study.abstract:
        return False
    return not study.abstract_threes.isdisjoint(
        zip(words[::3], words[1::3], words[2::3], strict=False)
    )


def _copied(look: Look) -> Iterator[Remark]:
    """Runs of eight words or more that stand in the abstract as well."""
    if not shares_run(look.passage.ordered, look.study):
        return
    found = [(m.group(), m.span()) for m in _TOKEN.finditer(look.passage.low)]
    grams = _grams([word for word, _ in found])
    runs = frozenset(_grams(_TOKEN.findall(look.study.abstract[:50_000].lower())))
    index = 0
    while index < len(grams):
        if grams[index] not in runs:
            index += 1
            continue
        last = index
        while last + 1 < len(grams) and grams[last + 1] in runs:
            last += 1
        start, end = found[index][1][0], found[last + COPIED_WORDS - 1][1][1]
        yield Remark(look.hit(start, end), values={"count": str(last - index + COPIED_WORDS)})
        index = last + COPIED_WORDS


def _grams(words: list[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[i:] for i in range(COPIED_WORDS)), strict=False))


def _unread(look: Look) -> Iterator[Remark]:
    """A text that admits it was written without the paper's results."""
    if look.study.abstract:
        return
    for hit in look.hits(_UNKNOWN):
        yield Remark(hit)
        return


def _endless(look: Look) -> Iterator[Remark]:
    """Sentences of more than 40 words in the quick summary."""
    if max(map(len, look.passage.text.split(". "))) < LONG_LETTERS:
        return
    for sentence in look.passage.sentences:
        if _long(sentence):
            yield Remark(look.whole(sentence), values={"count": str(len(sentence.text.split()))})


def _long(sentence: Sentence) -> bool:
    return len(sentence.text) > LONG_LETTERS and len(sentence.text.split()) > LONG_WORDS


HITS: Mapping[str, HitTest] = {}
PASSAGES: Mapping[str, PassageTest] = {
    "S02_undefined_abbreviation": _undefined,
    "S03_long_sentence": _endless,
    "X01_leaked_code": _leaked,
    "X02_markdown": _markdown,
    "X03_doubled_stop_or_space": _spacing,
    COPIED: _copied,
    "X06_written_without_results": _unread,
}
