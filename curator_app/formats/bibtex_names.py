"""A list of authors, parted into names, however it was typed."""

from __future__ import annotations

import re

from curator_app.domain.collective import is_collective

_AND = re.compile(r"(?<= )and(?= )", re.IGNORECASE)
_AND_OR_BRACE = re.compile(r"[{}]|(?<= )and(?= )", re.IGNORECASE)
OTHERS = ("others", "et al.", "et al")
SUFFIX = r"(?:Jr|Sr|2nd|3rd|4th|II|III|IV|Junior|Senior)"
_SUFFIX_ENDS = frozenset("rRdDhHIV.")
INITIALS = r"(?:[^\W\d_a-z]\.?(?:[ -]?[^\W\d_a-z]\.?){0,4})"
IS_INITIALS = re.compile(INITIALS)
IS_SUFFIX = re.compile(rf"{SUFFIX}\.?", re.IGNORECASE)
_FAMILY_INITIALS = re.compile(
    rf"([^\d.,{{}}]{{2,100}}) ((?:[^\W\d_a-z]\.[ -]?){{1,5}}|[A-Z]{{1,3}})(?:,? ({SUFFIX})\.?)?"
)
_GROUP_FOR = re.compile(r"^ \w+ (?:\w+ )*(?:for|of|für) ")
_SEMICOLON = re.compile(r";\s")
_FULL_NAME = re.compile(r"\s*(?:[^\W\d_]\.[ -]?)+ ?\S*[^\W\d_]{2}")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_PART = re.compile(r'(family|given|prefix|suffix)(?:-i)?\s*=\s*("[^"]*"|\{[^{}]*\}|[^,]*)', re.I)


def split_names(value: str, as_stored: bool = False) -> list[str]:
    """The names of an author field; "and" within braces belongs to a name.

    `as_stored`: the atlas's own BibTeX, where "and" is all that parts names.
    """
    value = f" {' '.join(value.split())} "
    parts = _outside_braces(value) if "{" in value else _AND.split(value)
    if as_stored:
        return parts
    if len(parts) > 1 and _GROUP_FOR.search(parts[0]):
        parts = _rejoined(parts)
    return [name for part in parts for name in _mistyped(part)]


def labelled(part: str) -> tuple[str, str] | None:
    """Surname and given names of biblatex's `family=Salam, given=Abdus`; None for other forms."""
    found = dict[str, str]()
    for match in _PART.finditer(part):
        found.setdefault(match[1].lower(), match[2].strip('"{} '))
    if "family" not in found:
        return None
    last = " ".join(found[name] for name in ("prefix", "family") if name in found)
    return last, " ".join(found[name] for name in ("given", "suffix") if name in found)


def family_initials(parts: list[str]) -> list[str]:
    """The names, with a comma in those that PubMed's way puts the surname first.

    "Hyde B. M." is always such a name, "van der Meer JW Jr" where none without a comma is another.
    """
    if all("," in part or part in OTHERS for part in parts):
        return parts
    found = {part: match for part in parts if (match := _initials_last(part))}
    every = all("," in part or part in found for part in parts if not _is_no_person(part))
    return [
        f"{match[1]}, {match[2]} {match[3] or ''}"
        if (match := found.get(part)) and (every or "." in match[2])
        else part
        for part in parts
    ]


def _is_no_person(part: str) -> bool:
    return part in OTHERS or part.startswith("{") or is_collective(part)


def _initials_last(part: str) -> re.Match[str] | None:
    part = part.strip()
    if part[-1:].islower() and part[-1] not in _SUFFIX_ENDS:  # most names: looked at no further
        return None
    match = _FAMILY_INITIALS.fullmatch(part)
    if match is None or _is_no_person(part) or not any(map(str.islower, match[1])):
        return None
    of_the_name = match[1].split()[-1][0].islower() or IS_SUFFIX.fullmatch(match[2])
    return None if of_the_name else match


def parted_suffix(part: str) -> tuple[str, str]:
    """A name and the suffix at its end, where BibTeX reads none: John Smith Jr; Smith, John, Jr."""
    if part[-1:] not in _SUFFIX_ENDS:
        return part, ""
    sign = {0: " ", 1: ",", 2: ","}.get(part.count(","), "")
    if not sign or "{" in part:
        return part, ""
    rest, _, last = part.rpartition(sign)
    found = " " in rest and IS_SUFFIX.fullmatch(last.strip())
    return (rest, last.strip()) if found else (part, "")


def family_first(part: str) -> tuple[str, str] | None:
    """Surname and given name of an unparted Chinese, Japanese or Korean name."""
    words = part.split()
    if len(words) == 2 and all(_HAN.fullmatch(word) for word in words):
        return words[0], words[1]
    return None


def _mistyped(part: str) -> list[str]:
    """Names that were parted by semicolons, or by commas where every name is whole."""
    if "{" in part:
        return [part]
    pieces = _SEMICOLON.split(part)
    if len(pieces) == 1:
        pieces = part.split(",")
        if _are_pairs(pieces):
            return [",".join(pieces[at : at + 2]) for at in range(0, len(pieces), 2)]
        named = len(pieces) > 1 and all("." in each or " " in each.strip() for each in pieces)
        listed = named and (
            all(map(_FULL_NAME.match, pieces)) or all(_initials_last(each) for each in pieces)
        )
        return pieces if listed else [part]
    return pieces


def _are_pairs(pieces: list[str]) -> bool:
    """Whether they are surnames and initials in turn: Smith, J., Doe, A."""
    initials = pieces[1::2] if len(pieces) > 2 and len(pieces) % 2 == 0 else []
    return bool(initials) and all(IS_INITIALS.fullmatch(each.strip()) for each in initials)


def _rejoined(parts: list[str]) -> list[str]:
    """An unbraced "Centre for Prevention and Control" is one group, not a group and a person."""
    if any("," in part for part in parts) or not is_collective(parts[0]):
        return parts
    rest = [part for part in parts[1:] if is_collective(part) or part.strip() == "others"]
    return parts if rest else ["and".join(parts)]


def _outside_braces(value: str) -> list[str]:
    parts: list[str] = []
    depth = start = 0
    for match in _AND_OR_BRACE.finditer(value):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif depth <= 0:
            parts.append(value[start : match.start()])
            start = match.end()
    return [*parts, value[start:]]
