"""What was published about a paper later, and what a notice is about.

The links are those of PubMed (MEDLINE/PubMed Data Element Descriptions, CommentsCorrections),
by which also ESummary, NBIB and Europe PMC call them. Marks in a paper's list of references are
not about the paper and never get here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from curator_app.domain.identifiers import clean_doi, clean_pmid, doi_key
from curator_app.domain.structured import is_date
from curator_app.formats.dates import month_of, year_of

# Of several the gravest counts, in this order.
_STATUS = {
    "retractionin": "retracted",
    "retractedandrepublishedin": "retracted",
    "expressionofconcernin": "concern",
    "erratumin": "corrected",
    "correctedandrepublishedin": "corrected",
}
_RELATION = {
    "retractionof": ("retraction", ""),
    "erratumfor": ("erratum", ""),
    "expressionofconcernfor": ("cites", "Expression of concern for it"),
    "commenton": ("cites", "Comment on it"),
}
NOTICES = frozenset({"retractionof", "erratumfor", "expressionofconcernfor"})
_MARKED = re.compile(r"\W*(RETRACTED|WITHDRAWN)(?:\s+(?:ARTICLE|PAPER|CHAPTER))?\s*[:.\]]", re.I)
_DOI = re.compile(r"\bdoi:?\s*(10\.\S+)", re.IGNORECASE)
_PMID = re.compile(r"\bPMID:\s*(\d{1,9})\b")
_DAY = re.compile(r"\b\d{4} [A-Z][a-z]{2} (\d{1,2})\b")


@dataclass(frozen=True)
class Correction:
    """One link to another publication: `kind` in small letters without spaces."""

    kind: str
    pmid: str = ""
    doi: str = ""
    where: str = ""

    @staticmethod
    def of(kind: str, where: str, pmid: str = "", doi: str = "") -> Correction:
        """From the words of a record; identifiers are looked for in `where` too."""
        named = _DOI.search(where)
        numbered = _PMID.search(where)
        return Correction(
            re.sub(r"[^a-z]", "", kind.lower()),
            clean_pmid(pmid) or (numbered[1] if numbered else ""),
            clean_doi(doi) or (clean_doi(named[1]) if named else ""),
            where,
        )

    @property
    def target(self) -> str:
        """What tells the other publication best: PMID, DOI, or where it stands."""
        return self.pmid or self.doi or self.where.strip()

    @property
    def date(self) -> str:
        """When it was published, as far as its place tells: "2011-12-23", "2011-12", "2011"."""
        year, month = year_of(self.where), month_of(self.where)
        day = _DAY.search(self.where)
        full = f"{year}-{month or 0:02}-{int(day[1]) if day else 0:02}"
        return next((d for d in (full, full[:7], full[:4]) if is_date(d)), "")


def retraction_of(
    title: str, types: Sequence[str], links: Sequence[Correction]
) -> dict[str, Any] | None:
    """The value of the field `retraction`, or None when nothing happened to the paper.

    A notice is not retracted, though it bears the paper's title.
    """
    found = min(
        (link for link in links if link.kind in _STATUS),
        key=lambda link: list(_STATUS.values()).index(_STATUS[link.kind]),
        default=None,
    )
    marked = None if _is_notice(types, links) else _MARKED.match(title)
    withdrawn = marked is not None and marked[1].upper() == "WITHDRAWN"
    if found and _STATUS[found.kind] == "retracted":
        status = "withdrawn" if withdrawn else "retracted"
    elif "retracted publication" in types or marked:
        status, found = ("withdrawn" if withdrawn else "retracted"), None
    elif found:
        status = _STATUS[found.kind]
    else:
        return None
    return {
        "status": status,
        "notice": found.target if found else "",
        "date": found.date if found else "",
    }


def _is_notice(types: Sequence[str], links: Sequence[Correction]) -> bool:
    by_type = {"retraction of publication", "retraction notice", "published erratum"} & set(types)
    return bool(by_type) or any(link.kind in NOTICES for link in links)


def relations_of(
    types: Sequence[str], links: Sequence[Correction], problems: list[str]
) -> list[dict[str, str]]:
    """The value of the field `relations`; a link without an identifier stays in the record."""
    known = dict(_RELATION)
    if "preprint" in types:
        known["updatein"] = known["preprintof"] = ("preprint_of", "")
    found: list[dict[str, str]] = []
    for link in links:
        if link.kind not in known:
            continue
        kind, note = known[link.kind]
        target = link.pmid or link.doi
        if any((one["type"], doi_key(one["target"])) == (kind, doi_key(target)) for one in found):
            continue  # Publishers and Retraction Watch tell of the same one.
        if target:
            found.append({"type": kind, "target": target, "note": note})
        else:
            problems.append(f"What it is a notice of has no identifier: {link.where[:200]}")
    return found
