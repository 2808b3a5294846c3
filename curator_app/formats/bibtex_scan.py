"""Where BibTeX records begin and end, also in damaged files.

A record that is not closed would make a parser swallow those after it. Here every record is cut
out on its own: it ends where its braces close, or where a new record opens at a line's start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"[{}]|@[ \t]*[A-Za-z][\w-]*(?:\s*[{(])?")
_KEY = re.compile(r"\s*+([^,={}()\"\n]*+)(?:,|\n|(?=[}=])|\Z)")
_KEY_NO_COMMA = re.compile(r"\s*+(\S++)[ \t]++(?=[A-Za-z][\w-]*\s*\Z)")
_KEYED = re.compile(r"\s*+[^\s,{}()\"=]*+(?:\s*+,|(?<=[^\s{(])[ \t]*+\n)")
_GOES_ON = re.compile(r"\s*+,\s*+[A-Za-z][\w-]*+\s*+=\s*+[{\"\w]")
# Without a brace only these are taken for a record that was cut off.
_COMMON = frozenset(
    {"article", "book", "incollection", "inproceedings", "misc", "online", "techreport"}
)
# How far back a line's start is looked for: a file may be one line of many megabytes.
_BACK = 500
COMMANDS = frozenset({"comment", "preamble", "string"})


@dataclass(frozen=True)
class Piece:
    """One command of the file: its type, its place, and whether a comment holds it.

    `opener` is the sign after the type: a brace, a parenthesis, or "" when there is none.
    """

    kind: str
    opener: str
    start: int
    end: int
    line: int
    body: int
    commented: bool = False


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.opened: re.Match[str] | None = None
        self.kind = ""
        self.depth = 0
        self.held: list[re.Match[str]] = []
        self.line = 1
        self.counted = 0

    def pieces(self) -> Iterator[Piece]:
        text = self.text
        for match in _TOKEN.finditer(text):
            char = text[match.start()]
            if self.opened is None and char != "@":
                continue
            if char == "{":
                self.depth += 1
            elif char == "}":
                self.depth -= 1
                if self.depth == 0 and self.kind != "(":
                    if _GOES_ON.match(text, match.end()):
                        self.depth = 1  # a brace too many: fields follow
                        continue
                    yield from self.close(match.end())
            else:
                yield from self.at_sign(match)
        yield from self.finish()

    def at_sign(self, match: re.Match[str]) -> Iterator[Piece]:
        sign = match.group()[-1]
        opens = not _before(self.text, match.start()).strip() and self.looks_like_record(match)
        if self.opened is None:
            if opens or (sign in "{(" and self.looks_like_record(match)):
                yield from self.open(match)
        elif opens and self.name(self.opened) == "comment":
            self.held.append(match)
            self.depth += sign == "{"
        elif opens or (self.kind == "(" and self.depth <= 0 and self.looks_like_record(match)):
            yield from self.close(match.start())
            yield from self.open(match)
        elif sign == "{":
            self.depth += 1

    def looks_like_record(self, match: re.Match[str]) -> bool:
        if match.group()[-1] not in "{(":
            return self.opened is None
        if self.name(match) in COMMANDS:
            return True
        if self.opened is None and not _before(self.text, match.start()).strip():
            return True
        return bool(_KEYED.match(self.text, match.end()))

    def name(self, match: re.Match[str]) -> str:
        return match.group().strip("@ \t\n\r\f\v{(").lower()

    def open(self, match: re.Match[str]) -> Iterator[Piece]:
        sign = match.group()[-1]
        if sign not in "{(":
            if self.name(match) in _COMMON:
                end = self.text.find("\n", match.end())
                yield self.piece(match, len(self.text) if end < 0 else end)
            return
        self.opened, self.kind = match, sign
        self.depth = 1 if sign == "{" else 0

    def close(self, end: int) -> Iterator[Piece]:
        match, held = self.opened, self.held
        self.opened, self.held = None, []
        if match is None:
            return
        yield self.piece(match, end)
        for number, inner in enumerate(held):
            stop = held[number + 1].start() if number + 1 < len(held) else end
            yield self.piece(inner, stop, commented=True)

    def finish(self) -> Iterator[Piece]:
        match, held = self.opened, self.held
        self.opened, self.held = None, []
        if match is None:
            return
        # A comment that never closes holds nothing: what follows it are records again.
        starts = [match, *held]
        ends = [*(inner.start() for inner in held), len(self.text)]
        for inner, end in zip(starts, ends, strict=True):
            yield self.piece(inner, end)

    def piece(self, match: re.Match[str], end: int, *, commented: bool = False) -> Piece:
        start = match.start()
        if start >= self.counted:
            self.line += self.text.count("\n", self.counted, start)
            self.counted = start
        sign = match.group()[-1]
        opener = sign if sign in "{(" else ""
        return Piece(self.name(match), opener, start, end, self.line, match.end(), commented)


def _before(text: str, place: int) -> str:
    """What stands before `place` in its line."""
    start = max(0, place - _BACK)
    return text[max(start, text.rfind("\n", start, place) + 1) : place]


def split(text: str) -> Iterator[Piece]:
    """Every record and command of the file, in order; text between them is no record.

    Lines that begin with a percent sign are comments when the whole record stands in such lines.
    """
    for piece in _Scanner(text).pieces():
        if _before(text, piece.start).lstrip().startswith("%"):
            rest = text[piece.start : piece.end].split("\n")[1:]
            if all(line.lstrip().startswith("%") for line in rest):
                continue
        yield piece


def key_of(text: str, piece: Piece) -> tuple[str, int]:
    """The record's key and where its fields begin; the key is "" when there is none."""
    match = _KEY.match(text, piece.body, piece.end)
    if not match:
        return "", piece.body
    if text[match.end() : match.end() + 1] == "=":
        forgotten = _KEY_NO_COMMA.match(text, piece.body, match.end())
        return (forgotten[1], forgotten.end()) if forgotten else ("", piece.body)
    return match.group(1).strip(), match.end()
