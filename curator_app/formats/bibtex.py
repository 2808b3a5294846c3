"""BibTeX files: every record becomes a draft or is refused with its line and the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any, ClassVar, cast

from pybtex.bibtex.exceptions import BibTeXError
from pybtex.bibtex.utils import split_name_list
from pybtex.database import Person
from pybtex.database.input.bibtex import LowLevelParser, UndefinedMacro, month_names
from pybtex.exceptions import PybtexError
from pybtex.scanner import PybtexSyntaxError, Token
from pybtex.utils import CaseInsensitiveDict

from curator_app.domain.entry import Source
from curator_app.errors import Cancelled
from curator_app.formats.bibtex_fields import Fields, values_of
from curator_app.formats.bibtex_scan import COMMANDS, Piece, key_of, salvage, split
from curator_app.formats.latex import to_text
from curator_app.formats.record import Draft, Record, Refused

FORMAT = "bibtex"
# Abbreviations may use abbreviations: without a limit a small file could expand to gigabytes.
MAX_EXPANSION = 200_000
MAX_NAMES = 400_000
STEP = 100


class _RecordParser(LowLevelParser):
    """pybtex's parser for one record.

    It looks for the next brace or quote in one search: pybtex's one search per sign runs to the
    end of the text whenever one of them is missing.
    """

    _STOPS: ClassVar = {2: re.compile(r"[{}]"), 3: re.compile(r'[{}"]')}

    def __init__(self, text: str, macros: MutableMapping[str, str]) -> None:
        self.errors: list[PybtexSyntaxError] = []
        self.expanded = 0
        super().__init__(text, keyless_entries=True, macros=macros, handle_error=self.errors.append)

    def skip_to(self, patterns: list[Any]) -> Token | None:
        stop = self._STOPS.get(len(patterns))
        if stop is None:
            return super().skip_to(patterns)
        match = stop.search(self.text, self.pos)
        if match is None:
            return None
        value = self.text[self.pos : match.end()]
        self.pos = match.end()
        self.lineno += value.count("\n")
        signs = {"{": self.LBRACE, "}": self.RBRACE}
        return Token(value, signs.get(match.group(), self.QUOTE))

    def substitute_macro(self, name: str) -> str:
        value = self.macros.get(name)
        if value is None:
            self.errors.append(UndefinedMacro(name, self))
            return name  # better than nothing: the journal is then "jcem"
        self.expanded += len(value)
        return value if self.expanded <= MAX_EXPANSION else ""


def read_bibtex(text: str, file: str, cancelled: Callable[[], bool] | None = None) -> list[Record]:
    """Every record of the text, in order; the comments and abbreviations are no records."""
    macros = _macros(text)
    records: list[Record] = []
    for number, piece in enumerate(split(text)):
        if number % STEP == 0 and cancelled and cancelled():
            raise Cancelled
        if piece.kind not in COMMANDS:
            records.append(_record(text, piece, file, macros))
    return records


def _macros(text: str) -> MutableMapping[str, str]:
    macros: MutableMapping[str, str] = CaseInsensitiveDict(month_names)
    if not re.search(r"@[ \t]*string\s*[{(]", text, re.IGNORECASE):
        return macros
    for piece in split(text):
        if piece.kind == "string" and not piece.commented:
            parser = _RecordParser(text[piece.start : piece.end], macros)
            next(iter(parser), None)
    return macros


def _record(text: str, piece: Piece, file: str, macros: MutableMapping[str, str]) -> Record:
    raw = text[piece.start : piece.end].rstrip()
    key, body = key_of(text, piece)

    def refused(reason: str) -> Refused:
        return Refused(file, piece.line, key, reason, raw)

    if not piece.opener:
        return Refused(file, piece.line, "", f"@{piece.kind} is not followed by a brace.", raw)
    if piece.commented:
        return refused("It stands inside a @comment.")
    fields, problems = _fields(text, piece, body, macros)
    values = values_of(piece.kind, key, fields, problems, authors_of)
    if not any(values.get(name) for name in ("title", "doi", "pmid", "pmcid")):
        why = problems[0] if problems else ""
        return refused(f"It has neither a title nor a DOI, PMID or PMCID. {why}".strip())
    return Draft(values, Source(FORMAT, file, piece.line, key, raw), tuple(problems))


def _fields(
    text: str, piece: Piece, body: int, macros: MutableMapping[str, str]
) -> tuple[Fields, list[str]]:
    """The record's fields with their raw values; the first value of a repeated field counts."""
    line = piece.line + text.count("\n", piece.start, body)
    parser = _RecordParser(f"@x{piece.opener}{text[body : piece.end]}", macros)
    found: list[tuple[str, str]] = []
    for _, (_, parsed) in parser:
        found = [(name, "".join(parts)) for name, parts in parsed]
        break
    problems: list[str] = []
    for error in parser.errors:
        if isinstance(error, UndefinedMacro):
            name = error.args[0]
            problems.append(f"The abbreviation {name} is not defined; its name was taken.")
        elif not problems or "mended" not in problems[-1]:
            where = line + error.lineno - 1
            problems.append(f"Line {where}: {error.args[0]}; the record was mended, check it.")
            saved = salvage(text[body : piece.end])
            have = {name.lower() for name, _ in saved}
            found = saved + [pair for pair in found if pair[0].lower() not in have]
    return _unique(found, problems), problems


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

_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:association|academy|agency|alliance|authority|board|cent(?:er|re)s?|collaboration|"
    r"collaborators|college|commission|committee|consortium|council|department|foundation|group|"
    r"initiative|institutes?|investigators|ministry|network|organi[sz]ation|panel|programme|"
    r"project|registry|society|taskforce|team|trust|university|working)\b",
    re.IGNORECASE,
)


def authors_of(value: str, as_stored: bool = False) -> tuple[list[str], str]:
    """The names of an author field in the atlas's form, and a sentence when some are missing.

    `as_stored`: the atlas's own BibTeX, where each name is already in that form.
    """
    if len(value) > MAX_NAMES:
        return [], "The author field is too long to be read; it was left out."
    parts = cast("list[str]", split_name_list(value)) if "{" in value else _AND.split(value)
    names: list[str] = []
    problem = ""
    for part in parts:
        part = " ".join(part.split()).strip(",; ")
        if part.lower() in ("others", "et al.", "et al"):
            problem = "The record names only the first authors (and others)."
        elif part:
            name = part if as_stored else _name(part)
            names += [name] if name else []
    return names, problem


@lru_cache(maxsize=8192)
def _name(part: str) -> str:
    if part.count(",") == 1 and "{" not in part:
        last, first = part.split(",")
        return _joined(to_text(last), to_text(first))
    if part.startswith("{") and _closes_at_end(part):
        return to_text(part)
    if "," not in part and _GROUP.search(part):
        return to_text(part)
    try:
        person = Person(part)
    except (PybtexError, BibTeXError, ValueError, IndexError, RecursionError):
        return to_text(part)
    last = _words(person, "prelast", "last")
    return _joined(to_text(last), to_text(_words(person, "first", "middle", "lineage")))


def _words(person: Person, *parts: str) -> str:
    words = [person.get_part_as_text(part) for part in parts]
    return " ".join(cast("str", word) for word in words if word)


def _joined(last: str, first: str) -> str:
    return ", ".join(part for part in (last.strip(), first.strip()) if part)


def _closes_at_end(part: str) -> bool:
    depth = 0
    for place, char in enumerate(part):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return place == len(part) - 1
    return False
