"""Pages in the engine: accessible in light and dark, on a phone and a desktop, nothing cut off."""

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from tests.site.samples import ARABIC, FULL, LONG, RETRACTED
from tests.site.whole import whole_site

if TYPE_CHECKING:
    from tests.site.browser import Browser

SITE = whole_site()
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = [
    f"evidence/{FULL.slug}",
    f"evidence/{RETRACTED.slug}",
    f"evidence/{ARABIC.slug}",
    f"evidence/{LONG.slug}",
    "index",
    "criteria",
    "criteria/fukuda_1994",
    "retractions",
    "how-it-works",
    "404",
]
WIDTHS = [390, 1280]


def violations(browser: "Browser") -> list[Any]:
    """What axe finds, as (rule, elements)."""
    browser.run_plain(AXE)
    browser.run_plain(
        "window.found = null; axe.run(document, {runOnly: {type: 'tag', values: "
        f"{RULES}}}, resultTypes: ['violations', 'incomplete']}}).then(r => window.found = "
        "JSON.stringify([...r.violations, ...r.incomplete.filter(i => i.id === 'color-contrast')]"
        ".map(v => [v.id, v.nodes.map(n => n.html)])), e => window.found = '[[\"' + e + '\"]]')"
    )
    for _ in range(200):
        found = browser.run_plain("window.found")
        if found:
            return json.loads(found)
        browser.wait(20)
    raise AssertionError("axe did not answer")


@pytest.mark.parametrize("path", PAGES)
def test_accessible_in_light_and_dark_at_every_width(browser: "Browser", path: str) -> None:
    browser.site.files = SITE
    for dark in (False, True):
        for width in WIDTHS:
            assert browser.show(path, width, dark=dark)
            assert violations(browser) == [], (width, dark)
    assert browser.site.missing == []


def test_axe_notices_a_bad_page(browser: "Browser") -> None:
    css = next(path for path in SITE if path.endswith(".css"))
    faint = SITE[css].replace(b"--muted: #4f5f64", b"--muted: #b9c4c4")
    unnamed = SITE["404.html"].replace(b'<html lang="en">', b"<html>")
    browser.site.files = {**SITE, css: faint, "404.html": unnamed}
    browser.show("404", 390)
    assert {rule for rule, _ in violations(browser)} == {"color-contrast", "html-has-lang"}


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_window(browser: "Browser", path: str) -> None:
    browser.site.files = SITE
    for width in (320, *WIDTHS):
        browser.show(path, width)
        wide = browser.run(
            "[...document.querySelectorAll('body *')].filter(e => "
            "e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)"
            ".map(e => e.outerHTML.slice(0, 120))"
        )
        assert wide == [], width


def test_links_of_the_frame_are_large_enough_to_touch(browser: "Browser") -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 CSS pixels."""
    browser.site.files = SITE
    browser.show("index", 390)
    small = browser.run(
        "[...document.querySelectorAll('header a, .pager a')].filter(e => "
        "{const r = e.getBoundingClientRect(); return r.height < 24 || r.width < 24})"
        ".map(e => e.textContent)"
    )
    assert small == []


def test_focus_is_seen_and_the_skip_link_appears(browser: "Browser") -> None:
    browser.site.files = SITE
    browser.show(f"evidence/{FULL.slug}", 1280)
    browser.run_plain("document.querySelector('.skip').focus({focusVisible: true})")
    assert browser.run("document.querySelector('.skip').getBoundingClientRect().top") >= 0
    browser.run_plain("document.querySelector('article a').focus({focusVisible: true})")
    assert browser.run("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_policy_is_not_broken_by_the_page_itself(browser: "Browser") -> None:
    browser.site.files = SITE
    browser.show(f"evidence/{FULL.slug}", 1280)
    assert browser.run("document.styleSheets[0].cssRules.length > 50") is True
    assert browser.run("getComputedStyle(document.body).marginTop") == "0px"
    assert browser.site.missing == []
