"""What a page depends on besides its entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, urlsplit

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.citation import SITE_URL
from curator_app.domain.revision import Versions
from curator_app.domain.vocabulary import Vocabulary


@dataclass(frozen=True)
class Related:
    """A public study that another page may point at, as its lists show it."""

    slug: str
    title: str
    authors: str = ""
    journal: str = ""
    year: int | None = None
    retraction: str = ""


@dataclass(frozen=True)
class PageContext:
    """Everything that pages share; `related` holds public studies only, by slug."""

    versions: Versions
    vocabulary: Vocabulary
    catalogue: Catalogue
    site_url: str = SITE_URL
    related: Mapping[str, Related] = field(default_factory=dict[str, Related])

    @cached_property
    def base(self) -> str:
        """The path under which the site is served: empty at the root of a host."""
        return urlsplit(self.site_url).path.rstrip("/")

    @cached_property
    def labels(self) -> Mapping[tuple[str, str], str]:
        """The label of every vocabulary value, by field and id."""
        return {
            (name, term.id): term.label
            for name, terms in self.vocabulary.fields.items()
            for term in terms
        }

    @cached_property
    def helps(self) -> Mapping[tuple[str, str], str]:
        """The longer text of every vocabulary value, by field and id."""
        return {
            (name, term.id): term.help
            for name, terms in self.vocabulary.fields.items()
            for term in terms
        }

    def label(self, name: str, value: str) -> str:
        """What readers see for a stored value; a value that nobody knows loses its underscores."""
        return self.labels.get((name, value)) or value.replace("_", " ")


_ADDRESS = re.compile(r"[A-Za-z0-9/:;().,_-]+")


def doi_url(doi: str) -> str:
    """The resolver's address of a DOI, with what may not stand in an address percent-coded."""
    if _ADDRESS.fullmatch(doi):
        return "https://doi.org/" + doi
    return "https://doi.org/" + quote(doi, safe="/:;().,-_~!$'*+=@")


def pubmed_url(pmid: str) -> str:
    """The paper's page in PubMed."""
    number = pmid if pmid.isdigit() else quote(pmid, safe="")
    return f"https://pubmed.ncbi.nlm.nih.gov/{number}/"


def pmc_url(pmcid: str) -> str:
    """The full text in PubMed Central."""
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(pmcid, safe='')}/"
