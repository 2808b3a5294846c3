"""Identifiers in pasted text: a list, addresses of pages, or references that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from curator_app.domain.identifiers import clean_doi, clean_pmcid, clean_pmid, doi_key

DOI, PMID, PMCID = "doi", "pmid", "pmcid"
MOST = 2_000
"""Identifiers that are looked up at once."""
LONGEST = 500_000
_CERTAIN = re.compile(
    r"""(?P<url>https?://\S+)
    |(?P<doi>(?:doi\s{0,3}:?\s{0,3})?(?:(?:dx\.)?doi\.org/)?10\.\d{4,9}(?:\.\d{1,9}){0,9}/\S+)
    |(?P<pmcid>\b(?:pmcid\s{0,3}:?\s{0,3})?PMC\s?\d{1,9}\b(?:\.\d{1,3}\b)?)
    |(?P<pmid>\bpmid\s{0,3}:?\s{0,3}\d{1,12}\b)
    |(?P<arxiv>\barxiv\s{0,3}:\s{0,3}\S+)""",
    re.IGNORECASE | re.VERBOSE,
)
_PIECE = re.compile(r"[^\s,;]+")
_IN_URL = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,9}/[^\s?#&]+")
_PUBMED_URL = re.compile(
    r"//(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed"
    r"|europepmc\.org/(?:article|abstract)/med)/(\d{1,9})\b",
    re.IGNORECASE,
)
_PMC_URL = re.compile(r"/(?:articles?/)?(?:pmc/)?(PMC\d{1,9})\b", re.IGNORECASE)
_PMC_HOST = re.compile(r"//(?:[a-z.]*\.)?(?:ncbi\.nlm\.nih\.gov|europepmc\.org)/", re.IGNORECASE)
# What publishers write behind the DOI in the address of a page.
_TAIL = re.compile(
    r"(?:\.pdf|\.full|\.abstract|/(?:full|fulltext|pdf|epdf|abstract|meta|html|references))+/?$",
    re.IGNORECASE,
)
_VERSION = re.compile(r"^(10\.1101/[\d.]+)v\d+.*$")
_NOTHING = "This is no DOI, PMID or PMCID."
_UNSURE = "If the number is a PMID, write PMID: before it."
_ARXIV = "arXiv is not asked. If the paper was published, paste the DOI of the article."
_NO_DOI = "There is no DOI in this address. Open the page and paste the DOI that it shows."


@dataclass(frozen=True)
class Identifier:
    """What is asked for: `kind` is doi, pmid or pmcid."""

    kind: str
    value: str

    @property
    def key(self) -> str:
        """The same for two spellings of one identifier."""
        return f"{self.kind}:{doi_key(self.value)}"

    def __str__(self) -> str:
        return self.value if self.kind == PMCID else f"{self.kind.upper()} {self.value}"


@dataclass(frozen=True)
class Pasted:
    """One piece of the text, from `start` to `end`: an identifier, or why it is none."""

    start: int
    end: int
    text: str
    identifier: Identifier | None
    reason: str = ""


def identifiers_in(text: str) -> list[Pasted]:
    """What the text holds, in its order; what stands there twice is marked the second time.

    A bare number is a PMID only in a line that holds nothing but numbers and identifiers, so that
    a pasted reference gives its identifiers and not its volume. At most MOST are taken.
    """
    found: list[Pasted] = []
    seen: set[str] = set()
    start = 0
    for line in text[:LONGEST].splitlines(keepends=True):
        for piece in _of_line(line, start):
            found.append(_once(piece, seen))
        start += len(line)
    return found


def wanted(pasted: list[Pasted]) -> list[Identifier]:
    """The identifiers, each once."""
    return [piece.identifier for piece in pasted if piece.identifier is not None]


def _once(piece: Pasted, seen: set[str]) -> Pasted:
    identifier = piece.identifier
    if identifier is None:
        return piece
    if identifier.key in seen:
        return Pasted(piece.start, piece.end, piece.text, None, "It is in the list already.")
    if len(seen) >= MOST:
        reason = f"Up to {MOST:,} are looked up at once. Paste the others afterwards."
        return Pasted(piece.start, piece.end, piece.text, None, reason)
    seen.add(identifier.key)
    return piece


def _of_line(line: str, start: int) -> Iterator[Pasted]:
    certain = [
        _certain(match.lastgroup or "", match[0], start + match.start())
        for match in _CERTAIN.finditer(line)
    ]
    rest = _CERTAIN.sub(lambda match: " " * len(match[0]), line)
    others = [
        (match[0], match.start())
        for match in _PIECE.finditer(rest)
        if any(char.isalnum() for char in match[0])
    ]
    if others and all(clean_pmid(text) for text, _ in others):
        numbers = (
            Pasted(start + at, start + at + len(text), text, Identifier(PMID, clean_pmid(text)))
            for text, at in others
        )
        yield from sorted([*certain, *numbers], key=lambda piece: piece.start)
    elif certain or not others:
        yield from certain
    else:
        bare = line.strip()
        at = start + line.index(bare)
        numbered = any(clean_pmid(text) for text, _ in others)
        reason = f"{_NOTHING} {_UNSURE}" if numbered else _NOTHING
        yield Pasted(at, at + len(bare), bare[:200], None, reason)


def _certain(kind: str, text: str, start: int) -> Pasted:
    end = start + len(text)
    if kind == "url":
        identifier = of_address(text)
        return Pasted(start, end, text, identifier, "" if identifier else _NO_DOI)
    if kind == "arxiv":
        return Pasted(start, end, text, None, _ARXIV)
    clean = {DOI: clean_doi, PMID: clean_pmid, PMCID: clean_pmcid}[kind]
    value = clean(" ".join(text.split()))
    if kind == PMCID and not value:
        value = clean_pmcid(re.sub(r"\s+", "", text))
    names = {DOI: "DOI", PMID: "PMID: it has up to nine digits", PMCID: "PMCID"}
    found = Identifier(kind, value) if value else None
    return Pasted(start, end, text, found, "" if found else f"This is no {names[kind]}.")


def of_address(url: str) -> Identifier | None:
    """The identifier in the address of a page: PubMed, PMC, Europe PMC, doi.org, publishers."""
    if pmid := _PUBMED_URL.search(url):
        return Identifier(PMID, clean_pmid(pmid[1]))
    if _PMC_HOST.search(url) and (pmcid := _PMC_URL.search(url)):
        return Identifier(PMCID, clean_pmcid(pmcid[1]))
    if doi := clean_doi(url):
        return Identifier(DOI, doi)
    inside = _IN_URL.search(unquote(url))
    if inside is None:
        return None
    doi = clean_doi(_VERSION.sub(r"\1", _TAIL.sub("", inside[0])))
    return Identifier(DOI, doi) if doi else None
