"""Crossref, PubMed and Europe PMC as they document their answers, on this computer.

The records are written by hand after the formats' documentation; nobody of these names wrote any
of these papers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from curator_app.lookup.asking import Network, Service, Services
from curator_app.lookup.pace import Pace
from curator_app.tls import context
from curator_app.wire import Patience
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.https_feed import FeedServer, Reply

HASTY = Patience(connect=2.0, step=1.0, rate=20_000_000)


class FakeClock:
    """Time passes when somebody waits."""

    def __init__(self) -> None:
        self.time = 1000.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


def article(
    pmid: str, title: str, doi: str = "", types: tuple[str, ...] = ("Journal Article",),
    links: tuple[tuple[str, str, str], ...] = (), pmcid: str = "", year: int = 2001,
) -> str:  # fmt: skip
    """A PubmedArticle; `links` are RefType, RefSource and PMID."""
    kinds = "".join(f"<PublicationType>{kind}</PublicationType>" for kind in types)
    listed = "".join(
        f'<CommentsCorrections RefType="{kind}"><RefSource>{where}</RefSource>'
        f'<PMID Version="1">{number}</PMID></CommentsCorrections>'
        for kind, where, number in links
    )
    ids = f'<ArticleId IdType="pubmed">{pmid}</ArticleId>'
    ids += f'<ArticleId IdType="doi">{doi}</ArticleId>' if doi else ""
    ids += f'<ArticleId IdType="pmc">{pmcid}</ArticleId>' if pmcid else ""
    return f"""<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="1">{pmid}</PMID><Article PubModel="Print"><Journal><JournalIssue
CitedMedium="Internet"><PubDate><Year>{year}</Year><Month>Mar</Month></PubDate></JournalIssue>
<Title>Journal of invented medicine</Title></Journal><ArticleTitle>{title}</ArticleTitle>
<AuthorList CompleteYN="Y">
<Author ValidYN="Y"><LastName>Example</LastName><ForeName>Ann B</ForeName></Author>
</AuthorList><Language>eng</Language><PublicationTypeList>{kinds}</PublicationTypeList>
</Article><CommentsCorrectionsList>{listed}</CommentsCorrectionsList></MedlineCitation>
<PubmedData><ArticleIdList>{ids}</ArticleIdList></PubmedData></PubmedArticle>"""


def work(doi: str, title: str, **more: Any) -> dict[str, Any]:
    """A work of Crossref."""
    return {
        "DOI": doi, "URL": f"https://doi.org/{doi}", "type": "journal-article", "title": [title],
        "container-title": ["Journal of invented medicine"], "publisher": "Invented press",
        "author": [{"given": "Ann B", "family": "Example", "sequence": "first"}],
        "issued": {"date-parts": [[2001, 3, 4]]}, "language": "en", "source": "Crossref", **more,
    }  # fmt: skip


def update(doi: str, kind: str, source: str, *day: int) -> dict[str, Any]:
    """One member of `updated-by` or `update-to`."""
    return {"DOI": doi, "type": kind, "label": kind.capitalize(), "source": source,
            "updated": {"date-parts": [list(day)]}}  # fmt: skip


def result(pmcid: str, title: str, **more: Any) -> dict[str, Any]:
    """A core result of Europe PMC."""
    return {"id": pmcid, "source": "PMC", "pmcid": pmcid, "title": title, "pubYear": "2001",
            "authorList": {"author": [{"fullName": "Example AB", "firstName": "Ann B",
                                       "lastName": "Example"}]}, **more}  # fmt: skip


@dataclass
class Shelf:
    """What the services know, and the odd answers that come first, by service."""

    articles: dict[str, str] = field(default_factory=dict[str, str])
    works: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    results: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    odd: dict[str, list[Reply]] = field(default_factory=dict[str, list[Reply]])
    asked: list[tuple[float, str, dict[str, str]]] = field(default_factory=list[Any])
    clock: FakeClock = field(default_factory=FakeClock)

    def add(self, *articles: str) -> None:
        """Put PubMed articles on the shelf."""
        for each in articles:
            pmid = each.partition('<PMID Version="1">')[2].partition("<")[0]
            self.articles[pmid] = each

    def publish(self, *works: dict[str, Any]) -> None:
        """Put works of Crossref on the shelf."""
        self.works.update({each["DOI"].lower(): each for each in works})

    def answer(self, path: str, _headers: dict[str, str]) -> Reply:
        """What the server sends."""
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        service, _, rest = parts.path.strip("/").partition("/")
        self.asked.append((self.clock.now(), f"{service}/{rest}", query))
        if self.odd.get(service):
            return self.odd[service].pop(0)
        return {"pubmed": self._pubmed, "crossref": self._crossref, "epmc": self._epmc}[service](
            rest, query
        )

    def paths(self) -> list[str]:
        """What was asked, in order."""
        return [path for _, path, _ in self.asked]

    def times(self, service: str) -> list[float]:
        """When a service was asked, by the clock."""
        return [at for at, path, _ in self.asked if path.startswith(service)]

    def _pubmed(self, rest: str, query: dict[str, str]) -> Reply:
        if rest == "esearch.fcgi":
            dois = {part.strip('"') for part in query["term"].lower().split("[doi]")}
            wanted = {part.removeprefix(' or "').strip('"') for part in dois}
            found = [p for p, text in self.articles.items()
                     if any(w and f">{w}</articleid>" in text.lower() for w in wanted)]  # fmt: skip
            return _json({"header": {}, "esearchresult": {"count": str(len(found)),
                                                          "idlist": found}})  # fmt: skip
        found = [self.articles[p] for p in query["id"].split(",") if p in self.articles]
        body = f"""<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"
 "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet>{"".join(found)}</PubmedArticleSet>"""
        return 200, {"Content-Type": "text/xml"}, body.encode()

    def _crossref(self, rest: str, query: dict[str, str]) -> Reply:
        if rest == "works":
            dois = [part.removeprefix("doi:") for part in query["filter"].split(",")]
            items = [self.works[d.lower()] for d in dois if d.lower() in self.works]
            return _json({"status": "ok", "message-type": "work-list", "message-version": "1.0.0",
                          "message": {"total-results": len(items), "items": items}})  # fmt: skip
        doi = unquote(rest.removeprefix("works/")).lower()
        if doi not in self.works:
            return 404, {"Content-Type": "text/plain"}, b"Resource not found."
        return _json({"status": "ok", "message-type": "work", "message-version": "1.0.0",
                      "message": self.works[doi]})  # fmt: skip

    def _epmc(self, rest: str, query: dict[str, str]) -> Reply:
        wanted = [part.removeprefix("PMCID:") for part in query["query"].split(" OR ")]
        found = [self.results[p] for p in wanted if p in self.results]
        return _json({"version": "6.9", "hitCount": len(found), "request": {"queryString": ""},
                      "resultList": {"result": found}})  # fmt: skip


def _json(form: Any) -> Reply:
    return 200, {"Content-Type": "application/json"}, json.dumps(form).encode()


def network(server: FeedServer, authority: Authority, clock: FakeClock) -> Network:
    """The services of the program at the server of the tests, with its authority and clock."""
    base, usual = f"https://localhost:{server.port}", Services()

    def at(service: Service, name: str) -> Service:
        return Service(service.name, f"{base}/{name}/", service.pause, service.known)

    services = Services(
        at(usual.pubmed, "pubmed"), at(usual.crossref, "crossref"),
        at(usual.crossref_list, "crossref"), at(usual.europe_pmc, "epmc"),
    )  # fmt: skip
    return Network(services, Pace(clock), lambda: context(authority.pem), HASTY, public=False)
