"""Volume and pages out of the raw records of an entry, which has no such fields."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence

from curator_app.domain.entry import Source

# Behind the head of a record stand its abstract and its list of references.
_HEAD = 20_000
_STYLE = r"(?:<style[^>]*>)?"

# How the formats that entries come from write them: what stands in the first, and in the last.
_WRITTEN = {
    "volume": (
        re.compile(
            r"""^\s*volume\s*=\s*[{"]*(\w+)|<volume>"""
            rf"""{_STYLE}([^<]*)|^\s*(?:VI|VL)\s*- (.*)$"""
            r"""|"(?:volume|journalVolume)"\s*:\s*"([^"]*)""",
            re.MULTILINE | re.IGNORECASE,
        ),
        None,
    ),
    "pages": (
        re.compile(
            r"""^\s*pages\s*=\s*[{"]*([^}"]*)|<(?:MedlinePgn|pages|fpage)>"""
            rf"""{_STYLE}([^<]*)|^\s*(?:PG|SP)\s*- (.*)$"""
            r"""|"(?:page|pages|pageInfo)"\s*:\s*"([^"]*)""",
            re.MULTILINE | re.IGNORECASE,
        ),
        re.compile(r"<lpage>([^<]*)|^\s*EP\s*- (.*)$", re.MULTILINE | re.IGNORECASE),
    ),
}
_HEADINGS = {
    "volume": ((frozenset({"volume", "vol", "vl", "journal volume"})), frozenset[str]()),
    "pages": (
        frozenset({"pages", "page", "page range", "pagination", "page start", "start page", "sp"}),
        frozenset({"page end", "end page", "ep"}),
    ),
}
_HEADING = re.compile(r"[\W_]+")


def from_sources(name: str, sources: Sequence[Source]) -> str:
    """The "pages" or the "volume" that the records of an entry name; "" where none does."""
    for source in sources:
        raw = source.raw[:_HEAD]
        first, last = _of_row(name, raw) if source.format == "csv" else _written(name, raw)
        if first:
            return f"{first}-{last}" if last and last != first else first
    return ""


def _written(name: str, raw: str) -> tuple[str, str]:
    first, last = _WRITTEN[name]
    found = _said(first.search(raw))
    return found, _said(last.search(raw)) if last and found and "-" not in found else ""


def _said(match: re.Match[str] | None) -> str:
    return next((group for group in match.groups() if group), "").strip() if match else ""


def _of_row(name: str, raw: str) -> tuple[str, str]:
    """What the cells under these headings say; a row is kept with the headings of its table."""
    head = raw.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        headings, cells, *_ = csv.reader(raw.splitlines(keepends=True), delimiter=delimiter)
    except (csv.Error, ValueError):
        return "", ""
    plain = [_HEADING.sub(" ", heading.casefold()).strip() for heading in headings]
    first, last = (_cell(wanted, plain, cells) for wanted in _HEADINGS[name])
    return first, last


def _cell(wanted: Iterable[str], headings: Sequence[str], cells: Sequence[str]) -> str:
    found = (c.strip() for h, c in zip(headings, cells, strict=False) if h in wanted)
    return next(filter(None, found), "")
