"""Public entries as files for other programs: BibTeX and JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from curator_app.domain.citation import SITE_URL, page_url
from curator_app.domain.entry import Entry, is_public
from curator_app.domain.fields import PRIVATE, entry_to_json
from curator_app.errors import BadFile
from curator_app.formats.latex import escape

Writer = Callable[[Iterable[Entry]], Iterator[str]]


def bibtex(entries: Iterable[Entry]) -> Iterator[str]:
    """One @article per public entry, with the fields of its page, safe to hand to LaTeX."""
    for entry in entries:
        if is_public(entry):
            yield _article(entry)


def json_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """One JSON object a line per public entry; field names as in the editor's data."""
    for entry in entries:
        if is_public(entry):
            data = entry_to_json(entry)
            public = {name: value for name, value in data.items() if name not in PRIVATE}
            public["url"] = page_url(entry.slug)
            yield json.dumps(public, ensure_ascii=False) + "\n"


WRITERS: Mapping[str, Writer] = {"bibtex": bibtex, "jsonl": json_lines}
SUFFIXES: Mapping[str, str] = {".bib": "bibtex", ".jsonl": "jsonl", ".ndjson": "jsonl"}


def writer(format: str, name: str) -> Writer:
    """The writer for a format, or for the file name's ending when the format is "auto"."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    chosen = SUFFIXES.get(ending, "") if format == "auto" else format
    if chosen not in WRITERS:
        raise BadFile(
            f"This version cannot write {name} as {format if format != 'auto' else 'it is named'}.",
            "Nothing was written. Choose bibtex (.bib) or jsonl (.jsonl).",
        )
    return WRITERS[chosen]


def _article(entry: Entry) -> str:
    fields = [
        ("author", " and ".join(_author(name) for name in entry.authors)),
        ("title", escape(entry.title)),
        ("journal", escape(entry.journal)),
        ("year", str(entry.year or "")),
        ("doi", _verbatim(entry.doi)),
        ("note", f"PubMed: {entry.pmid}" if entry.pmid else ""),
        ("url", page_url(entry.slug, SITE_URL)),
    ]
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields if value]
    return "".join([f"@article{{mecfsatlas-{entry.slug},\n", *lines, "}\n\n"])


def _author(name: str) -> str:
    """A name as BibTeX takes it; a group in braces, so that its "and" parts nothing."""
    text = escape(name)
    return text if text.count(",") == 1 and " and " not in text.lower() else f"{{{text}}}"


def _verbatim(value: str) -> str:
    """BibTeX styles print DOIs as they stand: no escapes, but nothing that breaks the record."""
    return value.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
