"""What machines read on an evidence page: Highwire meta tags and JSON-LD."""

from __future__ import annotations

from typing import Any

from curator_app.domain.citation import page_url
from curator_app.domain.entry import Entry
from curator_app.site.context import PageContext, doi_url, pubmed_url

_STATUS = {"retracted": "Retracted", "withdrawn": "Withdrawn"}


def highwire(entry: Entry, url: str) -> list[tuple[str, str]]:
    """The `citation_*` tags that reference managers take, in a fixed order, empty ones left out."""
    date = str(entry.year or "")
    if entry.year and entry.month:
        date = f"{entry.year}/{entry.month:02d}"
    tags = [("citation_title", entry.title)]
    tags += [("citation_author", author) for author in entry.authors]
    tags += [
        ("citation_journal_title", entry.journal),
        ("citation_publication_date", date),
        ("citation_doi", entry.doi),
        ("citation_pmid", entry.pmid),
        ("citation_language", entry.language),
        ("citation_abstract_html_url", url),
    ]
    return [(name, value) for name, value in tags if value]


def json_ld(entry: Entry, context: PageContext, accessed: str, status: str) -> dict[str, Any]:
    """A schema.org ScholarlyArticle; the template's `tojson` makes it safe inside a script."""
    url = page_url(entry.slug, context.site_url)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "@id": doi_url(entry.doi) if entry.doi else url,
        "headline": entry.title,
        "author": [_author(name) for name in entry.authors],
        "isPartOf": {"@type": "Periodical", "name": entry.journal} if entry.journal else None,
        "datePublished": _date(entry),
        "inLanguage": entry.language,
        "identifier": _identifiers(entry),
        "sameAs": [
            link
            for link in (
                doi_url(entry.doi) if entry.doi else "",
                pubmed_url(entry.pmid) if entry.pmid else "",
            )
            if link
        ],
        "creativeWorkStatus": _STATUS.get(status, ""),
        "keywords": list(entry.topics),
        "subjectOf": {
            "@type": "WebPage",
            "url": url,
            "inLanguage": "en",
            "dateModified": accessed,
            "isPartOf": {"@type": "WebSite", "name": "ME/CFS Atlas", "url": context.site_url},
        },
    }
    return {key: value for key, value in data.items() if value}


def _date(entry: Entry) -> str:
    if not entry.year:
        return ""
    return f"{entry.year:04d}-{entry.month:02d}" if entry.month else f"{entry.year:04d}"


def _author(name: str) -> dict[str, str] | str:
    """A person when the name is "Family, Given"; otherwise it may be a group: just the name."""
    family, comma, given = name.partition(", ")
    if not comma:
        return name
    return {"@type": "Person", "name": name, "familyName": family, "givenName": given}


def _identifiers(entry: Entry) -> list[dict[str, str]]:
    known = (("DOI", entry.doi), ("PMID", entry.pmid), ("PMCID", entry.pmcid))
    return [
        {"@type": "PropertyValue", "propertyID": kind, "value": value}
        for kind, value in known
        if value
    ]
