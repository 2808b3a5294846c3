"""The parting of RIS into records and fields, however its tags are spaced and its lines broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

BEGINS = re.compile(r"^[ \t\ufeff]*TY[ \t]{0,3}[-–][ \t]*([A-Z]{2,8})[ \t]*$", re.MULTILINE)
"""The first line of a record; of a type that nobody knows too."""
_BEGIN = re.compile(r"[ \t\ufeff]*TY[ \t]{0,3}[-–](?:[ \t]|$|[A-Z]{3,8}[ \t]*$)")
_END = re.compile(r"[ \t]*ER[ \t]{0,3}[-–]?[ \t]*$")
_FIELD = re.compile(r"[ \t\ufeff]{0,3}([A-Z][A-Z0-9])(?:[ \t]{1,3}[-–]|[-–](?=[ \t]|$))[ \t]?(.*)")
# Where even the first line has no space, no line has: T1-weighted is a title there, else words.
_TIGHT_BEGIN = re.compile(r"[ \t\ufeff]*TY[-–][A-Z]")
_TIGHT = re.compile(r"[ \t\ufeff]{0,3}([A-Z][A-Z0-9])[ \t]{0,3}[-–][ \t]?(.*)")
# What databases write between records: Ovid's numbers and links, "Record #2 of 9", "Provider: …".
_AROUND = re.compile(
    r"[ \t]*(?:[<\[(]?\d{1,7}[>\]).:]?[ \t]*|Record #\d+ of \d+[ \t]*|NL[ \t]{1,3}-.*"
    r"|(?:Provider|Database|Content|Link to [\w ]{1,60}):.*)?"
)


@dataclass(frozen=True)
class Piece:
    """The text of one record and the line it begins on; `begun`: whether by a TY."""

    line: int
    raw: str
    begun: bool


def pieces(text: str) -> Iterator[Piece]:
    """The records. Each begins with TY and ends with ER or before the next TY.

    What has tags but no TY is a record too. What stands before the first tag is not (ProQuest and
    Cochrane write who they are there), nor is what databases put between records.
    """
    lines: list[str] = []
    start, begun, any_yet = 1, False, False

    def taken() -> Iterator[Piece]:
        blank = 0
        while blank < len(lines) and not lines[blank].strip("\ufeff \t"):
            blank += 1
        raw = "\n".join(lines[blank:]).rstrip()
        if raw and (begun or not _between(raw)) and (any_yet or _has_tags(lines)):
            yield Piece(start + blank, raw, begun)
        lines.clear()

    for number, line in enumerate(text.split("\n"), 1):
        first = line[:12].lstrip("\ufeff \t")[:1]
        if first == "T" and _BEGIN.match(line):
            yield from taken()
            start, begun, any_yet = number, True, True
        elif not lines:
            start, begun = number, False
        lines.append(line)
        if first == "E" and _END.match(line):
            if len(lines) > 1:
                yield from taken()
            lines.clear()
    yield from taken()


def _between(raw: str) -> bool:
    return all(map(_AROUND.fullmatch, raw.split("\n")))


def _has_tags(lines: list[str]) -> bool:
    return any(_FIELD.match(line) for line in lines)


def _dedented(lines: list[str]) -> list[str]:
    """The lines of a record that was pasted with a margin, without the margin of its first line."""
    margin = lines[0][: len(lines[0]) - len(lines[0].lstrip(" \t"))]
    return [line.removeprefix(margin) for line in lines] if margin else lines


def fields_of(piece: Piece) -> tuple[dict[str, list[str]], list[str]]:
    """The texts of each tag, in order, and what was odd. Lines that continue a text stay lines."""
    lines = _dedented(piece.raw.split("\n"))
    form = _TIGHT if _TIGHT_BEGIN.match(lines[0]) else _FIELD
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        match = form.match(line)
        if match:
            found.append((match[1], [match[2].strip()]))
        elif found:
            found[-1][1].append(line.strip())
    tags: dict[str, list[str]] = {}
    for tag, texts in found:
        if text := "\n".join(texts).strip():
            tags.setdefault(tag, []).append(text)
    return tags, [] if piece.begun or not tags else ["It does not begin with TY; check it."]
