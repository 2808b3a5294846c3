"""A list of authors, parted into names, however it was typed."""

from __future__ import annotations

import re

from curator_app.domain.collective import is_collective

_AND = re.compile(r"(?<= )and(?= )", re.IGNORECASE)
_AND_OR_BRACE = re.compile(r"[{}]|(?<= )and(?= )", re.IGNORECASE)
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
        listed = len(pieces) > 2 and all(_FULL_NAME.match(name) for name in pieces)
        return pieces if listed else [part]
    return pieces


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
