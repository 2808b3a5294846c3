"""CSL-JSON, as citation processors take it: one array with an item per entry, UTF-8.

Carries the paper's record: type, address (id), authors, title, journal, year and month, DOI, PMID,
PMCID, publication type (genre, by its label), language, tags (keyword), the page's address (URL).
A name with exactly one comma is given in its parts, any other as a whole (literal). It cannot carry
a month without a year, a tag with a semicolon as one tag, text that looks like HTML as such (it is
read as markup), nor the atlas's reading: levels, summaries, findings, criteria, PEM, relations,
retraction and state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson

from curator_app.domain.citation import page_url
from curator_app.domain.entry import Entry
from curator_app.knowledge import vocabulary

_TYPES = {
    "book_or_report": "report",
    "conference_abstract": "paper-conference",
    "dataset": "dataset",
    "preprint": "article",
}


def csl_json(entries: Iterable[Entry], site_url: str) -> Iterator[bytes]:
    """The array, an item a line."""
    before = b"[\n"
    for entry in entries:
        yield before + orjson.dumps(_item(entry, site_url))
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


def _item(entry: Entry, site_url: str) -> dict[str, Any]:
    kind = entry.publication_type
    date = [number for number in (entry.year, entry.month if entry.year else None) if number]
    item: dict[str, Any] = {
        "id": entry.slug,
        "type": _TYPES.get(kind, "article-journal"),
        "title": entry.title,
        "author": [_name(name) for name in entry.authors],
        "container-title": entry.journal,
        "issued": {"date-parts": [date]} if date else None,
        "DOI": entry.doi,
        "PMID": entry.pmid,
        "PMCID": entry.pmcid,
        "genre": vocabulary().label("publication_type", kind) if kind else "",
        "language": entry.language,
        "keyword": _keyword(entry.tags),
        "URL": page_url(entry.slug, site_url),
    }
    return {name: value for name, value in item.items() if value}


def _keyword(tags: Sequence[str]) -> str:
    """CSL has one text for all; a semicolon parts tags where one of them has a comma."""
    if not any("," in tag for tag in tags):
        return ", ".join(tags)
    return "; ".join(tags) if len(tags) > 1 else f"{tags[0]};"


def _name(name: str) -> dict[str, str]:
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma and family and given and "," not in given:
        return {"family": family, "given": given}
    return {"literal": name}
