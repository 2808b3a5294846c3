"""Every kind of page: correct HTML, the policy first, nothing from elsewhere, no style inside."""

import re
from itertools import pairwise

import html5lib
import pytest
from lxml import etree, html

from curator_app.site.assets import all_assets, asset
from curator_app.site.headers import HEADERS
from tests.site.samples import STUDIES
from tests.site.whole import whole_site

SITE = whole_site()
PAGES = sorted(path for path in SITE if path.endswith(".html"))
KINDS = [
    "404.html",
    "criteria.html",
    "criteria/ccc_2003.html",
    "evidence/index.html",
    "evidence/stein-2009-old-address.html",
    "how-it-works.html",
    "index.html",
    "retractions.html",
    *(f"evidence/{study.slug}.html" for study in STUDIES),
]


def test_every_kind_of_page_is_there() -> None:
    assert set(KINDS) <= set(PAGES)


@pytest.mark.parametrize("path", PAGES)
def test_strict_parser_finds_no_error(path: str) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(SITE[path].decode())


@pytest.mark.parametrize("path", KINDS)
def test_policy_comes_first_and_allows_no_script(path: str) -> None:
    head = SITE[path].decode().split("<head>\n", 1)[1]
    assert head.startswith(
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'self'; img-src 'self'; script-src 'none'; base-uri 'none'; "
        'form-action \'none\'">\n<meta charset="utf-8">\n'
    )


@pytest.mark.parametrize("path", KINDS)
def test_nothing_is_fetched_from_elsewhere(path: str) -> None:
    tree = html.document_fromstring(SITE[path])
    fetched = [str(e.get("href")) for e in tree.iter("link") if e.get("rel") != "canonical"]
    fetched += [str(e.get("src")) for e in tree.iter() if e.get("src")]
    assert sorted(fetched) == sorted(f"/{item.path}" for item in all_assets())


@pytest.mark.parametrize("path", KINDS)
def test_no_style_and_no_handler_inside(path: str) -> None:
    for element in html.document_fromstring(SITE[path]).iter():
        assert element.tag != "style"
        names = [str(name) for name in element.attrib]
        assert not [name for name in names if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("path", KINDS)
def test_one_first_heading_and_none_skipped(path: str) -> None:
    levels = [int(e.tag[1]) for e in html.document_fromstring(SITE[path]).iter("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_links_inside_the_site_lead_somewhere() -> None:
    for path in PAGES:
        for _, _, link, _ in html.document_fromstring(SITE[path]).iterlinks():
            target = link.partition("#")[0].lstrip("/")
            if link.startswith("/"):
                assert target == "" or target in SITE or f"{target}.html" in SITE, (path, link)


def test_style_sheet_fetches_nothing_and_knows_dark_and_print() -> None:
    css = SITE[all_assets()[0].path].decode()
    assert not re.search(r"url\(|@import|https?:", css)
    assert "prefers-color-scheme: dark" in css
    assert "@media print" in css


def test_asset_names_carry_their_content() -> None:
    for item in all_assets():
        assert re.fullmatch(r"assets/[a-z]+\.[0-9a-f]{8}\.(css|svg)", item.path)
        assert asset(f"/{item.path}") == (item.data, item.mime)


def test_icon_is_well_formed() -> None:
    etree.fromstring(all_assets()[1].data)


def test_moved_page_leads_to_the_new_address() -> None:
    page = SITE["evidence/stein-2009-old-address.html"].decode()
    assert 'content="0; url=/evidence/stein-2010-virus-found"' in page
    assert (
        'rel="canonical" href="https://www.mecfsatlas.com/evidence/stein-2010-virus-found"' in page
    )


def test_headers_say_what_a_page_cannot() -> None:
    headers = SITE["_headers"].decode()
    assert "frame-ancestors 'none'" in headers
    for name, _ in HEADERS:
        assert f"  {name}: " in headers


def test_criteria_pages_speak_to_readers() -> None:
    """The catalogue's notes to curators and its doubts about identifiers stay inside."""
    for path in PAGES:
        if path.startswith("criteria"):
            assert b"from memory" not in SITE[path], path
            assert b"modifier" not in SITE[path], path


def test_lists_are_divided_and_in_order() -> None:
    many = [
        STUDIES[0].with_(slug=f"study-{n:03d}", year=2000 + n % 3, title=f"Study {n}")
        for n in range(130)
    ]
    site = whole_site(many)
    assert "evidence/page_3.html" in site
    assert "evidence/page_4.html" not in site
    slugs = re.findall(
        r'<p class="title"><a href="/evidence/([^"]+)"',
        "".join(
            site[p].decode() for p in ("index.html", *(f"evidence/page_{n}.html" for n in (2, 3)))
        ),
    )
    assert slugs == [e.slug for e in sorted(many, key=lambda e: (-(e.year or 0), e.slug))]
    assert 'href="/evidence/page_2" rel="next"' in site["index.html"].decode()
