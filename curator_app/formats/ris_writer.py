"""RIS, as reference managers take it: a record per entry, UTF-8, lines ending in CR LF.

Carries the paper's record: type, address (ID), authors, title, journal (T2), year and month (DA),
DOI, PMID (AN, with DB PubMed), PMCID (C2), publication type (M3, by its label), language, tags (KW)
and the page's address (UR). Our reader brings initials into PubMed's form ("Low, P. A." is read as
"Low, P A"). It cannot carry a month without a year, a single tag with a semicolon as one tag, text
that looks like HTML as such (readers take it for markup), nor the atlas's reading: levels,
summaries, findings, criteria, PEM, relations, retraction and state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from curator_app.domain.citation import page_url
from curator_app.domain.entry import Entry
from curator_app.formats.public_form import one_line
from curator_app.knowledge import vocabulary

_TYPES = {
    "book_or_report": "RPRT",
    "conference_abstract": "CONF",
    "dataset": "DATA",
    "preprint": "UNPB",
}


def ris(entries: Iterable[Entry], site_url: str) -> Iterator[bytes]:
    """One record per entry, each with an empty line after it."""
    for entry in entries:
        lines = [f"{tag}  - {one_line(text)}\r\n" for tag, text in _tags(entry, site_url) if text]
        yield "".join([*lines, "ER  - \r\n\r\n"]).encode("utf-8", "replace")


def _tags(entry: Entry, site_url: str) -> Iterator[tuple[str, str]]:
    kind = entry.publication_type
    yield "TY", _TYPES.get(kind, "JOUR")
    yield "ID", entry.slug
    yield from (("AU", name) for name in entry.authors)
    yield "TI", entry.title
    yield "T2", entry.journal
    yield "PY", str(entry.year or "")
    yield "DA", f"{entry.year}/{entry.month:02}//" if entry.year and entry.month else ""
    yield "DO", entry.doi
    yield "AN", entry.pmid
    yield "DB", "PubMed" if entry.pmid else ""
    yield "C2", entry.pmcid
    yield "M3", vocabulary().label("publication_type", kind) if kind else ""
    yield "LA", entry.language
    yield from (("KW", tag) for tag in entry.tags)
    yield "UR", page_url(entry.slug, site_url)
