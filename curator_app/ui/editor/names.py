"""Names of authors out of pasted text, in the form the atlas stores."""

from __future__ import annotations

import re

from curator_app.domain.collective import is_collective

# "See DM", "van der Meer JW", "Smith-Jones A 3rd": a surname, then initials set solid (NLM style).
_NLM = re.compile(
    r"(?P<surname>[^\W\d_][\w'’. -]*?)\s+(?P<initials>[A-Z]{1,4})(?P<suffix>\s+(?:Jr|Sr|2nd|3rd))?"
)
_ET_AL = re.compile(r",?\s*(?:et\s+al\.?|and\s+others|…|\.\.\.)\s*$", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|&)\s+")


def split_names(text: str) -> list[str]:
    """The names in `text`, in order.

    Understood: one name a line, names joined by semicolons, BibTeX's "A and B", and the comma
    list of PubMed ("See DM, Tilles JG."), whose initials are set as the atlas stores them. A
    group's name stays whole, with its "and" and its commas.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in map(_tidy, text.split("\n")) if line]
    if len(lines) > 1:
        return [name for line in lines for name in split_names(line)]
    line = _ET_AL.sub("", lines[0]) if lines else ""
    if ";" in line:
        return [name for part in line.split(";") if (name := _tidy(part))]
    return _by_and(line) or _by_commas(line) or ([line] if line else [])


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _by_and(line: str) -> list[str]:
    parts = [part.strip(" ,") for part in _AND.split(line)]
    if len(parts) < 2:
        return []
    *head, last = parts
    listed = [name for part in head for name in (_by_commas(part) or [part])] + [last]
    if all(_is_person(name) or bool(_from_nlm(name)) for name in listed):
        return [_from_nlm(name) or name for name in listed]
    return []


def _by_commas(line: str) -> list[str]:
    """A comma list, only when every part is a whole name: "See, D M" is one name."""
    parts = [_from_nlm(part.strip()) for part in line.rstrip(" .").split(",")]
    return parts if len(parts) > 1 and all(parts) else []


def _from_nlm(name: str) -> str:
    match = _NLM.fullmatch(name.rstrip("."))
    if not match:
        return ""
    suffix = (match.group("suffix") or "").strip()
    given = " ".join(match.group("initials"))
    return f"{match.group('surname')}, {given}{' ' + suffix if suffix else ''}"


def _is_person(name: str) -> bool:
    """Whether a name between two "and" is a person's: "See, D M" or "Deborah See"."""
    if name.count(",") == 1:
        given = name.split(",")[1].split()
        return 0 < len(given) <= 4 and all(word[0].isupper() for word in given)
    words = name.split()
    return (
        2 <= len(words) <= 4
        and all(word[0].isupper() for word in words)
        and not is_collective(name)
    )
