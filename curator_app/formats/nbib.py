"""The MEDLINE format, PubMed's and ERIC's .nbib: tags of up to four letters, indents go on.

PubMed begins each record with its PMID; ERIC has none and parts records by empty lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from curator_app.domain.entry import Source
from curator_app.formats.corrections import Correction
from curator_app.formats.markup_text import from_html
from curator_app.formats.names import from_abbreviated
from curator_app.formats.odd_lines import with_odd_lines
from curator_app.formats.paper import Paper
from curator_app.formats.record import Record, Refused
from curator_app.formats.source_file import SourceFile

FORMAT = "nbib"
MAX_RECORD = 5_000_000
"""Characters of one record; a paper of 5,000 authors with their addresses needs half of it."""
STEP = 100
_TAGGED = r"[A-Z][A-Z0-9]{1,3} {0,2}-.*"
_START = re.compile(
    rf"^(?:PMID {{0,2}}- *(\d*)|(?<=\n\n){_TAGGED}\n(?:[ \t]+\S.*\n)*(?={_TAGGED}))", re.MULTILINE
)
_BEGINS = re.compile(rf"{_TAGGED}\n(?:[ \t]+\S.*\n)*{_TAGGED}|PMID {{0,2}}-")
_FIELD = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)")
_DOI_ADDRESS = re.compile(r"(?:doi: ?|https?://(?:dx\.)?doi\.org/)10\.", re.IGNORECASE)
_LABEL = re.compile(r"(?:^|(?<=[.?!]) )([A-Z][A-Z ,&/'-]{3,60}): ")
_LINKS = {
    "RIN": "retractionin", "ROF": "retractionof", "EIN": "erratumin", "EFR": "erratumfor",
    "ECI": "expressionofconcernin", "ECF": "expressionofconcernfor", "CON": "commenton",
    "RRI": "retractedandrepublishedin", "CRI": "correctedandrepublishedin",
    "RPI": "correctedandrepublishedin", "UIN": "updatein",
}  # fmt: skip
Fields = list[tuple[str, str]]


def read_nbib(file: SourceFile) -> Iterator[Record]:
    """Every record; what stands before the first and is none is refused."""
    return with_odd_lines(_records(file), file.text)


def _records(file: SourceFile) -> Iterator[Record]:
    text, name = file.text.text, file.name
    start, line, key = 0, 1, ""
    for number, match in enumerate(_START.finditer(text)):
        if number % STEP == 0:
            file.stop_if_cancelled()
        yield from _record(text[start : match.start()], name, line, key)
        line += text.count("\n", start, match.start())
        start, key = match.start(), match[1] or ""
    yield from _record(text[start:], name, line, key)


def _record(raw: str, file: str, line: int, key: str) -> Iterator[Record]:
    line += len(raw) - len(raw.lstrip("\n"))
    raw = raw.strip("\n").rstrip()
    if not raw.strip("\ufeff \n\t"):
        return
    if not _BEGINS.match(raw):
        yield Refused(file, line, "", "It does not begin with a PMID.", raw[:2_000])
    elif len(raw) > MAX_RECORD:
        size = f"{len(raw) / 1e6:.0f} MB"
        yield Refused(file, line, key, f"It is {size} long, which no record is.", raw[:2_000])
    else:
        paper = _paper(*_fields(raw, line))
        yield paper.record(Source(FORMAT, file, line, key, raw))


def _fields(raw: str, line: int) -> tuple[Fields, list[str]]:
    """Tags with their values, in order, and a sentence on lines that belong to none."""
    found: list[tuple[str, list[str]]] = []
    stray = 0
    for number, text in enumerate(raw.split("\n"), line):
        match = _FIELD.fullmatch(text)
        if match:
            found.append((match[1], [match[2]]))
        elif text[:1].isspace():
            found[-1][1].append(text)
        elif text:
            # Editors that wrap long lines lose the indent; the words are the field's.
            found[-1][1].append(text)
            stray = stray or number
    problems = [f"Line {stray} has no tag; it was read on from the one before."] if stray else []
    return [(tag, " ".join(" ".join(parts).split())) for tag, parts in found], problems


def _paper(fields: Fields, problems: list[str]) -> Paper:
    by_tag: dict[str, list[str]] = {}
    for tag, value in fields:
        if value:
            by_tag.setdefault(tag, []).append(value)

    def all_of(tag: str) -> list[str]:
        return by_tag.get(tag, [])

    def first(tag: str) -> str:
        return by_tag[tag][0] if tag in by_tag else ""

    title, book = first("TI"), first("BTI")
    return Paper(
        title=from_html(title or book),
        vernacular=from_html(first("TT")),
        authors=_authors(fields),
        # Of a chapter its book is shown in the journal's place, of a book its publisher.
        journal=first("JT") or first("TA") or (book if title else first("PB")),
        date=first("DP"),
        other_dates=[_spread(first("DEP")), first("EDAT")],
        doi=_doi([*all_of("LID"), *all_of("AID")]),
        # A line without a tag that stands below it is no part of the number.
        pmid=first("PMID").partition(" ")[0],
        pmcid=first("PMC"),
        abstract=_LABEL.sub(r"\n\n\1: ", from_html(first("AB") or first("OAB"))).strip(),
        languages=all_of("LA"),
        types=[*all_of("PT"), *(["book"] if book else [])],
        keywords=[word.lstrip("*") for word in all_of("OT")],
        links=[Correction.of(_LINKS[tag], value) for tag, value in fields if tag in _LINKS],
        problems=problems,
    )


def _authors(fields: Fields) -> list[str]:
    """Full names where they are given, else the abbreviated ones; groups in their place.

    Of a book that names only its editors those.
    """
    if not any(tag in ("FAU", "AU", "CN") for tag, _ in fields):
        fields = [("FAU", value) for tag, value in fields if tag == "FED"]
    full = any(tag == "FAU" for tag, _ in fields)
    names = [
        from_abbreviated(value) if tag == "AU" and "," not in value else value
        for tag, value in fields
        if tag == "CN" or tag == ("FAU" if full else "AU")
    ]
    return [" ".join(name.replace(", Jr", " Jr").split()) for name in names]


def _doi(places: list[str]) -> str:
    """What is marked as one; else an address of one, as ERIC and others give it."""
    marked = (place.removesuffix("[doi]").strip() for place in places if place.endswith("[doi]"))
    return next(marked, "") or next((p for p in places if _DOI_ADDRESS.match(p)), "")


def _spread(date: str) -> str:
    """20210607 as 2021-06-07."""
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if re.fullmatch(r"\d{8}", date) else date
