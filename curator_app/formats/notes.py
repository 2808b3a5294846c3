"""What reference managers leave in notes and addresses for want of a field: identifiers, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from curator_app.domain.identifiers import clean_doi, clean_pmcid, clean_pmid
from curator_app.domain.pasted import DOI, PMID, of_address
from curator_app.formats.corrections import Correction

_DOI = re.compile(r"\bdoi:?\s*(?:https?://(?:dx\.)?doi\.org/)?(10\.\S+)", re.IGNORECASE)
_PMID = re.compile(r"\b(?:PMID|PubMed ID):?\s*(?:NLM)?(\d{1,9})\b", re.IGNORECASE)
_PMCID = re.compile(r"\bPMC\d{1,9}\b")
_LINK = re.compile(
    r"\b(Retraction (?:in|of)|Erratum (?:in|for)|Expression of concern (?:in|for)|Comment on)"
    r"[:.]\s+(.{1,400}?)(?=\n|;\s|$)",
    re.IGNORECASE,
)
_OVID = re.compile(r"\bovid\w*\.\S*[?&]AN=(\d{1,9})(?![\d-])")
_LOOKED_AT = 50_000
_LONGEST_URL = 2_000
_PAPERS_PAGE = re.compile(
    r"https?://\S{0,500}?\b(?:doi|articles?|content)\b\S{0,80}?\b10\.\S{1,500}"
)
_MEDLINE = re.compile(r"pubmed|medline|\bNLM\b", re.IGNORECASE)


@dataclass(frozen=True)
class Notes:
    """The lines of a record's notes, its addresses, and its number in the database it is from."""

    text: str = ""
    addresses: tuple[str, ...] = ()
    database: str = ""
    number: str = ""

    @property
    def links(self) -> list[Correction]:
        """PubMed's words as EndNote keeps them: "Erratum in: In Vivo. 1997 Feb 3;2(1):1."."""
        return [
            Correction.of(match[1], match[2]) for match in _LINK.finditer(self.text[:_LOOKED_AT])
        ]

    @property
    def _own(self) -> str:
        """Without the lines about other papers, whose identifiers are theirs."""
        return "\n".join(
            line for line in self.text[:_LOOKED_AT].split("\n") if not _LINK.search(line)
        )

    def doi(self, given: str, *others: str) -> str:
        """What was given as the DOI if it is one, else another place's; `given` if none is one."""
        named = (doi for text in (given, *others) for doi in (text, doi_of_address(text)))
        addresses = map(doi_of_address, self.addresses)
        return _first(clean_doi, chain(named, addresses, self._noted(_DOI, 1))) or given

    def _noted(self, mark: re.Pattern[str], group: int) -> Iterator[str]:
        if found := mark.search(self._own):
            yield found[group]

    @property
    def _medline_number(self) -> str:
        """The number that the record has in MEDLINE; Ovid writes it into its address only."""
        if not _MEDLINE.search(self.database):
            return ""
        ovids = (_OVID.search(text[:_LONGEST_URL]) for text in self.addresses)
        return self.number or next((match[1] for match in ovids if match), "")

    def pmid(self, *places: str) -> str:
        """The number in the database where that is PubMed, else what the places or notes say."""
        number = self._medline_number
        addresses = (_in_address(text, PMID) for text in self.addresses)
        return _first(clean_pmid, chain((number, *places), self._noted(_PMID, 1), addresses))

    def pmcid(self, *places: str) -> str:
        """What the places, notes or addresses say."""
        return _first(clean_pmcid, chain(places, self._noted(_PMCID, 0), self.addresses))


def noted_pmid(text: str) -> str:
    """What a note calls the PMID: "PMID: 8950000"; or ""."""
    noted = _PMID.search(text[:_LOOKED_AT])
    return noted[1] if noted else ""


def doi_of_address(text: str) -> str:
    """The DOI in the address of a paper's page, or ""; a book's is not that of its chapters."""
    url = _PAPERS_PAGE.search(text[:_LONGEST_URL]) if "10." in text else None
    return _in_address(url[0], DOI) if url and "/book/" not in url[0] else ""


def _in_address(url: str, kind: str) -> str:
    found = of_address(url) if url.startswith("http") else None
    return found.value if found is not None and found.kind == kind else ""


def _first(clean: Callable[[str], str], texts: Iterable[str]) -> str:
    return next((text.strip() for text in texts if clean(text.strip())), "")
