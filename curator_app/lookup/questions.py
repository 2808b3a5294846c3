"""What is asked of each service, and how many at once.

PubMed: E-utilities efetch and esearch (NLM, Entrez Programming Utilities Help). Crossref: works,
one DOI or a filter over many (REST API). Europe PMC: search (RESTful web service, core results).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, cast
from urllib.parse import quote

from curator_app.domain.identifiers import clean_pmid
from curator_app.lookup.asking import Asker
from curator_app.lookup.troubles import unreadable

DAY = 86_400.0
PMIDS, DOIS, PMCIDS, WORKS = 200, 40, 40, 20
"""How many are asked for at once: efetch, esearch by DOI, Europe PMC, Crossref's list."""
_MOST_FOUND = 400
T = TypeVar("T")
Read = Callable[[bytes], T]


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in parts of up to `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def pubmed_records(asker: Asker, pmids: Sequence[str], fresh: float, read: Read[T]) -> T | None:
    """PubMed XML of these PMIDs; unknown ones are not in it."""
    query = {"db": "pubmed", "id": ",".join(pmids), "retmode": "xml"}
    return asker.get(asker.services.pubmed, "efetch.fcgi", query, fresh, read)


def pmids_of(asker: Asker, dois: Sequence[str], fresh: float) -> list[str]:
    """The PMIDs of the papers with these DOIs, in no order; others may be among them."""
    plain = [doi for doi in dois if '"' not in doi]
    if not plain:
        return []
    term = " OR ".join(f'"{doi}"[doi]' for doi in plain)
    query = {"db": "pubmed", "term": term, "retmode": "json", "retmax": str(_MOST_FOUND)}
    return asker.get(asker.services.pubmed, "esearch.fcgi", query, fresh, _pmids) or []


def _pmids(body: bytes) -> list[str]:
    try:
        data: Any = json.loads(body)
        listed = cast("list[object]", data["esearchresult"].get("idlist", []))
        return [pmid for each in listed[:_MOST_FOUND] if (pmid := clean_pmid(str(each)))]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise unreadable("PubMed") from None


def crossref_record(asker: Asker, doi: str, fresh: float, read: Read[T]) -> T | None:
    """Crossref's work with this DOI as JSON; None when it has none."""
    return asker.get(asker.services.crossref, f"works/{quote(doi, safe='')}", {}, fresh, read)


def crossref_records(asker: Asker, dois: Sequence[str], fresh: float, read: Read[T]) -> T | None:
    """Crossref's works with these DOIs, which hold no comma; None when it cannot read one."""
    query = {"filter": ",".join(f"doi:{doi}" for doi in dois), "rows": str(len(dois))}
    return asker.get(asker.services.crossref_list, "works", query, fresh, read)


def europe_pmc_records(
    asker: Asker, pmcids: Sequence[str], fresh: float, read: Read[T]
) -> T | None:
    """Europe PMC's core results for these PMCIDs as JSON."""
    query = {
        "query": " OR ".join(f"PMCID:{pmcid}" for pmcid in pmcids),
        "resultType": "core",
        "format": "json",
        "pageSize": str(2 * len(pmcids)),
    }
    return asker.get(asker.services.europe_pmc, "search", query, fresh, read)
