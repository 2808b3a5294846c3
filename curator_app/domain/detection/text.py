"""Normalised text that knows where each character came from, cut into labelled sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_SAME_LENGTH = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-")
    | dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " ")
    | dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d", '"')
    | {"\u2044": "/"}
)
# Soft hyphens and zero-width characters, a word broken over a line, and every other white space.
_ODD = re.compile(
    r"[\u00ad\u200b-\u200d\u2060\ufeff]+|(?<=[a-z])-[ \t]*\r?\n\s*(?=[a-z])|\s{2,}|[^\S ]"
)
# A word part before a line break that keeps its hyphen ("post-\nexertional").
_KEEPS_HYPHEN = re.compile(r"(?:^|[^a-z])(?:post|self|non|co|pre|re|well|long|case|multi)$", re.I)
_STOP = re.compile(r"[.!?][\"')\]]*+\s++(?=[A-Z0-9(\[\"'À-Þ])|\n")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\[])(?:et al|e\.g|i\.e|vs|cf|figs?|dr|prof|st|nos?|approx|refs?|eq|m\.e|u\.s|u\.k"
    r"|incl)\.$",
    re.I,
)
_LABEL = re.compile(
    r"(?:[A-Z][A-Z &/,()-]{2,60}|(?:Background|Introduction|Context|Importance|Rationale"
    r"|Objectives?|Aims?|Purpose|Goals?|(?:Materials? and )?Methods?(?: and [A-Za-z]+)?"
    r"|(?:Study )?Design|Settings?|(?:Study )?(?:Participants|Patients|Subjects|Population|Sample)"
    r"|Inclusion criteria"
    r"|Procedures?|Interventions?|(?:Main )?Results?|(?:Key )?[Ff]indings?|Conclusions?|Discussion"
    r"|Interpretation|Limitations|Significance|Keywords|Funding|Study [Dd]etails))(?::|$)"
)
_CLASSES = (
    (
        "methods",
        re.compile(
            r"method|participant|patient|subject|design|setting|sampl|procedure"
            r"|population|eligib|inclusion|recruit|intervention|case",
            re.I,
        ),
    ),
    ("results", re.compile(r"result|finding|outcome|measure", re.I)),
    ("objective", re.compile(r"objective|aim|purpose|goal", re.I)),
    ("background", re.compile(r"background|introduc|context|importance|rationale", re.I)),
    (
        "conclusion",
        re.compile(
            r"conclu|discuss|interpret|limitation|significance|keyword|fund"
            r"|conflict|acknowledg|implication",
            re.I,
        ),
    ),
)
_DEFAULT_SECTION = {"title": "title", "methods": "methods", "results": "results"}
_LONGEST = 2000


@dataclass(frozen=True)
class Normalised:
    """A text with one kind of dash, quote and space, and the way back to the original."""

    text: str
    cuts: tuple[int, ...]
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that became `text[start:end]` (not empty)."""
        return self._origin(start), self._origin(end - 1) + 1

    def _origin(self, place: int) -> int:
        number = bisect_right(self.cuts, place) - 1
        return self.origins[number] + place - self.cuts[number]


@dataclass(frozen=True)
class Sentence:
    """One sentence of the normalised text and the kind of section it stands in."""

    text: str
    start: int
    section: str


def normalise(original: str) -> Normalised:
    """One kind of dash, quote and space; soft hyphens and line-break hyphens gone."""
    text = original.translate(_SAME_LENGTH)
    parts: list[str] = []
    cuts, origins = [0], [0]
    length = done = 0
    for odd in _ODD.finditer(text):
        new = _replacement(text, odd)
        parts.append(text[done : odd.start()] + new)
        length += odd.start() - done + len(new)
        done = odd.end()
        cuts.append(length)
        origins.append(done)
    parts.append(text[done:])
    return Normalised("".join(parts), tuple(cuts), tuple(origins))


def unbroken(original: str) -> str:
    """Text copied from a page with its lines joined: every word stays as it is written.

    Soft hyphens and the hyphens of line ends go; paragraphs and section labels keep their lines.
    """
    text = original.translate(_SAME_LENGTH)
    parts: list[str] = []
    done = 0
    for odd in _ODD.finditer(text):
        new = _replacement(text, odd)
        parts += original[done : odd.start()], "\n\n" if odd.group().count("\n") > 1 else new
        done = odd.end()
    return "".join((*parts, original[done:])).strip()


def _replacement(text: str, odd: re.Match[str]) -> str:
    found = odd.group()
    if found[0] in "\u00ad\u200b\u200c\u200d\u2060\ufeff":
        return ""
    if found[0] == "-":
        left = text[max(0, odd.start() - 8) : odd.start()]
        return "-" if _KEEPS_HYPHEN.search(left) else ""
    lines = found.count("\n")
    if lines > 1:
        return "\n"
    if lines:
        line = text[max(0, odd.start() - 60) : odd.start()].rpartition("\n")[2].strip()
        return "\n" if _LABEL.fullmatch(line) else " "
    return " "


def sentences(text: str, location: str) -> Iterator[Sentence]:
    """The sentences of a normalised text; a section label holds until the next one."""
    section = _DEFAULT_SECTION.get(location, "")
    for start, end in _spans(text):
        label = _LABEL.match(text, start, end)
        if label:
            section = _section_of(label.group(), section)
        yield Sentence(text[start:end], start, section)


def _section_of(label: str, before: str) -> str:
    for name, pattern in _CLASSES:
        if pattern.search(label):
            return name
    return before


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in _STOP.finditer(text):
        if stop.group() != "\n" and _ABBREVIATED.search(
            text, max(start, stop.start() - 8), stop.start() + 1
        ):
            continue
        yield from _trimmed(text, start, stop.end())
        start = stop.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without white space at its ends, in pieces when nobody would call it a sentence."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LONGEST:
        cut = text.rfind(" ", start, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        yield start, cut
        start = cut + 1 if text[cut].isspace() else cut
    if start < end:
        yield start, end
