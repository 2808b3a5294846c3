"""RIS as it really comes: from EndNote, Ovid, Scopus, Web of Science, Zotero, ProQuest, by hand.

The tags are those of the RIS specification (Research Information Systems, 2011 revision) and of the
exports above; the parting into records and fields is `ris_lines`'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from curator_app.domain.entry import Source
from curator_app.domain.identifiers import clean_doi
from curator_app.formats.dates import year_of
from curator_app.formats.markup_text import from_html
from curator_app.formats.names import FIRST_ONLY, from_parts, is_nobody, is_others
from curator_app.formats.notes import Notes
from curator_app.formats.odd_lines import with_odd_lines
from curator_app.formats.paper import Paper
from curator_app.formats.record import Record, Refused
from curator_app.formats.ris_lines import Piece, fields_of, pieces
from curator_app.formats.source_file import SourceFile

FORMAT = "ris"
MAX_RECORD = 5_000_000
"""Characters of one record; a paper of 5,000 authors with its abstract needs a tenth of it."""
STEP = 100
# Only what a type says for certain, in PubMed's words.
_TYPES = {
    "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "RPRT": "technical report",
    "DATA": "dataset", "NEWS": "news",
}  # fmt: skip
_JOURNAL = ("JF", "T2", "JO", "J2", "JA", "J1")
_ADDRESSES = ("UR", "L2", "LK", "L3", "L1")
Tags = dict[str, list[str]]


def read_ris(file: SourceFile) -> Iterator[Record]:
    """Every record; one without its end, or without its beginning, is read as far as it goes."""
    return with_odd_lines(_records(file), file.text)


def _records(file: SourceFile) -> Iterator[Record]:
    for number, piece in enumerate(pieces(file.text.text)):
        if number % STEP == 0:
            file.stop_if_cancelled()
        yield _record(piece, file.name)


def _record(piece: Piece, file: str) -> Record:
    if len(piece.raw) > MAX_RECORD:
        reason = f"It is {len(piece.raw) / 1e6:.0f} MB long, which no record is."
        return Refused(file, piece.line, "", reason, piece.raw[:2_000])
    tags, problems = fields_of(piece)
    if not tags:
        return Refused(file, piece.line, "", "It has no tags of RIS.", piece.raw[:2_000])
    key = _first(tags, "ID", "AN")[:200]
    source = Source(FORMAT, file, piece.line, key, piece.raw)
    return _paper(tags, problems).record(source)


def _first(tags: Tags, *names: str) -> str:
    """The first text that one of the tags has, on one line."""
    return next((" ".join(tags[name][0].split()) for name in names if name in tags), "")


def _all(tags: Tags, *names: str) -> list[str]:
    return [text for name in names for text in tags.get(name, [])]


def _paper(tags: Tags, problems: list[str]) -> Paper:
    kind = _first(tags, "TY").upper()
    title, book = _first(tags, "TI", "T1", "CT"), _first(tags, "BT")
    places = [book] if title and book else []
    places += [_first(tags, "PB")] if kind in _TYPES else []
    notes = Notes(
        "\n".join(_all(tags, "N1", "RN", "NT")),
        tuple(_all(tags, *_ADDRESSES)),
        f"{_first(tags, 'DB')} {_first(tags, 'DP')}",
        _first(tags, "AN"),
    )
    genre = _first(tags, "M3")
    return Paper(
        title=from_html(title or book),
        vernacular=from_html(_first(tags, "TT", "OT")),
        authors=_authors(tags, problems),
        journal=from_html(next(filter(None, [*places, _journal(tags)]), "")),
        date=_date(tags),
        other_dates=[_first(tags, "DA"), _first(tags, "C6")],
        doi=notes.doi(_first(tags, "DO", "DI"), genre),
        pmid=notes.pmid(_first(tags, "PM"), *_numbers(tags)),
        pmcid=notes.pmcid(_first(tags, "C2")),
        abstract=_abstract(_all(tags, "AB") or _all(tags, "N2")),
        languages=[_first(tags, "LA")],
        types=["" if clean_doi(genre) else genre, _TYPES.get(kind, "")],
        keywords=_keywords(_all(tags, "KW", "DE")),
        links=notes.links,
        problems=problems,
    )


def _numbers(tags: Tags) -> Iterator[str]:
    """PMIDs in fields that hold other things elsewhere.

    Cochrane's "PUBMED 8950000,EMBASE 2639", PubMed Central's "8950000[pmid]", Scopus's bare number.
    """
    if (text := _first(tags, "C3")).upper().startswith("PUBMED"):
        yield text.split(",")[0]
    yield from (t.removesuffix("[pmid]") for t in _all(tags, "U1", "U2") if t.endswith("[pmid]"))
    if _first(tags, "DB") == "Scopus":
        yield _first(tags, "C2")


def _authors(tags: Tags, problems: list[str]) -> list[str]:
    """Names in their order; a line that was continued may hold more than one."""
    given = [
        part
        for text in _all(tags, "AU") or _all(tags, "A1")
        for line in (text.split("\n") if text.count(",") > 1 else [text.replace("\n", " ")])
        for part in line.split(";")
    ]
    names: list[str] = []
    for text in given:
        if is_others(text):
            problems.append(FIRST_ONLY)
        elif text.strip(" ,.") and not is_nobody(text):
            names.append(from_parts(from_html(text)))
    return names


def _journal(tags: Tags) -> str:
    """ScienceDirect writes the journal into JO and the title of a special issue into T2."""
    direct = any("sciencedirect.com" in text for text in tags.get("UR", []))
    return _first(tags, *(("JF", "JO") if direct else ()), *_JOURNAL)


def _date(tags: Tags) -> str:
    """The year, and the day where it is of that year: PY 2019 and DA NOV, or DA 2019/11/05.

    Of several years the first that is one: PY may be given as ////, or as the word "Year".
    """
    years = _all(tags, "PY", "Y1", "YR")
    year = next((text for text in years if year_of(text)), years[0] if years else "")
    year, day = " ".join(year.split()), _first(tags, "DA")
    if not year or not day or year_of(day) not in (None, year_of(year)):
        return year or day
    return f"{year} {day}"


def _abstract(texts: list[str]) -> str:
    paragraphs = [from_html(part) for text in texts[:1] for part in re.split(r"\n\s*\n", text)]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _keywords(texts: list[str]) -> list[str]:
    """One a tag; EndNote puts the others on lines of their own, some put all into one."""
    lines = [line for text in texts for line in text.split("\n")]
    if len(lines) == 1:
        lines = lines[0].split(";")
    return [from_html(line).lstrip("*") for line in lines]
