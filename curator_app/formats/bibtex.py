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

from curator_app.domain.collective import is_collective
from curator_app.domain.entry import Source
from curator_app.errors import Cancelled
from curator_app.formats.biblatex import relations
from curator_app.formats.bibtex_fields import Fields, values_of
from curator_app.formats.bibtex_names import (
    OTHERS,
    family_first,
    family_initials,
    labelled,
    parted_suffix,
    split_names,
)
from curator_app.formats.bibtex_parents import REFERENCE, with_parents
from curator_app.formats.bibtex_plain import Abbreviations, plain, salvage
from curator_app.formats.bibtex_scan import COMMANDS, Piece, key_of, split
from curator_app.formats.latex import to_text, unescape
from curator_app.formats.names import is_nobody
from curator_app.formats.record import Draft, Record, Refused

FORMAT = "bibtex"
# Biblatex's @xdata holds fields for others and is no publication.
NO_RECORDS = COMMANDS | {"xdata"}
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
    parents = _Parents(text, abbreviations) if REFERENCE.search(text) else None
    records: list[Record] = []
    for number, piece in enumerate(split(text)):
        if number % STEP == 0 and cancelled and cancelled():
            raise Cancelled
        if piece.kind not in NO_RECORDS:
            records.append(_record(text, piece, file, abbreviations, parents))
    return records


class _Parents:
    """The records that others refer to, by key; only they are read twice."""

    def __init__(self, text: str, abbreviations: Abbreviations) -> None:
        self.text = text
        self.abbreviations = abbreviations
        self.pieces: dict[str, tuple[Piece, int]] = {}
        self.read: dict[str, Fields] = {}
        for piece in split(text):
            key, body = key_of(text, piece)
            if key and not piece.commented and piece.end - piece.start <= MAX_RECORD:
                self.pieces.setdefault(key.lower(), (piece, body))

    def find(self, key: str) -> Fields | None:
        if key in self.pieces and key not in self.read:
            self.read[key] = _fields(self.text, *self.pieces[key], self.abbreviations)[0]
        return self.read.get(key)


def _abbreviations(text: str) -> Abbreviations:
    found = Abbreviations(CaseInsensitiveDict(month_names))
    if re.search(r"@[ \t]*string\s*[{(]", text, re.IGNORECASE):
        for piece in split(text):
            if piece.kind == "string" and not piece.commented:
                _RecordParser(text[piece.start : piece.end], found).run()
    return found


def _record(
    text: str, piece: Piece, file: str, abbreviations: Abbreviations, parents: _Parents | None
) -> Record:
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
    if parents is not None and fields.keys() & {"crossref", "xdata"}:
        fields = with_parents(piece.kind, fields, parents.find)
    values = values_of(piece.kind, key, fields, problems, authors_of) if fields else {}
    if parents is not None and "related" in fields and (about := relations(fields, parents.find)):
        values["relations"] = about
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


def authors_of(value: str, as_stored: bool = False) -> tuple[list[str], str]:
    """The names of an author field in the atlas's form, and a sentence when some are missing.

    `as_stored`: the atlas's own BibTeX, where each name is already in that form.
    """
    names: list[str] = []
    problem = ""
    parts = [part.strip(",; ") for part in split_names(value, as_stored)]
    for part in parts if as_stored else family_initials(parts):
        if (part if as_stored else part.strip("{}")).lower() in OTHERS:
            problem = "The record names only the first authors (and others)."
        elif part and (as_stored or not is_nobody(part)):
            name = _stored(part) if as_stored else _name(part)
            names += [name] if name else []
    return names, problem


def _stored(part: str) -> str:
    return unescape(part[1:-1] if part.startswith("{") and _closes_at_end(part) else part)


@lru_cache(maxsize=8192)
def _name(part: str) -> str:
    rest, suffix = parted_suffix(part)
    if suffix:
        return f"{_name(rest)} {suffix}"
    if part.count(",") == 1 and "{" not in part and "=" not in part:
        last, first = part.split(",")
        return _joined(to_text(last), to_text(first))
    parted = labelled(part) if "=" in part else family_first(part)
    if parted:
        return _joined(to_text(parted[0]), to_text(parted[1]))
    whole = len(part) > MAX_NAME or (part.startswith("{") and _closes_at_end(part))
    if whole or ("," not in part and is_collective(part)):
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
