"""What biblatex writes otherwise than BibTeX: dates, subtitles, e-prints, related records.

Names and forms are those of biblatex's manual (3.20): 2.2.2 data fields, 2.3.8 dates (EDTF),
2.3.11 electronic publishing, 3.4 related entries.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from curator_app.domain.identifiers import clean_doi, clean_pmid
from curator_app.formats.latex import to_identifier

Fields = dict[str, str]
REPORTS = frozenset({"mvbook", "collection", "mvcollection", "reference", "mvreference"})
"""Its types of books, beside those of BibTeX."""
_DATE = re.compile(r"(\d{4})[~?%]?-(\d{2})")
_PREPRINTS = frozenset({"arxiv", "biorxiv", "medrxiv", "chemrxiv", "psyarxiv", "researchsquare"})
_RELATIONS = {
    "reviewof": ("cites", "Review of it"),
    "commenton": ("cites", "Comment on it"),
    "erratumfor": ("erratum", ""),
    "erratumof": ("erratum", ""),
    "retractionof": ("retraction", ""),
    "preprintof": ("preprint_of", ""),
}


def month_of_date(fields: Fields, year: str) -> str:
    """The month of the field `date` where it is of that year (any when ""); a season is none."""
    dated = _DATE.match(fields.get("date", "").strip("{} "))
    if not dated or year not in ("", dated[1]) or int(dated[2]) > 12:
        return ""
    return dated[2]


def eprint(fields: Fields, *archives: str) -> str:
    """The e-print's number where the archive is one of those."""
    archive = fields.get("eprinttype") or fields.get("archiveprefix") or ""
    return fields.get("eprint", "").strip("{} ") if archive.strip("{} ").lower() in archives else ""


def is_preprint(kind: str, fields: Fields) -> bool:
    """Whether the record is of an archive of preprints and of no journal."""
    place = fields.keys() & {"journal", "journaltitle", "booktitle"}
    return (
        not place
        and kind in ("online", "misc", "unpublished", "article", "electronic", "www")
        and bool(eprint(fields, *_PREPRINTS))
    )


def relations(fields: Fields, find: Callable[[str], Fields | None]) -> list[dict[str, Any]]:
    """What the record is about, by the identifiers of the records that it names as related."""
    known = _RELATIONS.get(fields.get("relatedtype", "").strip("{} ").lower())
    if known is None:
        return []
    found: list[dict[str, Any]] = []
    for key in fields.get("related", "").lower().split(",")[:20]:
        other = find(key.strip()) or {}
        target = clean_pmid(other.get("pmid", "").strip("{} ")) or clean_doi(
            to_identifier(other.get("doi", ""))
        )
        if target:
            found.append({"type": known[0], "target": target, "note": known[1]})
    return found
