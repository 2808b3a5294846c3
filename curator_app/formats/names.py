"""Names of authors as the atlas stores them: See, D M."""

from __future__ import annotations

import re
from functools import lru_cache

from curator_app.domain.collective import is_collective
from curator_app.formats.bibtex_names import (
    INITIALS,
    IS_INITIALS,
    IS_SUFFIX,
    SUFFIX,
    family_first,
    split_names,
)

_ABBREVIATED = re.compile(r"(.+?) ([^\W\d_a-z]{1,5})(?: (Jr|Sr|2nd|3rd|4th|II|III|IV))?\.?")
_LAST_INITIALS = re.compile(rf"([^\W\d_][^\d_.,]*?[^\W\d_]) ({INITIALS})(?:,? ({SUFFIX})\.?)?")
_INITIALS_LAST = re.compile(r"((?:[^\W\d_a-z](?:\.[ -]?|[ -])){1,5}) ?([^\W\d_][^\d_.,]*)")
_OTHERS = re.compile(
    r"[\s,;]*(?:\b(?:and|&)\s+)?"
    r"(?:\bet\.?\s+al(?:ii|ia)?\b\.?|\b(?:and|&)\s+(?:\d+ )?others\b|…|\.\.\.)\s*$",
    re.IGNORECASE,
)
_LONGEST_LIST, _END = 1_000_000, 80
FIRST_ONLY = "The record names only the first authors (and others)."


def stored_name(last: str, given: str, suffix: str = "") -> str:
    """Surname, comma, given names or initials, suffix."""
    rest = f"{given.strip()} {suffix.strip()}".strip()
    return ", ".join(part for part in (" ".join(last.split()), rest) if part)


def from_abbreviated(name: str) -> str:
    """ "See DM Jr" as PubMed's short form has it; other forms (a group, one word) as they are."""
    name = " ".join(name.split())
    match = _ABBREVIATED.fullmatch(name) if len(name) < 500 else None
    if not match:
        return name
    return stored_name(match[1], " ".join(match[2]), match[3] or "")


def is_others(name: str) -> bool:
    """Whether it stands for the authors that are not named: others, et al."""
    return name.strip(" .,;").lower() in ("others", "et al", "et. al", "and others", "et alii")


_NOBODY = frozenset(
    {"[anonymous]", "anon", "no author", "[no author name available]", "[no authors listed]"}
)


def is_nobody(name: str) -> bool:
    """Whether it says that no author is named: [Anonymous], [No author name available]."""
    return name.strip(" .,").lower() in _NOBODY


def from_parts(name: str) -> str:
    """ "See, D.M., Jr." as RIS and EndNote write names; a name without a comma may be a group's."""
    return _known(name) if len(name) < 100 else _from_parts(name)


def _from_parts(name: str) -> str:
    parts = [" ".join(part.split()) for part in name.strip(" ,;").split(",")]
    if len(parts) == 1 or (is_collective(name) and len(parts[1].split()) > 3):
        return _without_comma(" ".join(name.split()).strip(" ,;"))
    if len(parts) == 3 and IS_SUFFIX.fullmatch(parts[1]):
        parts[1], parts[2] = parts[2], parts[1]
    last, given, *rest = parts
    if len(rest) > 1:
        return ", ".join(part for part in parts if part)
    return stored_name(last, _spaced(given), _suffix(rest[0]) if rest else "")


# In a bibliography most names come again.
_known = lru_cache(maxsize=8192)(_from_parts)


def _suffix(text: str) -> str:
    return text.rstrip(".") if IS_SUFFIX.fullmatch(text) else text


def _spaced(given: str) -> str:
    """Initials as the atlas writes them: "D.M." and "DM" become "D M", names stay."""
    if not given or len(given) > 30 or (not given.isupper() and "." not in given):
        return given
    bare = given.replace(".", " ").split()
    if all(len(word) == 1 for word in bare):
        return " ".join(bare)
    given = given.rstrip(".") if given.isupper() else given  # PubMed's table ends with "Chow JCL."
    return " ".join(given) if re.fullmatch(r"[^\W\d_]{2,3}", given) and given.isupper() else given


def _without_comma(name: str) -> str:
    if is_collective(name) or len(name) > 500:
        return name
    parted = family_first(name)
    if parted:
        return stored_name(*parted)
    match = _LAST_INITIALS.fullmatch(name)
    if match:
        return stored_name(match[1], _spaced(match[2]), match[3] or "")
    match = _INITIALS_LAST.fullmatch(name)
    if not match or len(match[2].split()) > 5:
        return name
    return stored_name(match[2], _spaced(match[1].strip()))


def listed_names(text: str) -> tuple[list[str], str]:
    """The names of a list in one text, however it is parted, and a sentence if some are missing.

    Semicolons, lines and "and" part names; commas do where each part is a whole name.
    """
    text = re.sub(r" ?\(\d{5,}\)", "", text[:_LONGEST_LIST])  # Scopus puts its ids behind names
    short = text[:-_END] + _OTHERS.sub("", text[-_END:])
    if re.search(r"[;\n|]", short):
        parts = [name for part in re.split(r"[;\n|]", short) for name in _short_names(part)]
    else:
        parts = _by_and(short)
    named = (part for part in parts if part.strip(" ,.") and not is_nobody(part))
    names = [_person(part) for part in named if not is_others(part)]
    missing = short != text or any(map(is_others, parts))
    return [name for name in names if name], FIRST_ONLY if missing else ""


def _by_and(text: str) -> list[str]:
    parts = split_names(text.replace(" & ", " and ").replace(" und ", " and "))
    return [name for part in parts for name in _by_commas(part)]


def _by_commas(text: str) -> list[str]:
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if len(pieces) < 2:
        return pieces
    if len(_short_names(text)) > 1:
        return pieces
    paired = len(pieces) % 2 == 0 and len(pieces) > 2
    if paired and all(IS_INITIALS.fullmatch(piece) for piece in pieces[1::2]):
        return [f"{a}, {b}" for a, b in zip(pieces[::2], pieces[1::2], strict=True)]
    if len(pieces) > 2 and all(" " in piece for piece in pieces):
        return pieces
    return [text]


def _short_names(text: str) -> list[str]:
    """PubMed's "See DM, Roe J" as two names, also where a semicolon parts a group from them."""
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    named = len(pieces) > 1 and all(" " in piece for piece in pieces)
    whole = named and all("," in from_parts(piece) for piece in pieces)
    return pieces if whole else [text]


def _person(name: str) -> str:
    """One name of a list; without a comma the last word, with its particles, is the surname."""
    name = " ".join(name.split()).strip(" ,;")
    stored = from_parts(name)
    words = stored.split()
    if "," in stored or is_collective(stored) or not 2 <= len(words) <= 5:
        return stored.rstrip(".") if is_collective(stored) else stored
    suffix = words.pop() if len(words) > 2 and IS_SUFFIX.fullmatch(words[-1]) else ""
    if not all(word[0].isalpha() for word in words) or words[0][0].islower():
        return stored
    begin = next((n for n, word in enumerate(words[:-1]) if n and word[0].islower()), None)
    begin = len(words) - 1 if begin is None else begin
    return stored_name(" ".join(words[begin:]), " ".join(words[:begin]), suffix.rstrip("."))
