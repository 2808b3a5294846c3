"""Entries as text for the clipboard: as their pages show them, or as a file would hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from curator_app.domain.citation import page_bibtex, primary_citation, snapshot_line
from curator_app.domain.entry import Entry
from curator_app.formats.csl_writer import csl_json
from curator_app.formats.ris_writer import ris
from curator_app.services import publishing
from curator_app.services.library import Library
from curator_app.storage import entries

SNAPSHOT = "snapshot"
Form = Callable[[Iterable[Entry], str], str]


def copies(library: Library, numbers: Sequence[int], form: str) -> str:
    """These rows of the list in one of FORMS, in their order."""
    with library.db.read() as conn:
        return FORMS[form](entries.many(conn, numbers), library.file.site_url)


def as_text(library: Library, entry: Entry, form: str) -> str:
    """One entry as it stands in the editor, in one of FORMS, or the SNAPSHOT line of its page."""
    if form == SNAPSHOT:
        accessed, _ = publishing.dated(library, entry)
        site_url = library.file.site_url
        return snapshot_line(entry.slug, library.versions.line(), accessed, site_url)
    return FORMS[form]([entry], library.file.site_url)


def _citations(found: Iterable[Entry], _site_url: str) -> str:
    return "\n\n".join(
        primary_citation(e.authors, e.year, e.title, e.journal, e.doi) for e in found
    )


def _bibtex(found: Iterable[Entry], site_url: str) -> str:
    return "\n\n".join(
        page_bibtex(e.slug, e.authors, e.title, e.journal, e.year, e.doi, e.pmid, site_url)
        for e in found
    )


def _text(pieces: Callable[[Iterable[Entry], str], Iterator[bytes]]) -> Form:
    def form(found: Iterable[Entry], site_url: str) -> str:
        return b"".join(pieces(found, site_url)).decode().replace("\r\n", "\n")

    return form


FORMS: Mapping[str, Form] = {
    "citation": _citations,
    "bibtex": _bibtex,
    "ris": _text(ris),
    "csl-json": _text(csl_json),
}
