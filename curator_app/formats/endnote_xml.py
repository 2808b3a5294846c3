"""EndNote's XML, which Zotero and Mendeley write too: texts in runs of a style."""

from __future__ import annotations

from collections.abc import Iterator

from curator_app.domain.entry import Source
from curator_app.formats.markup_text import raised, text_of
from curator_app.formats.names import FIRST_ONLY, from_parts, is_nobody, is_others
from curator_app.formats.notes import Notes
from curator_app.formats.paper import Paper
from curator_app.formats.record import Record, Refused
from curator_app.formats.source_file import SourceFile
from curator_app.formats.xml_records import Element, Piece, Unparsable, parse, pieces

FORMAT = "endnote-xml"
# Only what a type says for certain, in PubMed's words.
_TYPES = {
    "book": "book", "edited book": "book", "electronic book": "book", "report": "technical report",
    "dataset": "dataset", "newspaper article": "news",
}  # fmt: skip


def read_endnote(file: SourceFile) -> Iterator[Record]:
    """Every `<record>`, parsed by itself."""
    for piece in pieces(file, ("record",)):
        yield _record(piece, file.name)


def _record(piece: Piece, file: str) -> Record:
    if piece.reason:
        return Refused(file, piece.line, "", piece.reason, piece.raw)
    try:
        record = parse(piece.raw)
    except Unparsable as error:
        return Refused(file, piece.line, "", str(error), piece.raw[:2_000])
    _read_styles(record)
    key = (_text(record, "rec-number") or _text(record, "label"))[:200]
    paper = _paper(record)
    paper.problems += [piece.problem] if piece.problem else []
    return paper.record(Source(FORMAT, file, piece.line, key, piece.raw))


def _read_styles(record: Element) -> None:
    """Raised runs become Unicode's superscripts, as in the other formats."""
    for run in record.iter("style"):
        if "superscript" in (run.get("face") or ""):
            run.text = raised(run.text or "")


def _paper(record: Element) -> Paper:
    kind_of = record.find("ref-type")
    kind = (kind_of.get("name") or "").lower() if kind_of is not None else ""
    notes = Notes(
        "\n".join(filter(None, (_lines(record, "notes"), _lines(record, "research-notes")))),
        tuple(text_of(each) for each in record.iter("url")),
        f"{_text(record, 'remote-database-name')} {_text(record, 'remote-database-provider')}",
        _text(record, "accession-num"),
    )
    journal = _first(record, "periodical/full-title", "titles/secondary-title", "titles/alt-title")
    abbreviated = _first(record, "periodical/abbr-1", "alt-periodical/full-title")
    names, problems = _authors(record)
    return Paper(
        title=_first(record, "titles/title"),
        vernacular=_first(record, "titles/translated-title", "orig-pub/titles/title"),
        authors=names,
        journal=(_text(record, "publisher") if kind in _TYPES else "") or journal or abbreviated,
        date=f"{_text(record, 'dates/year')} {_text(record, 'dates/pub-dates/date')}".strip(),
        doi=notes.doi(_text(record, "electronic-resource-num")),
        pmid=notes.pmid(),
        pmcid=notes.pmcid(_text(record, "custom2")),
        abstract=_abstract(record),
        languages=[_text(record, "language")],
        types=[_text(record, "work-type"), _TYPES.get(kind, "")],
        keywords=_keywords(record),
        links=notes.links,
        problems=problems,
    )


def _text(record: Element, path: str) -> str:
    return text_of(record.find(path))


def _first(record: Element, *paths: str) -> str:
    return next((text for path in paths if (text := _text(record, path))), "")


def _lines(record: Element, path: str) -> str:
    """The text with its line ends, which EndNote writes as carriage returns."""
    found = record.find(path)
    whole = "".join(str(part) for part in found.itertext()) if found is not None else ""
    return whole.replace("\r\n", "\n").replace("\r", "\n")


def _authors(record: Element) -> tuple[list[str], list[str]]:
    """Names in their order; EndNote closes the name of a group with a comma."""
    texts = [text_of(each) for each in record.iterfind("contributors/authors/author")]
    names = [
        text.rstrip(", ") if text.endswith(",") else from_parts(text)
        for text in texts
        if text.strip(" ,") and not is_others(text) and not is_nobody(text)
    ]
    return names, [FIRST_ONLY] if any(map(is_others, texts)) else []


def _abstract(record: Element) -> str:
    """Paragraphs as the record has them; runs of a style part nothing."""
    paragraphs = (" ".join(line.split()) for line in _lines(record, "abstract").split("\n"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _keywords(record: Element) -> list[str]:
    """One an element; some exports put them all into one, a line each."""
    found: list[str] = []
    for each in record.iterfind("keywords/keyword"):
        whole = "".join(str(part) for part in each.itertext())
        parts = whole.replace("\r", "\n").split("\n")
        found += [" ".join(part.split()).lstrip("*") for part in parts]
    return found
