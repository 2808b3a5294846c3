"""PubMed's ESummary as JSON (E-utilities, version 2.0 document summaries)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
from curator_app.formats.names import from_abbreviated
from curator_app.formats.paper import Paper
from curator_app.formats.record import Record, Refused
from curator_app.formats.source_file import SourceFile

FORMAT = "esummary"


def looks_like_esummary(head: str) -> bool:
    """Whether it is an answer of ESummary, or what a program kept of one: its summaries."""
    if not head.startswith(("{", "[")):
        return False
    answer, kept = ('"result"', '"uids"'), ('"uid"', '"pubdate"', '"source"')
    begins = head[:5000]
    return all(key in begins for key in answer) or (
        all(key in begins for key in kept) and '"fulljournalname"' in head
    )


def read_esummary(file: SourceFile) -> Iterator[Record]:
    """Every document summary; `uids` only repeats their numbers."""
    try:
        for count, value in enumerate(_summaries(file.text.text)):
            if count % 100 == 0:
                file.stop_if_cancelled()
            if value.key != "uids":
                yield _record(value, file.name)
    except BrokenJson as error:
        yield Refused(file.name, error.line, "", str(error), "")


def _summaries(whole: str) -> Iterator[Value]:
    """Of an answer, of a list, of an object by number, or the only one."""
    if '"result"' in whole[:5000]:
        yield from values(whole, "result")
        return
    first = None if whole.lstrip("\ufeff \t\n").startswith("[") else next(documents(whole), None)
    if first is not None and child(first.value, "uid") is not None:
        yield from documents(whole)
    else:
        yield from values(whole)


def _record(value: Value, file: str) -> Record:
    summary = value.value
    error = text(child(summary, "error"))
    if error or not isinstance(summary, dict):
        reason = f"PubMed gave no summary: {error}." if error else "It is no document summary."
        return Refused(file, value.line, value.key, reason, value.raw)
    key = text(child(summary, "uid")) or value.key
    return _paper(summary).record(Source(FORMAT, file, value.line, key, value.raw))


def _paper(summary: Any) -> Paper:
    ids = {
        text(child(each, "idtype")): text(child(each, "value"))
        for each in reversed(objects(child(summary, "articleids")))
    }
    title, book = (from_html(text(child(summary, name))) for name in ("title", "booktitle"))
    journal = text(child(summary, "fulljournalname")) or text(child(summary, "source"))
    publisher = text(child(summary, "publishername"))
    return Paper(
        title=title or book,
        vernacular=from_html(text(child(summary, "vernaculartitle"))),
        authors=_authors(summary),
        journal=from_html(journal or (book if title and title != book else publisher)),
        date=text(child(summary, "pubdate")),
        other_dates=[text(child(summary, "epubdate")), text(child(summary, "sortpubdate"))],
        doi=ids.get("doi", ""),
        pmid=text(child(summary, "uid")) or ids.get("pubmed", ""),
        pmcid=ids.get("pmc", ""),
        languages=[text(each) for each in items(child(summary, "lang"))],
        types=[*map(text, items(child(summary, "pubtype"))), *(["book"] if book else [])],
        links=[
            Correction.of(
                text(child(each, "reftype")),
                text(child(each, "refsource")),
                text(child(each, "pmid")),
            )
            for each in objects(child(summary, "references"))
        ],
    )


def _authors(summary: Any) -> list[str]:
    """The authors; of a book that names only its editors those."""
    listed = objects(child(summary, "authors"))
    own = [each for each in listed if text(child(each, "authtype")) != "Editor"]
    return [_name(each) for each in own or listed]


def _name(author: Any) -> str:
    name = from_html(text(child(author, "name")))
    return name if text(child(author, "authtype")) == "CollectiveName" else from_abbreviated(name)
