"""Any file that may hold records: what it is, and what it yields."""

from __future__ import annotations

import re
import stat
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path

from curator_app.domain.plain_text import shown_name
from curator_app.errors import BadFile
from curator_app.formats.atlas_page import looks_like_page, read_page
from curator_app.formats.bibtex import read_bibtex
from curator_app.formats.encoding import EXPORT_AGAIN, KEPT, Text, decode
from curator_app.formats.record import Draft, Record

BIBTEX, ATLAS_PAGE = "bibtex", "atlas-page"
READABLE = (BIBTEX, ATLAS_PAGE)
FORMATS = (*READABLE, "ris", "nbib", "pubmed-xml", "csl-json", "endnote-xml", "csv")
_NAMES = {
    "ris": "RIS",
    "nbib": "PubMed's NBIB",
    "pubmed-xml": "PubMed XML",
    "csl-json": "CSL-JSON",
    "endnote-xml": "EndNote XML",
    "csv": "a table (CSV)",
}
MAX_BYTES = 100_000_000
_HEAD = 200_000

_BIBTEX = re.compile(r"@[ \t]*[A-Za-z]+\s*[{(]")
_BIBTEX_LINE = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+\s*[{(]", re.MULTILINE)
_HTML = re.compile(
    r"(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype )?html", re.I | re.S
)
_RIS = re.compile(r"^TY  ?- ", re.MULTILINE)
_NBIB = re.compile(r"^PMID ?- *\d", re.MULTILINE)
_CSV = re.compile(r"^\W?(?:[^\n]*[,;\t])?\W?(?:title|doi|pmid)\W?[,;\t]", re.IGNORECASE)


def read(
    path: Path, format: str = "auto", cancelled: Callable[[], bool] | None = None
) -> list[Record]:
    """Every record of the file, as a draft or refused with its line and the reason.

    Raises BadFile when the file as a whole cannot be read, Cancelled when stopped.
    """
    name = shown_name(path.name)
    data = _bytes(path)
    if format == "auto":
        format = detect(data, name)
    elif format not in FORMATS:
        raise BadFile(f"There is no format {format!r}.", f"Formats: {', '.join(FORMATS)}.")
    _refuse_later_formats(format, name)
    decoded = decode(data, name)
    del data
    if format == ATLAS_PAGE:
        return [read_page(decoded.text, name)]
    records = read_bibtex(decoded.text, name, cancelled)
    if not records:
        raise BadFile(f"{name} holds no BibTeX record.", f"{KEPT} {EXPORT_AGAIN}")
    return _with_odd_lines(records, decoded)


def _bytes(path: Path) -> bytes:
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            what = "a folder" if stat.S_ISDIR(info.st_mode) else "not an ordinary file"
            raise BadFile(f"{path.name} is {what}.", f"{KEPT} Choose files with records.")
        if info.st_size > MAX_BYTES:
            size = f"{info.st_size / 1e6:,.0f} MB"
            raise BadFile(
                f"{path.name} is {size} large; files of up to 100 MB are read.",
                f"{KEPT} Split it and import the parts.",
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadFile(f"There is no file {path.name}.", "Check the name and the folder.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is no file"
        raise BadFile(f"{path.name} cannot be read: {why}.", KEPT) from error


def _refuse_later_formats(format: str, name: str) -> None:
    if format not in READABLE:
        raise BadFile(
            f"{name} is {_NAMES[format]}. This version reads BibTeX and saved atlas pages.",
            f"{KEPT} Convert it to BibTeX with your reference manager, or wait for the version"
            " that reads it.",
        )


def detect(data: bytes, name: str) -> str:
    """The format by content; the name only serves in sentences.

    Raises BadFile when the content is no text or nothing that holds records.
    """
    text = decode(data[: _HEAD * 4], name).text[:_HEAD].lstrip("\ufeff \t\r\n")
    found = _marked_up(text) or _plain(text)
    if not found and looks_like_page(text):
        found = ATLAS_PAGE
    if not found and _BIBTEX.search(decode(data, name).text):
        found = BIBTEX
    if not found:
        what = "a web page, but not one of the atlas" if _is_html(text) else "none of those"
        raise BadFile(
            f"{name} was not recognised: BibTeX and saved atlas pages are read; this is {what}.",
            f"{KEPT} If you know what it is, name the format.",
        )
    return found


def _is_html(text: str) -> bool:
    return bool(_HTML.match(text))


def _marked_up(text: str) -> str:
    if text.startswith("<"):
        if _is_html(text):
            return ATLAS_PAGE if looks_like_page(text) else ""
        if "<Pubmed" in text[:5000]:
            return "pubmed-xml"
        if re.search(r"<xml>|<records>", text[:5000]):
            return "endnote-xml"
        return ATLAS_PAGE if looks_like_page(text) else ""
    if re.match(r"[\[{]\s*(?:[\[{]\s*)?\"", text):
        return "csl-json"
    return ""


def _plain(text: str) -> str:
    if _NBIB.search(text):
        return "nbib"
    if _RIS.search(text):
        return "ris"
    bibtex = _BIBTEX_LINE.search(text)
    if looks_like_page(text) and not (bibtex and _starts_before_page(text, bibtex.start())):
        return ATLAS_PAGE
    if bibtex:
        return BIBTEX
    return "csv" if _CSV.match(text) else ""


def _starts_before_page(text: str, place: int) -> bool:
    return not text[:place].strip()


def _with_odd_lines(records: list[Record], decoded: Text) -> list[Record]:
    """A word on every record that stands in lines which were not UTF-8."""
    if not decoded.odd_lines:
        return records
    return [_noted(record, decoded.odd_lines) for record in records]


def _noted(record: Record, odd: tuple[int, ...]) -> Record:
    if not isinstance(record, Draft):
        return record
    first = record.source.line
    last = first + record.source.raw.count("\n")
    place = bisect_left(odd, first)
    if place < len(odd) and odd[place] <= last:
        return record.with_problem(
            f"Line {odd[place]} is not UTF-8 and was read as Windows-1252: check its letters."
        )
    return record
