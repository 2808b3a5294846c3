"""A whole site of made-up studies, in memory."""

from collections.abc import Mapping, Sequence

from curator_app.domain.citation import header_authors
from curator_app.domain.entry import Entry
from curator_app.domain.publication import Card, SiteRow, public_status
from curator_app.domain.revision import page_hash
from curator_app.site.lists import Lists
from curator_app.site.pages import evidence_page
from tests.site.samples import DAY, STUDIES, context


def row(n: int, entry: Entry) -> SiteRow:
    """What the plan sees of an entry."""
    return SiteRow(
        n,
        entry.slug,
        page_hash(entry),
        entry.year or 0,
        public_status(entry.retraction.status, entry.state),
        "\n".join(relation.target for relation in entry.relations),
        ", ".join(entry.criteria.definitions()),
        int(bool(entry.title)),
    )


def card(n: int, entry: Entry) -> Card:
    """What lists show of an entry."""
    return Card(
        n,
        entry.id,
        entry.slug,
        entry.version,
        entry.title,
        header_authors(entry.authors),
        entry.journal,
        entry.year,
        entry.evidence_level,
        entry.pem.status,
        public_status(entry.retraction.status, entry.state),
    )


def whole_site(studies: Sequence[Entry] = STUDIES) -> dict[str, bytes]:
    """Every page of a site with these studies, by path."""
    by_n = dict(enumerate(studies, 1))

    def cards(ns: Sequence[int]) -> Mapping[int, Card]:
        return {n: card(n, by_n[n]) for n in ns}

    rows = sorted((row(n, entry) for n, entry in by_n.items()), key=lambda item: item.slug)
    redirects = [("stein-2009-old-address", "stein-2010-virus-found")]
    lists = Lists(rows, redirects, context(), cards)
    files = {file.path: file.make() for file in lists.files()}
    files |= {f"evidence/{e.slug}.html": evidence_page(e, DAY, context()) for e in studies}
    return files
