"""BibTeX files: every record becomes a draft or is refused with its line and the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar, cast

from pybtex.bibtex.exceptions import BibTeXError
from pybtex.database import Person
from pybtex.database.input.bibtex import LowLevelParser, UndefinedMacro, month_names
from pybtex.exceptions import PybtexError
from pybtex.scanner import PybtexSyntaxError, Token
from pybtex.utils import CaseInsensitiveDict

from curator_app.domain.entry import Source
from curator_app.errors import Cancelled
from curator_app.formats.bibtex_fields import Fields, values_of
from curator_app.formats.bibtex_plain import Abbreviations, plain, salvage
from curator_app.formats.bibtex_scan import COMMANDS, Piece, key_of, split
from curator_app.formats.latex import to_text, unescape
from curator_app.formats.record import Draft, Record, Refused

FORMAT = "bibtex"
MAX_NAME = 1_000
MAX_RECORD = 2_000_000
"""Characters of one record; the longest real abstracts and author lists need a tenth of it."""
MAX_PROBLEMS = 20
STEP = 100


class _RecordParser(LowLevelParser):
    """pybtex's parser for one record.

    It looks for the next brace or quote in one search: pybtex's search for each sign runs to the
    end of the text whenever one of them is absent.
    """

    text: str
    pos: int
    current_fields: list[tuple[str, list[str]]]

    _STOPS: ClassVar = {2: re.compile(r"[{}]"), 3: re.compile(r'[{}"]')}

    def __init__(self, text: str, abbreviations: Abbreviations) -> None:
        self.errors: list[PybtexSyntaxError] = []
        self.abbreviations = abbreviations
        super().__init__(  # pyright: ignore[reportUnknownMemberType]
            text,
            keyless_entries=True,
            macros=abbreviations.texts,
            handle_error=self.errors.append,
        )

    def run(self) -> None:
        """Read the one command of the text; its fields are then in `current_fields`."""
        next(self.parse_bibliography(), None)  # pyright: ignore[reportUnknownArgumentType]

    def skip_to(self, patterns: list[Any]) -> Token | None:
        stop = self._STOPS.get(len(patterns))
        if stop is None:
            return super().skip_to(patterns)  # pyright: ignore[reportUnknownMemberType]
        match = stop.search(self.text, self.pos)
        if match is None:
            return None
        value = self.text[self.pos : match.end()]
        self.pos = match.end()
        signs = {"{": self.LBRACE, "}": self.RBRACE}
        return Token(value, signs.get(match.group(), self.QUOTE))

    def substitute_macro(self, name: str) -> str:
        """The abbreviation's text; its name when it is not defined: better than nothing."""
        value = self.abbreviations.expand(name)
        if value is None:
            if len(self.errors) < MAX_PROBLEMS:
                self.errors.append(UndefinedMacro(name, self))
            return name
        return value


def read_bibtex(text: str, file: str, cancelled: Callable[[], bool] | None = None) -> list[Record]:
    """Every record of the text, in order; the comments and abbreviations are no records."""
    abbreviations = _abbreviations(text)
    records: list[Record] = []
    for number, piece in enumerate(split(text)):
        if number % STEP == 0 and cancelled and cancelled():
            raise Cancelled
        if piece.kind not in COMMANDS:
            records.append(_record(text, piece, file, abbreviations))
    return records


def _abbreviations(text: str) -> Abbreviations:
    found = Abbreviations(CaseInsensitiveDict(month_names))
    if re.search(r"@[ \t]*string\s*[{(]", text, re.IGNORECASE):
        for piece in split(text):
            if piece.kind == "string" and not piece.commented:
                _RecordParser(text[piece.start : piece.end], found).run()
    return found


def _record(text: str, piece: Piece, file: str, abbreviations: Abbreviations) -> Record:
    raw = text[piece.start : piece.end].rstrip()
    key, body = key_of(text, piece)

    def refused(reason: str) -> Refused:
        return Refused(file, piece.line, key, reason, raw)

    if not piece.opener:
        return Refused(file, piece.line, "", f"@{piece.kind} is not followed by a brace.", raw)
    if piece.commented:
        return refused("It stands inside a @comment.")
    if len(raw) > MAX_RECORD:
        size = f"{len(raw) / 1_000_000:.0f} MB"
        return refused(f"It is {size} long, which no record is; its closing brace may be missing.")
    fields, problems = _fields(text, piece, body, abbreviations)
    values = values_of(piece.kind, key, fields, problems, authors_of) if fields else {}
    if not any(values.get(name) for name in ("title", "doi", "pmid", "pmcid")):
        why = problems[0] if problems else ""
        return refused(f"It has neither a title nor a DOI, PMID or PMCID. {why}".strip())
    return Draft(values, Source(FORMAT, file, piece.line, key, raw), tuple(problems[:MAX_PROBLEMS]))


def _fields(
    text: str, piece: Piece, body: int, abbreviations: Abbreviations
) -> tuple[Fields, list[str]]:
    """The record's fields with their raw values; the first value of a repeated field counts."""
    problems: list[str] = []
    found = None
    if piece.opener == "{":
        found = plain(text, body, piece.end, abbreviations)
    if found is None:
        found = _parsed(text, piece, body, abbreviations, problems)
    return _unique(found, problems), problems


def _parsed(
    text: str, piece: Piece, body: int, abbreviations: Abbreviations, problems: list[str]
) -> list[tuple[str, str]]:
    parser = _RecordParser(f"@x{piece.opener}{text[body : piece.end]}", abbreviations)
    if "=" not in parser.text:
        return []
    parser.run()
    found = [(name, "".join(parts)) for name, parts in parser.current_fields]
    broken = _trouble(parser, piece)
    for error in parser.errors:
        if isinstance(error, UndefinedMacro):
            what = f"The abbreviation {error.args[0]} is not defined; its name was taken."
            problems.append(what)
    if broken is None:
        return found
    what, place = broken
    line = piece.line + text.count("\n", piece.start, body) + parser.text.count("\n", 0, place)
    problems.insert(0, f"Line {line}: {what}; the record was mended, check it.")
    saved = salvage(text[body : piece.end])
    have = {name.lower() for name, _ in saved}
    return saved + [pair for pair in found if pair[0].lower() not in have]


def _trouble(parser: _RecordParser, piece: Piece) -> tuple[str, int] | None:
    """What is wrong with the record's form, and where; None when nothing is."""
    for error in parser.errors:
        if not isinstance(error, UndefinedMacro):
            context = cast("tuple[int, int, int]", error.error_context_info)
            return str(error.args[0]), context[2]
    if piece.opener == "{" and parser.text[parser.pos :].strip():
        return "a closing brace too many", parser.pos
    return None


def _unique(found: list[tuple[str, str]], problems: list[str]) -> Fields:
    fields: Fields = {}
    for name, value in found:
        name = name.lower()
        value = value.strip()
        if not value:
            continue
        if fields.setdefault(name, value) != value:
            problems.append(f"{name} is given twice; the first value was taken.")
    return fields


# --------------------------------------------------------------------- names

_AND = re.compile(r"(?<= )and(?= )", re.IGNORECASE)
_AND_OR_BRACE = re.compile(r"[{}]|(?<= )and(?= )", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:association|academy|agency|alliance|authority|board|cent(?:er|re)s?|collaboration|"
    r"collaborators|college|commission|committee|consortium|council|department|foundation|group|"
    r"initiative|institutes?|investigators|ministry|network|organi[sz]ation|panel|programme|"
    r"project|registry|society|taskforce|team|trust|university|working|arbeitsgruppe|gesellschaft|"
    r"société)\b",
    re.IGNORECASE,
)
_GROUP_FOR = re.compile(r"^ \w+ (?:\w+ )*(?:for|of|für) ")


def authors_of(value: str, as_stored: bool = False) -> tuple[list[str], str]:
    """The names of an author field in the atlas's form, and a sentence when some are missing.

    `as_stored`: the atlas's own BibTeX, where each name is already in that form.
    """
    value = f" {' '.join(value.split())} "
    parts = _split_names(value) if "{" in value else _AND.split(value)
    if len(parts) > 1 and not as_stored and _GROUP_FOR.search(parts[0]):
        parts = _rejoined(parts)
    names: list[str] = []
    problem = ""
    for part in parts:
        part = part.strip(",; ")
        if part.lower() in ("others", "et al.", "et al"):
            problem = "The record names only the first authors (and others)."
        elif part:
            name = _stored(part) if as_stored else _name(part)
            names += [name] if name else []
    return names, problem


def _stored(part: str) -> str:
    return unescape(part[1:-1] if part.startswith("{") and _closes_at_end(part) else part)


def _rejoined(parts: list[str]) -> list[str]:
    """An unbraced "Centre for Prevention and Control" is one group, not a group and a person."""
    if any("," in part for part in parts) or not _GROUP.search(parts[0]):
        return parts
    rest = [part for part in parts[1:] if _GROUP.search(part) or part.strip() == "others"]
    return parts if rest else ["and".join(parts)]


def _split_names(value: str) -> list[str]:
    """The names of a list; "and" within braces belongs to a name."""
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


@lru_cache(maxsize=8192)
def _name(part: str) -> str:
    if part.count(",") == 1 and "{" not in part:
        last, first = part.split(",")
        return _joined(to_text(last), to_text(first))
    whole = len(part) > MAX_NAME or (part.startswith("{") and _closes_at_end(part))
    if whole or ("," not in part and _GROUP.search(part)):
        return to_text(part)
    try:
        person = Person(part)
    except (PybtexError, BibTeXError, ValueError, IndexError, RecursionError):
        return to_text(part)
    last = _words(person, "prelast", "last")
    return _joined(to_text(last), to_text(_words(person, "first", "middle", "lineage")))


def _words(person: Person, *parts: str) -> str:
    words = [person.get_part_as_text(part) for part in parts]  # pyright: ignore[reportUnknownMemberType]
    return " ".join(word for word in words if word)


def _joined(last: str, first: str) -> str:
    return ", ".join(part for part in (last.strip(), first.strip()) if part)


def _closes_at_end(part: str) -> bool:
    depth = 0
    for place, char in enumerate(part):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return place == len(part) - 1
    return False
