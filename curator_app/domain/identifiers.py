"""DOI, PMID and PMCID: how they are written, and how they are compared."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

_DOI_PREFIX = re.compile(
    r"^(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/|doi\s*:?\s*(?=10\.))", re.IGNORECASE
)
MAX_DOI = 2_000
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
# Most are like this, and nothing of what follows would change them.
_CLEAN_DOI = re.compile(r"10\.\d{4,9}/[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?", re.ASCII)
_NO_ASCII_LETTER = re.compile(r"[^a-z0-9]+")
_PMID = re.compile(
    r"^(?:(?:pmid|pubmed(?:\s+id)?)\s*:?\s*|https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/)?0*([1-9]\d{0,8})/?$",
    re.IGNORECASE,
)
DISTINCT_TITLE = 20
"""Letters a title needs before it identifies a paper by itself."""
_PMCID = re.compile(
    r"^(?:pmcid\s*:?\s*)?(?:https?://\S*/)?pmc\s*(\d{1,9})(?:\.\d+)?/?$", re.IGNORECASE
)


def clean_doi(text: str) -> str:
    """The bare DOI in `text` as registered (case kept; resolver and percent codes gone), or "".

    A DOI begins with 10., a registrant code and a slash (ISO 26324); parentheses, `<>` and `;`
    may occur in it (SICI), so only trailing sentence marks and unbalanced closing brackets go.
    """
    if len(text) > MAX_DOI:
        return ""
    if _CLEAN_DOI.fullmatch(text):
        return text
    text = unicodedata.normalize("NFKC", text).strip().strip("<>").strip()
    text = _DOI_PREFIX.sub("", text)
    if "%" in text:
        text = unquote(text)
    match = _DOI.match(text)
    if not match:
        return ""
    doi = match.group(0)
    while doi and (doi[-1] in ".,;:\"'" or _closes_nothing(doi)):
        doi = doi[:-1]
    return doi if "/" in doi[:-1] else ""


def _closes_nothing(text: str) -> bool:
    pairs = {")": "(", "]": "[", "}": "{", ">": "<"}
    opening = pairs.get(text[-1])
    return opening is not None and text.count(text[-1]) > text.count(opening)


def doi_key(doi: str) -> str:
    """The DOI for comparison: DOIs are case-insensitive in ASCII (DOI Handbook 2.4)."""
    return doi.lower()


def clean_pmid(text: str) -> str:
    """The digits of a PubMed identifier, or ""."""
    match = _PMID.match(text.strip())
    return match.group(1) if match else ""


def clean_pmcid(text: str) -> str:
    """A PubMed Central identifier as PMC1234567, or ""."""
    match = _PMCID.match(text.strip())
    return f"PMC{int(match.group(1))}" if match else ""


def title_key(title: str) -> str:
    """The title for comparison: letters and digits only, case folded, marks removed."""
    if title.isascii():
        return _NO_ASCII_LETTER.sub("", title.lower())
    decomposed = unicodedata.normalize("NFKD", title).casefold()
    return "".join(char for char in decomposed if char.isalnum())
