"""The sitemaps: one for a small site, else one per shard of pages and a list of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape

from curator_app.domain.citation import page_url
from curator_app.site.build import Comparison
from curator_app.site.lists import SiteFile
from curator_app.site.manifest import PageRecord

STANDING = ("", "criteria", "retractions", "how-it-works")


def sitemap_files(
    records: Mapping[int, Mapping[str, PageRecord]], found: Comparison, site_url: str
) -> Iterator[SiteFile]:
    """The sitemap files; `records` has the pages of those shards that changed."""
    standing = [(f"{site_url}/{name}", "") for name in STANDING]
    count = len(found.shards)
    if count == 1:
        yield _file("sitemap.xml", records.get(0), standing, site_url)
        return
    yield _file("sitemap-pages.xml", {}, standing, site_url)
    for number in range(count):
        yield _file(_name(number), records.get(number), [], site_url)
    names = ["sitemap-pages.xml", *(_name(number) for number in range(count))]
    addresses = [f"{site_url}/{name}" for name in names]
    yield SiteFile("sitemap.xml", f"index of {count}", lambda: _index(addresses))


def _name(number: int) -> str:
    return f"sitemap-{number:03d}.xml"


def _file(
    path: str,
    pages: Mapping[str, PageRecord] | None,
    standing: list[tuple[str, str]],
    site_url: str,
) -> SiteFile:
    """The sitemap of a shard; a shard without changes (None) keeps the file that is there."""
    if pages is None:
        return SiteFile(path, None, lambda: b"")
    entries = [*standing, *((page_url(slug, site_url), p.accessed) for slug, p in pages.items())]
    data = _sitemap(entries)
    return SiteFile(path, hashlib.sha256(data).hexdigest(), lambda: data)


def _sitemap(pages: Iterable[tuple[str, str]]) -> bytes:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    # Addresses are the site's own and slugs of a-z, 0-9 and hyphens: only & could need escaping.
    for address, day in pages:
        when = f"<lastmod>{day}</lastmod>" if day else ""
        lines.append(f"<url><loc>{address.replace('&', '&amp;')}</loc>{when}</url>")
    return ("\n".join([*lines, "</urlset>"]) + "\n").encode()


def _index(addresses: Iterable[str]) -> bytes:
    parts = [f"<sitemap><loc>{escape(address)}</loc></sitemap>" for address in addresses]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(parts)
        + "\n</sitemapindex>\n"
    ).encode()
