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
_DIRECTIONS = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_ENTITIES = {
    **dict.fromkeys(("nbsp", "#160", "#xa0", "thinsp", "ensp"), " "),
    **dict.fromkeys(("#8209", "#8211", "ndash"), "-"),
    **dict.fromkeys(("shy", "#173"), ""),
    **dict.fromkeys(("amp", "#38"), "&"),
}
# Soft hyphens and characters without width, ligatures, what is left of HTML, a word broken over a
# line (or where a line ended, when lines were joined), and every other white space.
_ODD = re.compile(
    rf"\u00ad[ \t]*\r?\n\s*|[\u00ad\u200b-\u200d\u2060\ufeff{_DIRECTIONS}]+|[\ufb00-\ufb06]"
    rf"|&(?:{'|'.join(_ENTITIES)});"
    r"|</?(?:b|i|em|strong|su[bp]|span|u|a|p|br|li|[uo]l|div|h[1-6]|t[rdh])(?:\s[^<>]{0,80})?/?>"
    r"|(?<=[a-z])-[ \t]*\r?\n\s*(?=[a-z])"
    r"|(?<=[a-z])- (?=[a-z]{3})(?!(?:and|but|nor|than|versus|und|oder)\b)|\s{2,}|[^\S ]"
)
_BREAKS_WORD = re.compile(
    r"[\u00ad\u200b\u2060\ufeff]+(?:[ \t]*\r?\n\s*)?|[\ufb00-\ufb06]|(?<=[a-z])-\r?\n(?=[a-z])"
)
_NEW_LINE = re.compile(r"</?(?:p|br|li|[uo]l|div|h[1-6]|t[rdh])\b")
# A word part before a line break that keeps its hyphen ("post-\nexertional").
_KEEPS_HYPHEN = re.compile(
    r"(?:^|[^a-z])(?:post|self|non|well|long|short|case|multi|cross|follow|double|high|low|age|sex)$",
    re.I,
)
# These keep it before a vowel only: "re-\nanalysed" and "re-\nquired".
_MAY_KEEP_HYPHEN = re.compile(r"(?:^|[^a-z])(?:re|pre|co)$", re.I)
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
    r"|(?:(?:Key|Main|Major) )?(?:Inclusion|Exclusion|Eligibility|Entry)(?: [Cc]riteria)?"
    r"|Procedures?|Interventions?|(?:Main )?Results?|(?:Key )?[Ff]indings?|Conclusions?|Discussion"
    r"|(?:Primary |Secondary )?(?:Outcomes?|Endpoints?|Measure(?:ment)?s|Assessments?)"
    r"(?: [Mm]easures?)?|Statistic(?:s|al [Aa]nalys[ie]s)"
    r"|Interpretation|Limitations|Significance|Keywords|Funding|Study [Dd]etails))(?::|$)"
)
_CLASSES = (
    (
        "methods",
        re.compile(
            r"exclusion|method|participant|patient|subject|design|setting|sampl|procedure"
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
_LISTINGS = (
    ("exclusion", re.compile(r"\W*(?:\w+ )?exclusion\b", re.I)),
    ("inclusion", re.compile(r"\W*(?:\w+ )?(?:inclusion|eligibility|entry)\b", re.I)),
)
_BULLETS = "\u2022\u00b7\u25aa\u25e6\u25cf\u25cb*"
_ITEM = re.compile(rf"(?:[{_BULLETS}-]|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})[.)])\s")
_MARK = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]")
# A short line that a colon ends or that stands over bullets.
_HEADING = re.compile(rf"[A-Z][^\n.;:]{{0,40}}(?::[ \t]*(?:\n|$)|\n\s*[{_BULLETS}]\s)")
_DEFAULT_SECTION = {"title": "title", "methods": "methods", "results": "results"}
_MARKS = frozenset("\u200c\u200d\u200e\u200f")
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
    listing: str = ""
    """`inclusion` or `exclusion` for an item of a list that such a heading opens."""


def normalise(original: str) -> Normalised:
    """One kind of dash, quote and space; soft hyphens and line-break hyphens gone."""
    return _rebuilt(original.translate(_SAME_LENGTH), _ODD)


def words_whole(original: str) -> Normalised:
    """Only what breaks words is mended: soft hyphens, line-break hyphens, ligatures."""
    return _rebuilt(original, _BREAKS_WORD)


def breaks_words(text: str) -> bool:
    """Whether `words_whole` would change a text; quick, as nearly none has such a place."""
    if text.isascii() and "-\n" not in text and "-\r" not in text:
        return False
    return _BREAKS_WORD.search(text) is not None


def _rebuilt(text: str, pattern: re.Pattern[str]) -> Normalised:
    parts: list[str] = []
    cuts, origins = [0], [0]
    length = done = 0
    for odd in pattern.finditer(text):
        new = _replacement(text, odd)
        parts.append(text[done : odd.start()] + new)
        length += odd.start() - done
        # The letters of a ligature all come from its one place.
        for extra in range(1, len(new)):
            cuts.append(length + extra)
            origins.append(odd.start())
        length += len(new)
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
        found = odd.group()
        new = found if found in _MARKS else _replacement(text, odd)
        parts += original[done : odd.start()], "\n\n" if found.count("\n") > 1 else new
        done = odd.end()
    return "".join((*parts, original[done:])).strip()


def _replacement(text: str, odd: re.Match[str]) -> str:
    found = odd.group()
    if found[0] in _LIGATURES:
        return _LIGATURES[found]
    if found[0] == "-":
        return "-" if _keeps_hyphen(text, odd) else ""
    if found[0] == "&":
        return _ENTITIES[found[1:-1]]
    if found[0] == "<":
        return "\n" if _NEW_LINE.match(found) else ""
    if not found.isspace():
        return ""  # soft hyphens and the like, with the line break behind them
    lines = found.count("\n")
    if lines > 1:
        return "\n"
    return "\n" if lines and _line_ends(text, odd) else " "


def _keeps_hyphen(text: str, odd: re.Match[str]) -> bool:
    left = text[max(0, odd.start() - 8) : odd.start()]
    if _MAY_KEEP_HYPHEN.search(left):
        return text[odd.end()] in "aeiou"
    return _KEEPS_HYPHEN.search(left) is not None


def _line_ends(text: str, odd: re.Match[str]) -> bool:
    """Whether a line break is one of the text: behind a label, before one, before a list item."""
    line = text[max(0, odd.start() - 300) : odd.start()].rpartition("\n")[2].strip()
    following = text[odd.end() : odd.end() + 60]
    if _HEADING.match(following):
        return True
    if _LABEL.fullmatch(line) or _LABEL.fullmatch(following.partition("\n")[0].strip()):
        return True
    item = _ITEM.match(following)
    if item is None:
        return False
    known = following[0] in _BULLETS or _ITEM.match(line) is not None
    return known or line.endswith((":", ";", ".", ","))


def sentences(text: str, location: str) -> Iterator[Sentence]:
    """The sentences of a normalised text; a section label holds until the next one."""
    section = _DEFAULT_SECTION.get(location, "")
    listing, opened = "", False
    for start, end in _spans(text):
        words = text[start:end]
        label = _LABEL.match(words)
        if label:
            section = _section_of(label.group(), section)
            listing = _listing_of(words) if label.end() == len(words) else ""
        item = bool(listing) and (opened or _ITEM.match(words) is not None)
        yield Sentence(words, start, section, listing if item else "")
        if not (label or item or words.endswith(".")):
            listing = ""  # another heading
        opened = label is not None or _MARK.fullmatch(words) is not None


def _listing_of(label: str) -> str:
    return next((name for name, pattern in _LISTINGS if pattern.match(label)), "")


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
