"""Europe PMC's search results as JSON (RESTful service, resultType core or lite)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from curator_app.domain.entry import Source
from curator_app.formats.corrections import Correction
from curator_app.formats.json_records import (
    BrokenJson,
    Value,
    child,
    documents,
    objects,
    text,
    values,
)
from curator_app.formats.json_records import listed as items
from curator_app.formats.markup_text import from_html
from curator_app.formats.names import from_abbreviated, stored_name
from curator_app.formats.paper import Paper
from curator_app.formats.record import Record, Refused
from curator_app.formats.source_file import SourceFile

FORMAT = "europe-pmc"
_HEADING = re.compile(r"\s*<h4>\s*([^<>]{1,200}?):?\s*</h4>\s*", re.IGNORECASE)


def looks_like_europe_pmc(head: str) -> bool:
    """Whether it is an answer of Europe PMC, or what a program kept of one: its results."""
    if not head.startswith(("{", "[")):
        return False
    answer, kept = ('"resultList"', '"result"'), ('"id"', '"source"', '"authorString"')
    return all(key in head[:5000] for key in answer) or all(key in head[:20_000] for key in kept)


def read_europe_pmc(file: SourceFile) -> Iterator[Record]:
    """Every result of a search, or the one of an article."""
    try:
        for count, value in enumerate(_results(file.text.text)):
            if count % 100 == 0:
                file.stop_if_cancelled()
            yield _record(value, file.name)
    except BrokenJson as error:
        yield Refused(file.name, error.line, "", str(error), "")


def _results(whole: str) -> Iterator[Value]:
    """Of a search, of an article's own address, of a list, or the only one."""
    if '"resultList"' in whole[:5000]:
        yield from values(whole, "resultList", "result")
    elif whole.lstrip("\ufeff \t\n").startswith("["):
        yield from values(whole)
    else:
        for value in documents(whole):
            inner = child(value.value, "result")
            yield value if inner is None else replace(value, value=inner)


def _record(value: Value, file: str) -> Record:
    if not isinstance(value.value, dict):
        return Refused(file, value.line, value.key, "It is no result of a search.", value.raw)
    result: Any = cast("Any", value.value)
    key = text(child(result, "id"))
    return _paper(result).record(Source(FORMAT, file, value.line, key, value.raw))


def _paper(result: Any) -> Paper:
    info = child(result, "journalInfo")
    book = child(result, "bookOrReportDetails")
    preprint = text(child(result, "source")) == "PPR"
    return Paper(
        title=from_html(text(child(result, "title"))),
        authors=_authors(result),
        journal=from_html(
            text(child(child(info, "journal"), "title"))
            or text(child(result, "journalTitle"))
            or text(child(book, "publisher"))
        ),
        date=_date(info) or text(child(result, "pubYear")),
        other_dates=[text(child(result, "firstPublicationDate"))],
        doi=text(child(result, "doi")),
        pmid=text(child(result, "pmid")),
        pmcid=text(child(result, "pmcid")),
        abstract=_abstract(child(result, "abstractText")),
        languages=[text(each) for each in items(child(result, "language"))],
        types=[*_types(result), *(["preprint"] if preprint else [])],
        keywords=[
            from_html(text(each)) for each in items(child(child(result, "keywordList"), "keyword"))
        ],
        links=_links(result),
    )


def _date(info: Any) -> str:
    """The issue's: its words ("2010 Dec"), else its numbers."""
    month = text(child(info, "monthOfPublication"))
    year = text(child(info, "yearOfPublication"))
    numbers = f"{year}-{month}" if month not in ("", "0") else year
    return text(child(info, "dateOfPublication")) or numbers


def _authors(result: Any) -> list[str]:
    listed = objects(child(child(result, "authorList"), "author"))
    if listed:
        return [_name(each) for each in listed]
    names = text(child(result, "authorString")).removesuffix(".").split(", ")
    return [from_abbreviated(from_html(name)) for name in names if name]


def _name(author: Any) -> str:
    last = from_html(text(child(author, "lastName")))
    if last:
        given = text(child(author, "firstName"))
        initials = " ".join(text(child(author, "initials")).replace(" ", ""))
        return stored_name(last, from_html(given or initials), text(child(author, "suffix")))
    group = from_html(text(child(author, "collectiveName")))
    return group or from_abbreviated(from_html(text(child(author, "fullName"))))


def _types(result: Any) -> list[str]:
    """In a core result a list; in a lite one a text parted by semicolons."""
    listed = [text(each) for each in items(child(child(result, "pubTypeList"), "pubType"))]
    return [
        part.strip()
        for each in listed or [text(child(result, "pubType"))]
        for part in each.split(";")
    ]


def _abstract(given: Any) -> str:
    """Paragraphs; the headings of a structured abstract are labels of their paragraphs."""
    whole = given if isinstance(given, str) else ""
    parts = _HEADING.split(whole)
    paragraphs = [from_html(parts[0])]
    for label, part in zip(parts[1::2], parts[2::2], strict=True):
        paragraphs.append(f"{from_html(label)}: {from_html(part)}")
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _links(result: Any) -> list[Correction]:
    listed = objects(child(child(result, "commentCorrectionList"), "commentCorrection"))
    return [
        Correction.of(
            text(child(each, "type")),
            text(child(each, "reference")),
            # Of what is not in PubMed (a preprint) the id is no PMID.
            text(child(each, "id")) if text(child(each, "source")) == "MED" else "",
        )
        for each in listed
    ]
