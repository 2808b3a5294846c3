"""Every format that can be read, in the order in which a file's head is asked for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from curator_app.formats.atlas_page import looks_like_page, read_page
from curator_app.formats.bibtex import read_bibtex
from curator_app.formats.csl_json import is_crossref, read_crossref, read_csl_json
from curator_app.formats.endnote_xml import read_endnote
from curator_app.formats.esummary import looks_like_esummary, read_esummary
from curator_app.formats.europe_pmc import looks_like_europe_pmc, read_europe_pmc
from curator_app.formats.jats import read_jats
from curator_app.formats.json_lines import looks_like_json_lines, read_json_lines
from curator_app.formats.nbib import read_nbib
from curator_app.formats.odd_lines import with_odd_lines
from curator_app.formats.pubmed_xml import read_pubmed
from curator_app.formats.record import Record
from curator_app.formats.ris import read_ris
from curator_app.formats.ris_lines import BEGINS
from curator_app.formats.source_file import SourceFile
from curator_app.formats.table import read_table
from curator_app.formats.table_guess import looks_like_table
from curator_app.formats.xml_records import STREAM_LIMIT

TEXT_LIMIT = 256_000_000
"""Bytes of a file whose text is read as a whole; what is streamed may be larger. Reading takes two
to three times its size in memory."""
TREE_LIMIT = 100_000_000
"""Bytes of a file that becomes one tree: a made-up one takes thirty times its size."""


@dataclass(frozen=True)
class Reader:
    """One format: its `--format` name, what sentences call it, and how it is told and read.

    `recognises` gets the first HEAD characters without leading space; a table's order settles
    what two of them recognise. `read` yields records as it goes. `limit` is the largest file in
    bytes. `endings` are how its files are usually called: only the dialog that offers files looks
    at them.
    """

    format: str
    name: str
    recognises: Callable[[str], bool]
    read: Callable[[SourceFile], Iterator[Record]]
    limit: int = TEXT_LIMIT
    endings: tuple[str, ...] = ()


def _bibtex(file: SourceFile) -> Iterator[Record]:
    records = read_bibtex(file.text.text, file.name, file.cancelled)
    return with_odd_lines(records, file.text)


def _atlas_page(file: SourceFile) -> Iterator[Record]:
    yield read_page(file.text.text, file.name)


_BIBTEX_LINE = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+\s*[{(]", re.MULTILINE)
_NBIB = re.compile(r"^(?:PMID ?- *\d|OWN ?- *(?:NLM|ERIC)$)", re.MULTILINE)
_JSON = re.compile(r"[\[{]\s*(?:[\[{]\s*)?\"")
_HTML = re.compile(
    r"(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype )?html", re.I | re.S
)


def is_html(text: str) -> bool:
    """Whether a file's head is a web page's: only an atlas page holds a record then."""
    return bool(_HTML.match(text))


def _is_page(text: str) -> bool:
    """An atlas page quotes its own BibTeX; a bibliography begins with it."""
    bibtex = None if text.startswith("<") else _BIBTEX_LINE.search(text)
    begins = bibtex is not None and not text[: bibtex.start()].strip()
    return not begins and looks_like_page(text)


def _xml(pattern: str) -> Callable[[str], bool]:
    root = re.compile(pattern)
    return lambda text: text.startswith("<") and bool(root.search(text[:5000]))


_XML_FILE, _JSON_FILE = (".xml",), (".json",)
READERS: tuple[Reader, ...] = (
    Reader(
        "pubmed-xml", "PubMed XML", _xml("<(?:!DOCTYPE )?Pubmed"), read_pubmed, STREAM_LIMIT,
        endings=_XML_FILE,
    ),
    Reader(
        "jats", "JATS", _xml(r"<article[\s>]|<!DOCTYPE article\b"), read_jats, STREAM_LIMIT,
        endings=(*_XML_FILE, ".nxml"),
    ),
    Reader(
        "endnote-xml", "EndNote XML", _xml("<xml>|<records>"), read_endnote, STREAM_LIMIT,
        endings=_XML_FILE,
    ),
    Reader(
        "esummary", "PubMed's ESummary", looks_like_esummary, read_esummary, TREE_LIMIT,
        endings=_JSON_FILE,
    ),
    Reader(
        "europe-pmc", "Europe PMC's JSON", looks_like_europe_pmc, read_europe_pmc, TREE_LIMIT,
        endings=_JSON_FILE,
    ),
    Reader(
        "jsonl", "JSON Lines", looks_like_json_lines, read_json_lines, STREAM_LIMIT,
        endings=(".jsonl", ".ndjson"),
    ),
    Reader(
        "crossref", "Crossref's JSON", is_crossref, read_crossref, TREE_LIMIT, endings=_JSON_FILE,
    ),
    Reader(
        "csl-json", "CSL-JSON", lambda text: bool(_JSON.match(text)), read_csl_json, TREE_LIMIT,
        endings=_JSON_FILE,
    ),
    Reader(
        "ris", "RIS", lambda text: bool(BEGINS.search(text)), read_ris, endings=(".ris", ".txt"),
    ),
    Reader(
        "nbib", "PubMed's NBIB", lambda text: bool(_NBIB.search(text)), read_nbib,
        endings=(".nbib", ".txt"),
    ),
    Reader(
        "atlas-page", "a saved atlas page", _is_page, _atlas_page, TREE_LIMIT,
        endings=(".html", ".htm"),
    ),
    Reader(
        "bibtex", "BibTeX", lambda text: bool(_BIBTEX_LINE.search(text)), _bibtex,
        endings=(".bib", ".bibtex", ".biblatex"),
    ),
    Reader(
        "csv", "CSV", looks_like_table, read_table, endings=(".csv", ".tsv", ".tab"),
    ),
)  # fmt: skip
BY_FORMAT = {reader.format: reader for reader in READERS}
